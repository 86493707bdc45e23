#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/formats/npz.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/inspect/data_set_numbers.h"
#include "pose/inspect/inspectors.h"
#include "tensor/error.h"

namespace posegrad::pose::inspection {
namespace {

using formats::Field;

constexpr std::size_t kShown = 12, kShownBroken = 3;
constexpr double kLargestMetres = 50;   // a studio, a sports field
constexpr double kLargestFraction = 2;  // pictures have more pixels

std::string sizes_text(const std::map<Index, Index>& sizes) {
  std::vector<std::string> texts;
  for (const auto& [size, sequences] : sizes)
    texts.push_back(sizes.size() == 1 ? fmt::format("{}", size)
                                      : fmt::format("{} in {} sequences", size, sequences));
  return list_text(texts, kShown);
}

Json sizes_json(const std::map<Index, Index>& sizes) {
  if (sizes.size() == 1) return sizes.begin()->first;
  Json all = Json::array();
  for (const auto& [size, sequences] : sizes)
    all.push_back({{"size", size}, {"sequences", sequences}});
  return all;
}

void add_extents(const DataSetNumbers& numbers, bool is_3d, Section& set) {
  const char* names[] = {"x", "y", is_3d ? "z" : "score"};
  for (std::size_t axis = 0; axis < numbers.extents.size(); ++axis) {
    const Extent& extent = numbers.extents[axis];
    if (!extent.is_known()) continue;
    set.add(names[axis], {{"least", extent.least}, {"most", extent.most}},
            fmt::format("{:.5g} to {:.5g}", extent.least, extent.most));
  }
}

std::vector<std::string> actions_of(const DataSetNumbers& numbers) {
  std::vector<std::string> actions;
  for (const SubjectNumbers& subject : numbers.subjects)
    for (const std::string& action : subject.actions)
      if (std::ranges::find(actions, action) == actions.end()) actions.push_back(action);
  return actions;
}

void add_numbers(const DataSetNumbers& numbers, bool is_3d, Report& report) {
  Section& set = report.section("data set");
  set.add("holds", is_3d ? "3D poses" : "2D keypoints");
  set.add("subjects", numbers.subjects.size());
  set.add("sequences", numbers.sequences);
  set.add(
      "frames", numbers.frames,
      fmt::format("{}, {} to {} a sequence", numbers.frames, numbers.shortest, numbers.longest));
  set.add("shortest", numbers.shortest);
  set.add("longest", numbers.longest);
  if (!is_3d) set.add("cameras without a recording", numbers.absent);
  set.add("joints", sizes_json(numbers.joints), sizes_text(numbers.joints));
  set.add("numbers a joint", sizes_json(numbers.features), sizes_text(numbers.features));
  set.add("not finite", numbers.not_finite,
          numbers.not_finite == 0
              ? "0"
              : fmt::format("{} numbers in {} frames, the first at {}", numbers.not_finite,
                            numbers.frames_not_finite, numbers.first_not_finite));
  add_extents(numbers, is_3d, set);
  const std::vector<std::string> actions = actions_of(numbers);
  set.add("actions", actions, list_text(actions, kShown));

  Section& subjects = report.section("subjects");
  for (const SubjectNumbers& subject : numbers.subjects) {
    Json json{{"actions", subject.actions.size()},
              {"sequences", subject.sequences},
              {"frames", subject.frames}};
    std::string text = fmt::format("{} actions, {} sequences, {} frames", subject.actions.size(),
                                   subject.sequences, subject.frames);
    if (!is_3d) {
      json["cameras"] = subject.cameras;
      text += fmt::format(", {} cameras", subject.cameras);
    }
    subjects.add(subject.name, json, text);
  }
}

void add_metadata(const std::optional<Field>& metadata, Report& report) {
  Section& section = report.section("metadata");
  if (!metadata || !metadata->value().is_dict()) {
    report.odd.emplace_back("it has no metadata: layout, left and right joints are not known");
    return;
  }
  const auto layout = metadata->find("layout_name");
  const bool has_layout = layout && layout->value().is_text();
  section.add("layout", has_layout ? Json(layout->as_text()) : Json());
  const auto joints = metadata->find("num_joints");
  const bool has_joints = joints && joints->value().is(formats::Value::Kind::integer);
  section.add("joints", has_joints ? Json(joints->as_int()) : Json());
  section.add("left and right", metadata->find("keypoints_symmetry").has_value());
  if (const auto videos = metadata->find("video_metadata"); videos && videos->value().is_dict())
    section.add("videos", videos->value().size());
}

void add_odd(const DataSetNumbers& numbers, bool is_3d, Report& report) {
  std::vector<std::string>& odd = report.odd;
  for (std::size_t i = 0; i < std::min(numbers.broken.size(), kShownBroken); ++i)
    odd.push_back(numbers.broken[i]);
  if (numbers.broken.size() > kShownBroken)
    odd.push_back(fmt::format("{} more are no sequences", numbers.broken.size() - kShownBroken));
  if (numbers.not_finite > 0)
    odd.push_back(fmt::format("{} numbers are NaN or infinite, the first at {}", numbers.not_finite,
                              numbers.first_not_finite));
  if (numbers.sequences > 0 && numbers.shortest == 0)
    odd.emplace_back("some sequences have no frame");
  if (numbers.joints.size() > 1)
    odd.push_back("sequences differ in their joints: " + sizes_text(numbers.joints));
  const Extent &x = numbers.extents[0], &y = numbers.extents[1];
  if (!x.is_known()) {
    odd.emplace_back("there are no numbers in it");
    return;
  }
  const double largest = std::max({-x.least, x.most, -y.least, y.most});
  if (is_3d && largest > kLargestMetres)
    odd.push_back(
        fmt::format("coordinates go up to {:.5g}: metres are wanted; millimetres?", largest));
  if (!is_3d && largest < kLargestFraction)
    odd.push_back(
        fmt::format("coordinates go up to {:.3g} only: pixels are wanted; fractions of "
                    "the picture, or normalised already?",
                    largest));
  if (is_3d && numbers.joints.size() == 1 && numbers.joints.begin()->first == 17)
    odd.emplace_back("17 joints a pose: run -d h36m wants Human3.6M's 32, before they are reduced");
}

/// The layout of this project whose left and right joints these are.
Json layout_by_sides(const KeypointMetadata& metadata) {
  for (const char* name : {"coco", "h36m", "mpii", "humaneva15", "humaneva20"}) {
    const KeypointLayout& layout = keypoint_layout(name);
    if (layout.num_joints() == metadata.num_joints && layout.left == metadata.left &&
        layout.right == metadata.right)
      return name;
  }
  return nullptr;
}

void compare_layouts(const KeypointMetadata& metadata, Report& report) {
  const Json by_sides = layout_by_sides(metadata);
  report.section("metadata")
      .add("layout by its sides", by_sides, by_sides.is_null() ? "none of ours" : "");
  if (metadata.layout_name && by_sides.is_string() && by_sides != *metadata.layout_name)
    report.odd.push_back(
        fmt::format("the metadata claims the layout '{}', but its left and right joints are those "
                    "of {}",
                    *metadata.layout_name, by_sides.get<std::string>()));
}

/// What run would say to the file.
void try_run(const std::string& path, bool is_3d, Report& report) {
  try {
    if (is_3d)
      read_positions_3d(path);
    else
      compare_layouts(read_keypoints_2d(path).metadata, report);
    report.section("run").add("reads it", true);
  } catch (const DataError& error) {
    report.section("run").add("reads it", false);
    report.section("run").add("why not", error.what());
  }
}

}  // namespace

void inspect_data_set(const std::string& path, Report& report) {
  const formats::NpzReader npz(path);
  Section& file = report.section("content");
  file.add("container", "npz");
  const std::vector<std::string> keys = npz.keys();
  file.add("arrays", keys, list_text(keys, kShown));
  const bool is_3d = !npz.has("positions_2d");
  const Field positions = npz.field(is_3d ? "positions_3d" : "positions_2d");
  const DataSetNumbers numbers = data_set_numbers(positions, !is_3d);
  add_numbers(numbers, is_3d, report);
  if (!is_3d)
    add_metadata(npz.has("metadata") ? std::optional(npz.field("metadata")) : std::nullopt, report);
  add_odd(numbers, is_3d, report);
  try_run(path, is_3d, report);
  if (!is_3d && numbers.sequences > 0)
    report.section("run").add("one sequence", "--subject NAME --action NAME --camera N",
                              "--subject NAME --action NAME --camera N look into one");
}

}  // namespace posegrad::pose::inspection
