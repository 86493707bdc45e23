#include "pose/scene/read_result.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/field.h"
#include "pose/formats/npy.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/text_codec.h"
#include "pose/scene/result_members.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::NdArray;

constexpr const char* kTitle = "Reconstruction";
constexpr double kBehind = -90;  // degrees: the azimuth of a world that a camera looks along y
constexpr double kSlowest = 0.01, kQuickest = 10'000;  // frames a second
constexpr double kUnitTolerance = 1e-3;
constexpr Index kMostJoints = 1000;  // of a file whose parents would take hours to follow

constexpr std::array<std::string_view, 18> kKnownMembers{"positions_3d",
                                                         "joint_names",
                                                         "parents",
                                                         "joints_left",
                                                         "joints_right",
                                                         "fps",
                                                         "units",
                                                         "frame_numbers",
                                                         "space",
                                                         "title",
                                                         "keypoints_2d",
                                                         "video_size",
                                                         "keypoints_layout",
                                                         "keypoint_names",
                                                         "up",
                                                         "foot_contacts",
                                                         "camera_orientation",
                                                         "camera_position"};

double judged_rate(double fps, const std::string& where) {
  if (!(fps >= kSlowest && fps <= kQuickest))
    throw DataError(
        fmt::format("{}: {} frames a second; expected {} to {}", where, fps, kSlowest, kQuickest));
  return fps;
}

/// Joints of a skeleton that a member lists.
std::vector<Index> joints_in(const ResultMember& member, Index least, Index joints) {
  std::vector<Index> list = member.integers();
  for (const Index joint : list)
    if (joint < least || joint >= joints)
      member.fail(fmt::format("joint {}; there are 0 to {}", joint, joints - 1));
  return list;
}

void require_tree(const ResultMember& member, const std::vector<Index>& parents) {
  for (std::size_t joint = 0; joint < parents.size(); ++joint) {
    Index at = static_cast<Index>(joint);
    for (std::size_t steps = 0; at >= 0; at = parents[static_cast<std::size_t>(at)])
      if (++steps > parents.size())
        member.fail(fmt::format("joint {} has no root: its parents run in a circle", joint));
  }
}

void require_pairs(const ResultMember& left, const ResultMember& right, const Skeleton& skeleton) {
  if (skeleton.joints_left.size() != skeleton.joints_right.size())
    right.fail(fmt::format("{} joints; {} are on the left", skeleton.joints_right.size(),
                           skeleton.joints_left.size()));
  std::vector<bool> seen(skeleton.parents.size(), false);
  const auto take = [&](const ResultMember& member, const std::vector<Index>& joints) {
    for (const Index joint : joints) {
      if (seen[static_cast<std::size_t>(joint)])
        member.fail(fmt::format("joint {} comes twice among those of the sides", joint));
      seen[static_cast<std::size_t>(joint)] = true;
    }
  };
  take(left, skeleton.joints_left);
  take(right, skeleton.joints_right);
}

Skeleton skeleton_in(const ResultMembers& file) {
  const ResultMember names = file.at("joint_names"), parents = file.at("parents"),
                     left = file.at("joints_left"), right = file.at("joints_right");
  Skeleton skeleton;
  skeleton.names = names.texts();
  const auto joints = static_cast<Index>(skeleton.names.size());
  if (joints < 1 || joints > kMostJoints)
    names.fail(fmt::format("{} joints; expected 1 to {}", joints, kMostJoints));
  skeleton.parents = joints_in(parents, -1, joints);
  if (skeleton.num_joints() != joints)
    parents.fail(fmt::format("{} parents of {} joints", skeleton.num_joints(), joints));
  require_tree(parents, skeleton.parents);
  skeleton.joints_left = joints_in(left, 0, joints);
  skeleton.joints_right = joints_in(right, 0, joints);
  require_pairs(left, right, skeleton);
  return skeleton;
}

Tensor tensor_in(const ResultMember& member, const std::vector<Index>& shape, DType dtype) {
  member.require_numbers(shape);
  if (member.array.numel() == 0) return Tensor::empty(Shape(std::span(shape)), dtype);
  return formats::to_tensor(member.array, dtype);
}

std::vector<Index> frame_numbers_in(const ResultMember& member) {
  std::vector<Index> numbers = member.integers();
  for (std::size_t t = 0; t < numbers.size(); ++t)
    if (numbers[t] < (t == 0 ? 0 : numbers[t - 1] + 1))
      member.fail(fmt::format("{} is no number of a frame that follows {}", numbers[t],
                              t == 0 ? std::string("nothing") : fmt::format("{}", numbers[t - 1])));
  return numbers;
}

