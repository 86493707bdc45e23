#pragma once
#include "pose/detections/records/json/people_json_reader.h"

namespace posegrad::pose::detections {

/// {image_id, keypoints: [x, y, c, ...], score, bbox | box}: entries of COCO's form, each a person
/// with its frame.
class EntriesReader : public PeopleJsonReader {
 public:
  bool takes(const Source& source) const final;

 protected:
  /// Whether an entry that has image_id, and keypoints or none, is the format's.
  virtual bool is_own(const formats::Value& entry) const = 0;

  PersonTest test(const formats::Value& value) const final;
  PointRules rules() const override;
  Units units() const override { return Units::pixels; }
  void read_person(const formats::Field& person, RawPerson about,
                   PeopleCollector& people) const override;
};

/// Whether a value has lists of images and of annotations, some with keypoints: COCO's annotations,
/// whose entries look as results do.
bool is_coco_annotations(const formats::Value& value);

/// What AlphaPose's entries have and COCO's have not: a picture's name, box, idx.
bool is_alphapose_entry(const formats::Value& entry);

}  // namespace posegrad::pose::detections
