#include <fmt/format.h>

#include "pose/detections/records/arrays/array_readers.h"
#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/detections/records/sequence_choice.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::Field;
using formats::Value;

/// Axes by MMAction2 1.2's documentation ("annotation format of skeleton datasets").
bool is_clip(const Value& value) {
  if (!value.is_dict()) return false;
  const Value* points = value.find("keypoint");
  if (points == nullptr || !points->is_array() || points->as_array().rank() != 4) return false;
  return value.find("keypoint_score") != nullptr || value.find("total_frames") != nullptr;
}

/// Null when the file has none.
const Value* clips_in(const Value& root) {
  const Value& value = root.unwrapped();
  const Value* list = value.is_dict() ? value.find("annotations") : &value;
  if (is_clip(value)) return &value;
  const bool is_list = list != nullptr && list->is_sequence() && list->size() > 0;
  return is_list && is_clip(list->items().front()) ? list : nullptr;
}

std::string name_of(const Value& clip, std::size_t i) {
  if (clip.is_dict()) {
    for (const char* key : {"frame_dir", "filename"}) {
      const Value* name = clip.find(key);
      const auto text = name != nullptr ? text_of(*name) : std::nullopt;
      if (text) return *text;
    }
  }
  return fmt::format("{}", i);
}

class SkeletonClipsReader final : public RecordReader {
 public:
  std::string name() const override { return "MMAction2 skeletons"; }
  std::string written_by() const override { return "MMAction2 1.2"; }
  std::string files() const override { return "pickle"; }
  std::vector<std::string> layouts() const override { return {"coco"}; }

  bool takes(const Source& source) const override {
    const Document* document = single_document(source);
    return document != nullptr && document->content == Content::data &&
           clips_in(document->value) != nullptr;
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    const Document& document = *single_document(source);
    const Value& clips = *clips_in(document.value);
    if (clips.is_dict() || clips.size() == 1) require_no_choice(source, choice);
    Field clip(clips, document.path);
    if (!clips.is_dict()) {
      std::vector<std::string> names;
      for (const Value& item : clips.items()) names.push_back(name_of(item, names.size()));
      const std::size_t i = choose_name(names, choice.subject, "clip", "--subject", document.path);
      clip = Field(clips.items()[i], fmt::format("{}: {}", document.path, names[i]));
    }
    Records records;
    records.format = name();
    records.usual = layouts();
    read_keypoint_fields({clip.at("keypoint"), clip, false, "", {}, choice.points}, records);
    return records;
  }
};

}  // namespace

std::unique_ptr<RecordReader> skeleton_clips_reader() {
  return std::make_unique<SkeletonClipsReader>();
}

}  // namespace posegrad::pose::detections::arrays
