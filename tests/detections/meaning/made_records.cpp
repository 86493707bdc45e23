#include "tests/detections/meaning/made_records.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace posegrad::test {
namespace {

using pose::detections::FrameKeys;
using pose::detections::JointMap;
using pose::detections::Recognised;

struct Place {
  double x, y;
};

/// Parts of the height, from the middle of the hips, y down.
constexpr std::array<Place, 17> kBody{{{0.02, -0.42},
                                       {0.03, -0.44},
                                       {-0.01, -0.44},
                                       {0.05, -0.43},
                                       {-0.04, -0.43},
                                       {0.1, -0.3},
                                       {-0.1, -0.3},
                                       {0.14, -0.13},
                                       {-0.14, -0.13},
                                       {0.15, 0.02},
                                       {-0.15, 0.02},
                                       {0.06, 0},
                                       {-0.06, 0},
                                       {0.07, 0.24},
                                       {-0.07, 0.24},
                                       {0.07, 0.48},
                                       {-0.07, 0.48}}};

}  // namespace

RawPerson standing(double x, double y, double height) {
  RawPerson person{{}, kNaN, {}, {}, "somebody"};
  for (std::size_t joint = 0; joint < kBody.size(); ++joint)
    person.points.push_back({x + height * kBody[joint].x, y + height * kBody[joint].y,
                             0.3 + static_cast<double>(joint) / 50});
  return person;
}

RawFrame frame_of(std::vector<RawPerson> people, std::size_t i) {
  RawFrame frame{{}, "", {}, std::move(people), fmt::format("[{}]", i)};
  for (std::size_t person = 0; person < frame.people.size(); ++person)
    frame.people[person].where = fmt::format("[{}]: people: [{}]", i, person);
  return frame;
}

Records one_a_frame(const std::vector<RawPerson>& people) {
  Records records;
  records.format = "made";
  for (const RawPerson& person : people)
    records.frames.push_back(frame_of({person}, records.frames.size()));
  return records;
}

Records walk(std::size_t frames) {
  std::vector<RawPerson> people;
  for (std::size_t i = 0; i < frames; ++i)
    people.push_back(standing(100.25 + 3.5 * static_cast<double>(i), 200.125));
  return one_a_frame(people);
}

Records numbered(Records records, const std::vector<double>& numbers, FrameKeys keys) {
  records.keys = keys;
  for (std::size_t i = 0; i < records.frames.size(); ++i) records.frames[i].number = numbers.at(i);
  return records;
}

Records named(Records records, const std::vector<std::string>& names) {
  records.keys = FrameKeys::names;
  for (std::size_t i = 0; i < records.frames.size(); ++i) records.frames[i].name = names.at(i);
  return records;
}

const Recognised& coco() {
  static const Recognised recognised{
      {"coco_17", "COCO 17", pose::keypoint_layout("coco").joints, ""}, ""};
  return recognised;
}

const JointMap& coco_map() {
  static const JointMap map = [] {
    JointMap identity{&pose::keypoint_layout("coco"), {}, {}};
    for (Index joint = 0; joint < 17; ++joint) identity.from.push_back({joint});
    return identity;
  }();
  return map;
}

pose::Detections read(Records records, const pose::ReadOptions& options) {
  return to_detections(clean(std::move(records), options, "a.json"), coco(), coco_map(), options,
                       "a.json");
}

bool has_note(const pose::Detections& detections, const std::string& part) {
  return std::ranges::any_of(detections.notes, [&](const std::string& note) {
    return note.find(part) != std::string::npos;
  });
}

}  // namespace posegrad::test
