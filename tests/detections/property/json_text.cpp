#include "tests/detections/property/json_text.h"

#include <fmt/format.h>

namespace posegrad::test::property {

std::string triples(const Told& told, const ToldPerson& person) {
  return listed(person.points, [&](const ToldPoint& p) {
    return fmt::format("{},{},{}", told.coordinate(p.x), told.coordinate(p.y), told.score(p.score));
  });
}

std::string rows_of_three(const Told& told, const ToldPerson& person) {
  return listed(person.points, [&](const ToldPoint& p) {
    return fmt::format("[{},{},{}]", told.coordinate(p.x), told.coordinate(p.y),
                       told.score(p.score));
  });
}

std::string rows_of_two(const Told& told, const ToldPerson& person) {
  return listed(person.points, [&](const ToldPoint& p) {
    return fmt::format("[{},{}]", told.coordinate(p.x), told.coordinate(p.y));
  });
}

std::string scores(const Told& told, const ToldPerson& person) {
  return listed(person.points, [&](const ToldPoint& p) { return told.score(p.score); });
}

std::string corners(const Told& told, const ToldPerson& person) {
  return listed(person.box, [&](double side) { return told.coordinate(side); });
}

std::string corner_and_size(const Told& told, const ToldPerson& person) {
  const auto& [left, top, right, bottom] = person.box;
  return listed(std::array{left, top, right - left, bottom - top},
                [&](double side) { return told.coordinate(side); });
}

std::string id_entry(const ToldPerson& person, const std::string& key) {
  return person.id ? fmt::format(",\"{}\":{}", key, *person.id) : "";
}

std::vector<ToldFrame> listed_frames(const Told& told) {
  std::vector<ToldFrame> frames;
  for (const ToldFrame& frame : told.frames)
    if (frame.is_listed) frames.push_back(frame);
  return frames;
}

std::string write(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  write_text(folder / name, text);
  return folder / name;
}

}  // namespace posegrad::test::property
