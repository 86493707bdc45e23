#include "pose/data/pose_files.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "pose/formats/npz.h"
#include "pose/formats/reading_limit.h"
#include "tensor/error.h"

namespace posegrad::pose {

using formats::Field;
using formats::NdArray;
using formats::NpzReader;
using formats::Value;

namespace {

constexpr std::string_view kPositions3d = "positions_3d", kPositions2d = "positions_2d",
                           kMetadata = "metadata";

/// Where one sequence was found, for messages.
std::string place(const std::string& path, const std::string& subject, const std::string& action) {
  return fmt::format("{}: subject {}, action '{}'", path, subject, action);
}

/// A sequence as f32. Throws DataError unless it is (T, joints, features) with features in [fewest,
/// most] and finite.
Tensor sequence_of(const NdArray& array, const std::string& where, Index fewest, Index most) {
  const std::string wanted =
      fewest == most ? fmt::format("{}", most) : fmt::format("{} or {}", fewest, most);
  if (!array.is_number() || array.rank() != 3 || array.dim(2) < fewest || array.dim(2) > most)
    throw DataError(fmt::format("{}: an array (frames, joints, {}) of numbers is wanted; found {}",
                                where, wanted, array.to_string()));
  Tensor sequence = to_tensor(array, DType::f32);
  const auto numbers = sequence.cpu_view<float>();
  const auto bad = std::ranges::find_if(numbers, [](float x) { return !std::isfinite(x); });
  if (bad != numbers.end()) {
    const Index flat = bad - numbers.begin(), features = array.dim(2), joints = array.dim(1);
    throw DataError(fmt::format("{}, frame {}, joint {}: the number {} is not finite", where,
                                flat / features / joints, flat / features % joints, *bad));
  }
  return sequence;
}

/// Runs `read` so that what goes wrong inside names the place.
template <class Read>
auto located(const std::string& where, Read&& read) {
  try {
    return read();
  } catch (const DataError& error) {
    throw DataError(std::string_view(error.what()).starts_with(where)
                        ? error.what()
                        : fmt::format("{}: {}", where, error.what()));
  }
}

/// A size that every sequence of a file must have.
class Common {
 public:
  explicit Common(std::string_view name) : name_(name) {}
  void require(Index size, const std::string& where) {
    if (where_.empty()) {
      size_ = size;
      where_ = where;
    } else if (size != size_) {
      throw DataError(fmt::format("{}: {} {}; {} at {}", where, size, name_, size_, where_));
    }
  }

