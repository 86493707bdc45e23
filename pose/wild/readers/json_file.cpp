#include "pose/wild/readers/json_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "pose/wild/readers/coco_results.h"
#include "pose/wild/readers/frame_numbers.h"
#include "pose/wild/readers/keypoint_numbers.h"
#include "pose/wild/readers/mmpose.h"
#include "pose/wild/readers/openpose.h"
#include "pose/wild/readers/ultralytics.h"

namespace posegrad::pose::readers {
namespace {

using formats::Field;
using formats::Value;

/// One item a frame, in the order of the list. Nothing when no item is known.
std::optional<Detections> read_list_of_frames(const Field& list, const std::string& source) {
  std::unique_ptr<PeopleReader> reader;
  for (const Value& item : list.value().items()) {
    if (!item.is_sequence()) return std::nullopt;
    if (!reader) reader = frame_reader_for(item, source);
    if (!reader && item.size() > 0) return std::nullopt;
  }
  if (!reader)
    return Detections{.source = source,
                      .format = "JSON list of empty frames",
                      .layout = &keypoint_layout("coco"),
                      .frames = std::vector<DetectedFrame>(list.size()),
                      .first_frame = 0,
                      .size = {},
                      .notes = {}};
  Index frame = 0;
  for (const Field& item : list.items()) reader->add(frame++, item);
  return reader->finish();
}

/// {width, height, frames}: what scripts/detect/ultralytics_video.py makes of the lists above.
std::optional<Detections> read_sized_frames(const Field& content, const std::string& source) {
  const auto frames = content.find("frames");
  if (!frames || !frames->value().is_sequence()) return std::nullopt;
  std::optional<Detections> detections = read_list_of_frames(*frames, source);
  if (!detections || !content.find("width")) return detections;
  detections->size = video_size_of(content, "width", "height");
  return detections;
}

/// A dict of frames by the names of pictures.
std::optional<Detections> read_named_frames(const Field& content, const std::string& source) {
  const auto reader = openpose_reader(source, "AlphaPose JSON in OpenPose's form");
  std::vector<std::string> names;
  for (const auto& [key, value] : content.value().entries()) {
    if (!reader->takes(value)) return std::nullopt;
    names.push_back(key.as_text());
  }
  const std::vector<Index> numbers = frame_numbers(names, source);
  std::size_t i = 0;
  for (const auto& [name, frame] : content.entries()) reader->add(numbers[i++], frame);
  return reader->finish();
}

std::optional<Detections> read_single_frame(const Field& content, const std::string& source) {
  const auto reader = frame_reader_for(content.value(), source);
  if (!reader) return std::nullopt;
  reader->add(0, content);
  return reader->finish();
}

std::string keys_text(const Value& dict) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(dict.size(), kMost + 1); ++i) {
    const Value& key = dict.entries()[i].first;
    text += i == 0 ? "" : ", ";
    text += i == kMost ? "..." : formats::printable(key.as_text());
  }
  return text.empty() ? "nothing inside" : text;
}

}  // namespace

std::vector<std::unique_ptr<PeopleReader>> frame_readers(const std::string& source) {
  std::vector<std::unique_ptr<PeopleReader>> readers;
  readers.push_back(openpose_reader(source, "OpenPose"));
  readers.push_back(mmpose_instances_reader(source));
  readers.push_back(ultralytics_json_reader(source));
  return readers;
}

std::unique_ptr<PeopleReader> frame_reader_for(const Value& content, const std::string& source) {
  for (auto& reader : frame_readers(source))
    if (reader->takes(content)) return std::move(reader);
  return nullptr;
}

std::optional<Detections> read_json_detections(const Field& content, const std::string& source) {
  const Value& value = content.value();
  if (is_mmpose(value)) return read_mmpose(content, source);
  if (is_coco_results(value)) return read_coco_results(content, source);
  if (auto detections = read_single_frame(content, source)) return detections;
  if (value.is_sequence()) return read_list_of_frames(content, source);
  if (!value.is_dict() || value.size() == 0) return std::nullopt;
  if (auto detections = read_sized_frames(content, source)) return detections;
  return read_named_frames(content, source);
}

std::string describe_json(const Value& value) {
  if (value.is_dict() && value.size() == 0) return "an empty JSON dict";
  if (value.is_dict()) return "a JSON dict with " + keys_text(value);
  if (!value.is_sequence()) return fmt::format("a JSON {}", value.kind_name());
  if (value.size() == 0) return "an empty JSON list";
  const Value& first = value.items().front();
  if (first.is_dict()) return "a JSON list of dicts with " + keys_text(first);
  return fmt::format("a JSON list of {}s", first.kind_name());
}

}  // namespace posegrad::pose::readers
