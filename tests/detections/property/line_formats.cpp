#include <fmt/format.h>

#include "tests/detections/property/formats.h"
#include "tests/detections/property/json_text.h"

namespace posegrad::test::property {
namespace {

using pose::detections::Units;

/// class, x, y, w, h of the middle of a box.
std::string class_and_box(const Told& told, const ToldPerson& person) {
  const auto& [left, top, right, bottom] = person.box;
  return fmt::format("0 {} {} {} {}", told.coordinate((left + right) / 2),
                     told.coordinate((top + bottom) / 2), told.coordinate(right - left),
                     told.coordinate(bottom - top));
}

std::string points(const Told& told, const ToldPerson& person, bool has_scores) {
  return listed(
      person.points,
      [&](const ToldPoint& p) {
        std::string text = told.coordinate(p.x) + " " + told.coordinate(p.y);
        if (has_scores) text += " " + told.score(p.score);
        return text;
      },
      " ");
}

/// A file for each frame, counted from 1 behind the video's name.
template <class Line>
std::string folder_of_lines(const Told& told, const TemporaryFolder& folder, const Line& line) {
  for (const ToldFrame& frame : listed_frames(told)) {
    std::string text;
    for (const ToldPerson& person : frame.people) text += line(person) + "\n";
    write_text(folder / fmt::format("labels/clip_{}.txt", frame.number), text);
  }
  return folder / "labels";
}

/// yolo pose predict|track save_txt (save_conf).
std::string ultralytics(const Told& told, const TemporaryFolder& folder) {
  return folder_of_lines(told, folder, [&](const ToldPerson& person) {
    std::string line = class_and_box(told, person) + " " + points(told, person, true);
    if (person.id) line += fmt::format(" {} {}", person.score, *person.id);
    return line;
  });
}
std::string ultralytics_pairs(const Told& told, const TemporaryFolder& folder) {
  return folder_of_lines(told, folder, [&](const ToldPerson& person) {
    return class_and_box(told, person) + " " + points(told, person, false);
  });
}
/// YOLOv7-pose's detect.py --save-txt-kpt: points in pixels, no box.
std::string yolo7(const Told& told, const TemporaryFolder& folder) {
  return folder_of_lines(
      told, folder, [&](const ToldPerson& person) { return "0 " + points(told, person, true); });
}

}  // namespace

std::vector<Format> line_formats() {
  const std::string reader = "Ultralytics and YOLOv7 text";
  const Abilities fractions{
      .numbering = Numbering::from_one, .has_ids = true, .units = Units::fractions};
  Abilities pairs = fractions, pixels = fractions;
  pairs.scores = Scores::never;
  pairs.has_ids = pixels.has_ids = false;
  pixels.units = Units::pixels;
  return {{"Ultralytics txt", reader, fractions, ultralytics},
          {"Ultralytics txt pairs", reader, pairs, ultralytics_pairs},
          {"YOLOv7 txt", reader, pixels, yolo7}};
}

}  // namespace posegrad::test::property
