#include <fmt/format.h>

#include "pose/formats/npz.h"
#include "pose/formats/pickle.h"
#include "pose/geometry/skeleton_tables.h"
#include "tests/detections/property/formats.h"
#include "tests/detections/property/number_arrays.h"

namespace posegrad::test::property {
namespace {

using pose::detections::Units;
using pose::formats::NdArray;
using pose::formats::save_npz;
using pose::formats::Value;

Index frames_of(const Told& told) { return static_cast<Index>(told.frames.size()); }

/// (4, J): rows x, y, logit, probability.
std::vector<double> detectron_rows(const ToldPerson& person) {
  std::vector<double> rows;
  for (const auto number : {&ToldPoint::x, &ToldPoint::y})
    for (const ToldPoint& point : person.points) rows.push_back(point.*number);
  rows.insert(rows.end(), person.points.size(), -5);
  for (const ToldPoint& point : person.points) rows.push_back(point.score);
  return rows;
}

Value boxes_of(const ToldFrame& frame) {
  if (frame.people.empty()) return Value::list();
  std::vector<double> numbers;
  for (const ToldPerson& person : frame.people) {
    numbers.insert(numbers.end(), person.box.begin(), person.box.end());
    numbers.push_back(person.score);
  }
  return array_of({static_cast<Index>(frame.people.size()), 5}, numbers,
                  Precision::single_precision);
}

Value size_of(const Told& told) {
  Value size = Value::dict();
  size.set("w", told.size.width);
  size.set("h", told.size.height);
  return size;
}

/// [background, person] of every frame.
std::string detectron_of(const Told& told, const std::vector<Value>& keypoints,
                         const TemporaryFolder& folder) {
  std::vector<Value> boxes, points;
  for (std::size_t f = 0; f < told.frames.size(); ++f) {
    boxes.push_back(Value::list());
    boxes.push_back(boxes_of(told.frames[f]));
    points.push_back(Value::list());
    points.push_back(keypoints[f]);
  }
  const std::vector<Index> shape{frames_of(told), 2};
  save_npz(folder / "clip.mp4.npz", {{"boxes", NdArray::of_objects(shape, boxes)},
                                     {"keypoints", NdArray::of_objects(shape, points)},
                                     {"metadata", size_of(told)}});
  return folder / "clip.mp4.npz";
}

/// Detectron: a list of arrays a frame.
std::string detectron(const Told& told, const TemporaryFolder& folder) {
  std::vector<Value> frames;
  for (const ToldFrame& frame : told.frames) {
    std::vector<Value> people;
    for (const ToldPerson& person : frame.people)
      people.emplace_back(
          array_of({4, told.layout->count()}, detectron_rows(person), Precision::single_precision));
    frames.push_back(Value::list(std::move(people)));
  }
  return detectron_of(told, frames, folder);
}

/// Detectron2: one array a frame.
std::string detectron2(const Told& told, const TemporaryFolder& folder) {
  std::vector<Value> frames;
  for (const ToldFrame& frame : told.frames) {
    std::vector<double> numbers;
    for (const ToldPerson& person : frame.people) {
      const std::vector<double> rows = detectron_rows(person);
      numbers.insert(numbers.end(), rows.begin(), rows.end());
    }
    frames.push_back(frame.people.empty() ? Value::list()
                                          : Value(array_of({static_cast<Index>(frame.people.size()),
                                                            4, told.layout->count()},
                                                           numbers, Precision::single_precision)));
  }
  return detectron_of(told, frames, folder);
}

Value dict(std::vector<std::pair<std::string, Value>> entries) {
  Value made = Value::dict();
  for (auto& [key, value] : entries) made.set(std::move(key), std::move(value));
  return made;
}

/// positions_2d {subject: {action: [a camera's (T, J, 2 or 3)]}}
std::string data_set(const Told& told, const std::string& subject, const std::string& action,
                     bool has_scores, const Value& metadata, const TemporaryFolder& folder) {
  const NdArray camera = array_of({frames_of(told), told.layout->count(), has_scores ? 3 : 2},
                                  numbers_of(told, has_scores), Precision::single_precision);
  const Value positions =
      dict({{subject, dict({{action, Value::list(std::vector<Value>{Value(camera)})}})}});
  save_npz(folder / "data_2d_custom_clip.npz",
           {{"positions_2d", positions}, {"metadata", metadata}});
  return folder / "data_2d_custom_clip.npz";
}

Value numbers(const std::vector<Index>& items) {
  std::vector<Value> values(items.begin(), items.end());
  return Value::list(std::move(values));
}

std::string videopose3d(const Told& told, const TemporaryFolder& folder) {
  const auto& layout = pose::keypoint_layout(told.layout->name);
  return data_set(told, "clip.mp4", "custom", false,
                  dict({{"layout_name", told.layout->name},
                        {"num_joints", told.layout->count()},
                        {"keypoints_symmetry", Value::list(std::vector<Value>{
                                                   numbers(layout.left), numbers(layout.right)})},
                        {"video_metadata", dict({{"clip.mp4", size_of(told)}})}}),
                  folder);
}

/// The in-the-wild fork: COCO's joints with scores, whatever its metadata says.
std::string fork(const Told& told, const TemporaryFolder& folder) {
  const auto& h36m = pose::keypoint_layout("h36m");
  return data_set(told, "S1", "Directions 1", true,
                  dict({{"layout_name", "h36m"},
                        {"num_joints", 17},
                        {"keypoints_symmetry", Value::list(std::vector<Value>{
                                                   numbers(h36m.left), numbers(h36m.right)})}}),
                  folder);
}

/// MMAction2: keypoint (P, T, J, 2), keypoint_score (P, T, J), pickled.
std::string mmaction2(const Told& told, const TemporaryFolder& folder) {
  const std::vector<double> points = numbers_of(told, false), scores = scores_of(told);
  const auto people_first = [&](const std::vector<double>& all) {
    const std::size_t person = all.size() / told.frames.size() / told.people;
    std::vector<double> sorted;
    for (std::size_t who = 0; who < told.people; ++who)
      for (std::size_t f = 0; f < told.frames.size(); ++f) {
        const auto begin =
            all.begin() + static_cast<std::ptrdiff_t>((f * told.people + who) * person);
        sorted.insert(sorted.end(), begin, begin + static_cast<std::ptrdiff_t>(person));
      }
    return sorted;
  };
  const Index people = static_cast<Index>(told.people), frames = frames_of(told),
              joints = told.layout->count();
  const Value clip =
      dict({{"frame_dir", "clip"},
            {"total_frames", frames},
            {"img_shape", Value::tuple(std::vector<Value>{told.size.height, told.size.width})},
            {"keypoint", array_of({people, frames, joints, 2}, people_first(points))},
            {"keypoint_score", array_of({people, frames, joints}, people_first(scores))}});
  write_text(folder / "clip.pkl", pose::formats::write_pickle(clip));
  return folder / "clip.pkl";
}

/// A pickled list of a dict for each frame.
std::string pickled_frames(const Told& told, const TemporaryFolder& folder) {
  std::vector<Value> frames;
  for (const ToldFrame& frame : told.frames) {
    std::vector<Value> people;
    for (const ToldPerson& person : frame.people)
      people.push_back(
          dict({{"keypoints", array_of({told.layout->count(), 3}, numbers_of(person, true))},
                {"score", person.score}}));
    frames.push_back(Value::list(std::move(people)));
  }
  write_text(folder / "clip.pkl", pose::formats::write_pickle(Value::list(std::move(frames))));
  return folder / "clip.pkl";
}

}  // namespace

std::vector<Format> object_formats() {
  const Abilities many{.states_size = true};
  return {{"Detectron", "Detectron, Detectron2", many, detectron},
          {"Detectron2", "Detectron, Detectron2", many, detectron2},
          {"VideoPose3D",
           "VideoPose3D data set",
           {.scores = Scores::never,
            .has_people = false,
            .states_size = true,
            .layouts = {"coco", "h36m", "mpii", "humaneva15", "humaneva20"}},
           videopose3d},
          {"fork", "VideoPose3D data set", {.has_people = false, .layouts = {"coco"}}, fork},
          {"MMAction2", "MMAction2 skeletons", many, mmaction2},
          {"pickled frames", "arrays of keypoints", {}, pickled_frames}};
}

}  // namespace posegrad::test::property