SceneKeypoints keypoints_in(const ResultMembers& file, Index frames) {
  SceneKeypoints keypoints;
  keypoints.layout.name = file.at("keypoints_layout").text();
  keypoints.layout.joints = file.at("keypoint_names").texts();
  const KeypointLayout* known = find_keypoint_layout(keypoints.layout.name);
  if (known != nullptr && known->joints == keypoints.layout.joints) keypoints.layout = *known;
  keypoints.positions =
      tensor_in(file.at("keypoints_2d"), {frames, keypoints.layout.num_joints(), 2}, DType::f32);
  constexpr Index kLargest = 100'000;
  const ResultMember size = file.at("video_size");
  const std::vector<Index> sides = size.integers();
  if (sides.size() != 2 || std::min(sides[0], sides[1]) < 1 ||
      std::max(sides[0], sides[1]) > kLargest)
    size.fail(fmt::format("width and height of 1 to {} pixels are wanted", kLargest));
  keypoints.size = {sides[0], sides[1]};
  return keypoints;
}

std::vector<double> finite_numbers(const ResultMember& member, Index count) {
  member.require_numbers({count});
  std::vector<double> list;
  for (Index i = 0; i < count; ++i) list.push_back(member.array.number(i));
  if (!std::ranges::all_of(list, [](double x) { return std::isfinite(x); }))
    member.fail("a number is not finite");
  return list;
}

std::vector<double> unit_numbers(const ResultMember& member, Index count) {
  std::vector<double> list = finite_numbers(member, count);
  const double size = std::sqrt(std::inner_product(list.begin(), list.end(), list.begin(), 0.0));
  if (!(std::abs(size - 1) <= kUnitTolerance))
    member.fail(fmt::format("a length of 1 is wanted; found {}", size));
  return list;
}

std::optional<SceneCamera> camera_in(const ResultMembers& file) {
  if (!file.has("up") && !file.has("camera_orientation")) return std::nullopt;
  const std::vector<double> up = unit_numbers(file.at("up"), 3),
                            turn = unit_numbers(file.at("camera_orientation"), 4);
  SceneCamera camera{{up[0], up[1], up[2]}, {turn[0], turn[1], turn[2], turn[3]}, std::nullopt};
  if (const auto member = file.find("camera_position")) {
    const std::vector<double> at = finite_numbers(*member, 3);
    camera.position = Vec3{at[0], at[1], at[2]};
  }
  return camera;
}

Tensor contacts_in(const ResultMember& member, Index frames) {
  if (member.array.numel() > 0 && !member.array.is_integer())
    member.fail(fmt::format("integers are wanted; found {}", member.array.to_string()));
  Tensor contacts = tensor_in(member, {frames, 2}, DType::i64);
  for (const Index stands : contacts.cpu_view<Index>())
    if (stands != 0 && stands != 1)
      member.fail(fmt::format("{}; a foot stands (1) or not (0)", stands));
  return contacts;
}

PoseSpace space_in(const ResultMember& member) {
  const std::string name = member.text();
  if (name == "camera") return PoseSpace::camera;
  if (name == "world") return PoseSpace::world;
  member.fail(fmt::format("'{}' is no space; expected camera or world", formats::printable(name)));
}

/// A member of a number per frame; nothing for another one.
std::optional<FrameSeries> series_in(const std::string& name, const NdArray& array, Index frames) {
  if (!array.is_number() || array.shape() != std::vector<Index>{frames}) return std::nullopt;
  const auto all = [&]<class Item>(std::vector<Item> items) {
    for (Index t = 0; t < frames; ++t)
      items.push_back(std::is_floating_point_v<Item> ? static_cast<Item>(array.number(t))
                                                     : static_cast<Item>(array.integer(t)));
    return FrameSeries{name, std::move(items)};
  };
  if (array.type() == formats::ArrayType::b1) return all(std::vector<bool>());
  if (array.is_integer() && array.type() != formats::ArrayType::u8)
    return all(std::vector<Index>());
  return all(std::vector<float>());
}

void add_series(Result& result, const ResultMembers& file) {
  for (const std::string& key : file.keys()) {
    if (std::ranges::find(kKnownMembers, key) != kKnownMembers.end()) continue;
    std::optional<FrameSeries> series;
    try {
      series = series_in(key, file.at(key).array, result.scene.num_frames());
    } catch (const DataError&) {  // a list of lists of other lengths, an object
    }
    if (series)
      result.scene.series.push_back(std::move(*series));
    else
      result.ignored.push_back(key);
  }
}