 private:
  std::string_view name_;
  Index size_ = 0;
  std::string where_;
};

/// The cameras of one recording: a list, an array of objects, or one array whose first axis is the
/// camera.
std::vector<Tensor> cameras_of(const Value& value, const std::string& where) {
  std::vector<Tensor> cameras;
  const auto add = [&](const NdArray& array) {
    cameras.push_back(
        sequence_of(array, fmt::format("{}, camera {}", where, cameras.size()), 2, 3));
  };
  if (value.is(Value::Kind::array) && value.as_array().is_number()) {
    const NdArray& all = value.as_array();
    if (all.rank() != 4)
      throw DataError(
          fmt::format("{}: a list over cameras or an array (cameras, frames, joints, 2 or 3) is "
                      "wanted; found {}",
                      where, all.to_string()));
    for (Index camera = 0; camera < all.dim(0); ++camera) add(all.item_of_first_axis(camera));
    return cameras;
  }
  const std::vector<Value>& items =
      value.is(Value::Kind::array) ? value.as_array().objects() : value.items();
  for (const Value& item : items) {
    if (item.is_none()) {
      cameras.emplace_back();
    } else {
      located(fmt::format("{}, camera {}", where, cameras.size()), [&] { add(item.as_array()); });
    }
  }
  return cameras;
}

std::vector<Index> joints_of(const Field& side, Index num_joints) {
  std::vector<Index> joints;
  const auto add = [&](Index joint) {
    if (joint < 0 || joint >= num_joints)
      side.fail(fmt::format("joint {} is not one of {}", joint, num_joints));
    joints.push_back(joint);
  };
  if (side.value().is(Value::Kind::array)) {
    for (Index i = 0; i < side.as_array().numel(); ++i) add(side.as_array().integer(i));
  } else {
    for (const Field& joint : side.items())
      add(joint.as_int());  // plain integers, or NumPy's scalars
  }
  return joints;
}

void read_symmetry(const Field& symmetry, KeypointMetadata& metadata) {
  std::vector<Field> sides;
  if (symmetry.value().is(Value::Kind::array) && symmetry.as_array().rank() == 2) {
    for (Index side = 0; side < symmetry.as_array().dim(0); ++side)
      sides.emplace_back(Value(symmetry.as_array().item_of_first_axis(side)),
                         fmt::format("{}: [{}]", symmetry.where(), side));
  } else {
    sides = symmetry.items();
  }
  if (sides.size() != 2)
    symmetry.fail(fmt::format("a left and a right list are wanted; found {} lists", sides.size()));
  metadata.left = joints_of(sides[0], metadata.num_joints);
  metadata.right = joints_of(sides[1], metadata.num_joints);
  if (metadata.left.size() != metadata.right.size())
    symmetry.fail(fmt::format("{} left joints and {} right ones", metadata.left.size(),
                              metadata.right.size()));
  std::set<Index> all(metadata.left.begin(), metadata.left.end());
  all.insert(metadata.right.begin(), metadata.right.end());
  if (all.size() != metadata.left.size() + metadata.right.size())
    symmetry.fail("a joint comes twice");
}

KeypointMetadata metadata_of(const Field& field) {
  KeypointMetadata metadata;
  if (const auto layout = field.find("layout_name"); layout && !layout->is_none())
    metadata.layout_name = layout->as_text();
  metadata.num_joints = field.at("num_joints").as_int();
  if (metadata.num_joints < 1) field.at("num_joints").fail(fmt::format("{}", metadata.num_joints));
  read_symmetry(field.at("keypoints_symmetry"), metadata);
  if (const auto videos = field.find("video_metadata")) {
    for (const auto& [name, video] : videos->entries()) {
      // A name of its own: clang 14 does not let a lambda capture a structured binding.
      const auto pixels = [&video = video](std::string_view key) {
        const double size = video.at(key).as_double();
        if (!(size >= 1 && size <= 1e6) || size != std::floor(size))
          video.at(key).fail(fmt::format("{} pixels", size));
        return static_cast<Index>(size);
      };
      metadata.videos.emplace_back(name, VideoSize{pixels("w"), pixels("h")});
    }
  }
  return metadata;
}

Value joints_value(const std::vector<Index>& joints) {
  return Value::list({joints.begin(), joints.end()});
}

Value metadata_value(const KeypointMetadata& metadata) {
  Value dict = Value::dict();
  if (metadata.layout_name) dict.set("layout_name", *metadata.layout_name);
  dict.set("num_joints", metadata.num_joints);
  dict.set("keypoints_symmetry",
           Value::list({joints_value(metadata.left), joints_value(metadata.right)}));
  if (metadata.videos.empty()) return dict;
  Value videos = Value::dict();
  for (const auto& [name, size] : metadata.videos) {
    Value video = Value::dict();
    video.set("w", size.width);
    video.set("h", size.height);
    videos.set(name, video);
  }
  dict.set("video_metadata", videos);
  return dict;
}

Positions3d positions_in(const std::string& path, const formats::ReadProgress& progress) {
  Positions3d positions;
  Common joints("joints");
  const NpzReader file(path, progress);
  for (const auto& [name, actions] : file.field(kPositions3d).entries()) {
    Subject3d& subject = positions.emplace_back(Subject3d{name, {}});
    for (const auto& [action, poses] : actions.entries()) {
      const std::string where = place(path, name, action);
      const Tensor sequence = located(where, [&, &poses = poses] {
        return sequence_of(poses.value().as_array(), where, 3, 3);
      });
      joints.require(sequence.dim(1), where);
      subject.recordings.push_back({action, sequence});
    }
  }
  return positions;
}

}  // namespace

Positions3d read_positions_3d(const std::string& path, const formats::ReadProgress& progress) {
  return formats::within_reading_limit(path, [&] { return positions_in(path, progress); });
}

StagedFile stage_positions_3d(const std::string& path, const Positions3d& positions) {
  Value subjects = Value::dict();
  for (const Subject3d& subject : positions) {
    Value actions = Value::dict();
    for (const Recording3d& recording : subject.recordings)
      actions.set(recording.action, NdArray::of_tensor(recording.poses));
    subjects.set(subject.name, actions);
  }
  return formats::stage_npz(path, {{std::string(kPositions3d), subjects}});
}

namespace {

Keypoints2d keypoints_in(const std::string& path, const formats::ReadProgress& progress) {
  const NpzReader file(path, progress);
  Keypoints2d keypoints;
  keypoints.metadata = metadata_of(file.field(kMetadata));
  Common joints("joints"), features("numbers a joint");
  joints.require(keypoints.metadata.num_joints, "metadata");
  for (const auto& [name, actions] : file.field(kPositions2d).entries()) {
    Subject2d& subject = keypoints.subjects.emplace_back(Subject2d{name, {}});
    for (const auto& [action, cameras] : actions.entries()) {
      const std::string where = place(path, name, action);
      Recording2d recording{action, located(where, [&, &cameras = cameras] {
                              return cameras_of(cameras.value(), where);
                            })};
      for (const Tensor& camera : recording.cameras) {
        if (!camera.defined()) continue;
        joints.require(camera.dim(1), where);
        features.require(camera.dim(2), where);
      }
      subject.recordings.push_back(std::move(recording));
    }
  }
  return keypoints;
}

}  // namespace

Keypoints2d read_keypoints_2d(const std::string& path, const formats::ReadProgress& progress) {
  return formats::within_reading_limit(path, [&] { return keypoints_in(path, progress); });
}

StagedFile stage_keypoints_2d(const std::string& path, const Keypoints2d& keypoints) {
  Value subjects = Value::dict();
  for (const Subject2d& subject : keypoints.subjects) {
    Value actions = Value::dict();
    for (const Recording2d& recording : subject.recordings) {
      Value cameras = Value::list();
      for (const Tensor& camera : recording.cameras)
        cameras.push_back(camera.defined() ? Value(NdArray::of_tensor(camera)) : Value());
      actions.set(recording.action, cameras);
    }
    subjects.set(subject.name, actions);
  }
  return formats::stage_npz(path, {{std::string(kPositions2d), subjects},
                                   {std::string(kMetadata), metadata_value(keypoints.metadata)}});
}

}  // namespace posegrad::pose
