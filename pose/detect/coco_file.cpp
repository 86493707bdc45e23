#include "pose/detect/coco_file.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "pose/formats/atomic_file.h"
#include "pose/formats/json.h"
#include "pose/formats/special_file.h"

namespace posegrad::pose {
namespace {

// [x, y, score, ...], to a thousandth of a pixel.
std::string numbers_of(const DetectedPerson& person) {
  std::string text;
  for (const DetectedKeypoint& k : person.keypoints)
    fmt::format_to(std::back_inserter(text), "{}{:.3f}, {:.3f}, {:.4f}", text.empty() ? "" : ", ",
                   k.x, k.y, k.score);
  return text;
}

std::string box_of(const DetectedPerson& person) {
  if (!person.box) return "";
  const Box& b = *person.box;
  return fmt::format(", \"bbox\": [{:.3f}, {:.3f}, {:.3f}, {:.3f}]", b.x1, b.y1, b.x2 - b.x1,
                     b.y2 - b.y1);
}

std::string beginning(std::string_view made_by) {
  if (made_by.empty()) return "[{";
  return fmt::format("[{{\"made_by\": {}, ", formats::write_json(formats::Value(made_by)));
}

}  // namespace

std::string coco_results(const Detections& detections, std::string_view made_by) {
  std::string text;
  Index number = detections.first_frame;
  for (const DetectedFrame& frame : detections.frames) {
    for (const DetectedPerson& person : frame.people)
      text += fmt::format(
          "{}\"image_id\": {}, \"category_id\": 1, \"keypoints\": [{}], \"score\": {:.4f}{}}}",
          text.empty() ? beginning(made_by) : ",\n{", number, numbers_of(person), person.score,
          box_of(person));
    ++number;
  }
  return (text.empty() ? "[" : text) + "]\n";
}

void write_coco_results(const std::string& path, const Detections& detections,
                        std::string_view made_by) {
  formats::write_file(path, coco_results(detections, made_by));
}

namespace {
bool begins_with(const std::string& path, const std::string& wanted) {
  formats::refuse_special_file(path);
  std::string found(wanted.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  return file.read(found.data(), std::ssize(found)) && found == wanted;
}
}  // namespace

bool is_made_by(const std::string& path, std::string_view made_by) {
  return begins_with(path, beginning(made_by));
}

bool is_kept(const std::string& path) { return begins_with(path, "[{\"made_by\": \""); }

}  // namespace posegrad::pose
