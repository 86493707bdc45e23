#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/records/json/frame_walk.h"
#include "pose/detections/records/json/people_collector.h"
#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections {

/// A format that is told by what one person looks like in it, whatever frames are wrapped in:
/// a tool says which values are persons and reads one.
class PeopleJsonReader : public RecordReader, protected ToolView {
 public:
  std::string files() const override { return "JSON, JSON lines, folder of JSON"; }
  bool takes(const Source& source) const override;
  Records read(const Source& source, const SequenceChoice& choice) const override;

 protected:
  virtual PointRules rules() const { return {}; }
  virtual Units units() const { return Units::unknown; }
  /// Hands a person's points to `people`; `about` has its place, and its id where it stands in a
  /// dict by ids.
  virtual void read_person(const formats::Field& person, RawPerson about,
                           PeopleCollector& people) const = 0;
  /// What dicts around the frames say: names of points, the layout.
  virtual void describe(const FoundFrames& found, Records& records) const;
  /// Last changes to what was read.
  virtual void settle(Records& records) const;
};

/// The size that all frames have which say one; nothing when two differ.
std::optional<VideoSize> common_size(const std::vector<RawFrame>& frames);

/// A person's usual other things, each of which may be missing: the score under `score`, the
/// tracker's number under one of the usual keys.
void read_about(const formats::Field& person, std::initializer_list<std::string_view> score,
                RawPerson& about, PeopleCollector& people);

}  // namespace posegrad::pose::detections