Result result_in(const ResultMembers& file, const ReadResultOptions& options) {
  Result result;
  Scene& scene = result.scene;
  const ResultMember rate = file.at("fps"), units = file.at("units");
  scene.fps = judged_rate(options.fps.value_or(rate.number()), rate.where);
  if (const std::string name = units.text(); name != "metres")
    units.fail(fmt::format("'{}'; metres are wanted", formats::printable(name)));
  result.space = space_in(file.at("space"));
  scene.title = file.at("title").text();
  scene.frame_numbers = frame_numbers_in(file.at("frame_numbers"));
  SceneMotion motion{kTitle, skeleton_in(file), {}, {}};
  motion.positions = tensor_in(file.at("positions_3d"),
                               {scene.num_frames(), motion.skeleton.num_joints(), 3}, DType::f32);
  if (const auto contacts = file.find("foot_contacts"))
    motion.foot_contacts = contacts_in(*contacts, scene.num_frames());
  scene.motions.push_back(std::move(motion));
  if (file.has("keypoints_2d")) scene.keypoints = keypoints_in(file, scene.num_frames());
  scene.camera = camera_in(file);
  if (scene.camera) scene.azimuth = kBehind;
  add_series(result, file);
  return result;
}

const Skeleton* skeleton_of(const NdArray& array) {
  if (!array.is_number() || array.rank() != 3 || array.dim(2) != 3) return nullptr;
  for (const Skeleton* skeleton : {&h36m_17(), &humaneva_15()})
    if (array.dim(1) == skeleton->num_joints()) return skeleton;
  return nullptr;
}

Result plain_result(const ResultMember& member, const std::string& path,
                    const ReadResultOptions& options) {
  const Skeleton* const skeleton = skeleton_of(member.array);
  if (skeleton == nullptr)
    member.fail(
        fmt::format("poses (frames, 17 or 15, 3) are wanted; found {}", member.array.to_string()));
  if (!options.fps)
    throw DataError(fmt::format("{}: an array does not say its frame rate: tell it, by {}", path,
                                options.fps_name));
  Result result{{}, options.space.value_or(PoseSpace::world), {}};
  result.scene.title = path.substr(path.find_last_of('/') + 1);
  result.scene.fps = judged_rate(*options.fps, "the rate that was told");
  result.scene.frame_numbers.resize(static_cast<std::size_t>(member.array.dim(0)));
  std::iota(result.scene.frame_numbers.begin(), result.scene.frame_numbers.end(), Index{0});
  result.scene.motions = {{kTitle, *skeleton, formats::to_tensor(member.array, DType::f32), {}}};
  return result;
}

Result read_members(const ResultMembers& file, const std::string& path,
                    const ReadResultOptions& options) {
  if (file.has("positions_3d") && file.has("joint_names")) return result_in(file, options);
  const std::vector<std::string> keys = file.keys();
  if (keys.size() == 1) {
    const ResultMember only = file.at(keys.front());
    if (skeleton_of(only.array) != nullptr) return plain_result(only, path, options);
  }
  throw DataError(fmt::format(
      "{}: no result of posegrad wild: positions_3d and joint_names are wanted; found {}", path,
      keys.empty() ? "nothing"
                   : formats::printable(fmt::format("{}", fmt::join(keys, ", ")), 200)));
}

Result read_npy_result(const std::string& path, const ReadResultOptions& options) {
  const formats::Field field(formats::load_npy(path), path);
  return plain_result({field.as_array(), path}, path, options);
}
Result read_npz_result(const std::string& path, const ReadResultOptions& options) {
  return read_members(*ResultMembers::of_npz(path), path, options);
}
Result read_json_result(const std::string& path, const ReadResultOptions& options) {
  return read_members(*ResultMembers::of_json(path), path, options);
}

using Reader = Result (*)(const std::string&, const ReadResultOptions&);
constexpr std::array<std::pair<std::string_view, Reader>, 3> kReaders{
    {{".npz", read_npz_result}, {".json", read_json_result}, {".npy", read_npy_result}}};

Reader reader_of(std::string_view path) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  for (const auto& [ending, reader] : kReaders)
    if (path.size() > ending.size() &&
        std::ranges::equal(path.substr(path.size() - ending.size()), ending, same))
      return reader;
  return nullptr;
}

}  // namespace

const std::vector<std::string>& readable_results() {
  static const std::vector<std::string> endings = [] {
    std::vector<std::string> list;
    for (const auto& [ending, reader] : kReaders) list.emplace_back(ending);
    return list;
  }();
  return endings;
}

Result read_result(const std::string& path, const ReadResultOptions& options) {
  const Reader reader = reader_of(path);
  if (reader == nullptr)
    throw ValueError(fmt::format("{}: results are read from {}; the file's name must end so", path,
                                 fmt::join(readable_results(), ", ")));
  return formats::within_reading_limit(path, [&] { return reader(path, options); });
}

}  // namespace posegrad::pose
