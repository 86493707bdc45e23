#include <algorithm>

#include "pose/detections/records/arrays/array_readers.h"
#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/record_reader.h"
#include "pose/detections/records/sequence_choice.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::Field;

bool holds_values(const Document& document) {
  return document.content == Content::array || document.content == Content::arrays ||
         document.content == Content::data || document.content == Content::data_lines;
}

std::optional<KeypointFields> keypoints_in(const Document& document, Index joints = 0) {
  if (!holds_values(document)) return std::nullopt;
  auto fields = find_keypoints(Field(document.value, document.path));
  if (fields) fields->joints = joints;
  return fields;
}

/// A picture with nobody: an array of no numbers, by a name of keypoints where arrays have names.
bool is_empty(const Document& document) {
  const auto is_empty_array = [](const formats::Value& value) {
    return value.is_array() && value.as_array().is_number() && value.as_array().numel() == 0;
  };
  if (document.content == Content::array) return is_empty_array(document.value.unwrapped());
  return document.content == Content::arrays &&
         find_named(Field(document.value, ""), point_names(), is_empty_array).has_value();
}

class ArrayFileReader final : public RecordReader {
 public:
  std::string name() const override { return "arrays of keypoints"; }
  std::string written_by() const override {
    return "anybody: rtmlib, MHFormer, MoveNet and scripts of their own";
  }
  bool is_of_tool() const override { return false; }
  std::string files() const override {
    return "npy, npz, pickle, PyTorch, HDF5, folder of npy or npz";
  }
  std::vector<std::string> layouts() const override {
    return {"coco", "halpe_26", "coco_wholebody", "h36m", "mediapipe"};
  }

  bool takes(const Source& source) const override {
    const auto has_keypoints = [](const Document& d) { return keypoints_in(d).has_value(); };
    return std::ranges::any_of(source.documents, has_keypoints) &&
           std::ranges::all_of(source.documents, [&](const Document& d) {
             return has_keypoints(d) || (source.is_folder && is_empty(d));
           });
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    require_no_choice(source, choice);
    Records records;
    if (const Document* document = single_document(source)) {
      records.format = "keypoints in " + document->container;
      read_keypoint_fields(keypoints_in(*document, choice.points).value(), records);
      return records;
    }
    records.format = "folder of keypoints in " + source.documents.front().container;
    records.keys = FrameKeys::names;
    bool is_first = true;
    for (const Document& document : source.documents) {
      Records picture;
      if (const auto fields = keypoints_in(document, choice.points)) {
        read_keypoint_fields(*fields, picture);
        add_picture(document, std::move(picture), is_first, records);
        is_first = false;
      } else {
        RawFrame& nobody = records.frames.emplace_back();
        nobody.name = nobody.where = document.name;
      }
    }
    note_left_out(source.left_out, records.notes);
    return records;
  }
};

}  // namespace

std::unique_ptr<RecordReader> array_file_reader() { return std::make_unique<ArrayFileReader>(); }

}  // namespace posegrad::pose::detections::arrays
