#include "pose/raw/h36m_positions.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/hdf5_tree.h"
#include "pose/detections/container/mat.h"
#include "pose/formats/cdf.h"
#include "pose/formats/field.h"
#include "pose/raw/detector_files.h"
#include "pose/raw/h36m_collection.h"
#include "tensor/error.h"

namespace posegrad::pose::raw {
namespace {

using formats::Blob;
using formats::NdArray;

constexpr Index kJoints = 32, kNumbers = 3 * kJoints;
constexpr double kMillimetres = 1000;

// In the number type of the file, as the reference does it, then as float.
Tensor in_metres(const NdArray& array) {
  Tensor poses = Tensor::empty({array.numel() / kNumbers, kJoints, 3});
  const std::span<float> to = poses.cpu_span<float>();
  const bool is_float = array.type() == formats::ArrayType::f4;
  for (std::size_t i = 0; i < to.size(); ++i) {
    const double number = array.number(static_cast<Index>(i));
    to[i] = is_float ? static_cast<float>(number) / static_cast<float>(kMillimetres)
                     : static_cast<float>(number / kMillimetres);
  }
  return poses;
}

[[noreturn]] void fail_shape(const std::string& name, std::string_view what, const NdArray& found,
                             std::string_view wanted) {
  throw DataError(
      fmt::format("{}: {} is {}; expected {}, at least one frame of Human3.6M's 32 joints", name,
                  what, found.to_string(), wanted));
}

// (N, 96), maybe as one record.
Tensor from_rows(NdArray array, const std::string& name, std::string_view what) {
  if (array.is_number() && array.rank() == 3 && array.dim(0) == 1)
    array = array.item_of_first_axis(0);
  if (!array.is_number() || array.rank() != 2 || array.dim(1) != kNumbers || array.dim(0) == 0)
    fail_shape(name, what, array, "(frames, 96)");
  return in_metres(array);
}

Tensor from_cdf(const Blob& bytes, const std::string& name) {
  return from_rows(formats::read_cdf_variable(bytes, name, "Pose"), name, "the variable 'Pose'");
}

Tensor from_mat(const Blob& bytes, const std::string& name) {
  detections::Budget budget({});
  const formats::Value variables = detections::read_mat_bytes(bytes, name, budget);
  const formats::Field file(variables, name);
  if (detections::is_hdf5(bytes.view()) && !file.find("data"))
    file.fail("a MATLAB file of version 7.3, whose cell 'data' cannot be read; save it with -v7");
  formats::Field data = file.at("data");
  if (data.value().is_sequence() && data.size() == 1) data = data[0];
  return from_rows(data.as_array(), name, "what the cell 'data' holds");
}

// (96, N): joint by joint.
Tensor from_hdf5(const Blob& bytes, const std::string& name) {
  detections::Budget budget({});
  const formats::Value tree = detections::read_hdf5_bytes(bytes, name, budget);
  const NdArray array = formats::Field(tree, name).at("3D_positions").as_array();
  if (!array.is_number() || array.rank() != 2 || array.dim(0) != kNumbers || array.dim(1) == 0)
    fail_shape(name, "the dataset '3D_positions'", array, "(96, frames)");
  const Index frames = array.dim(1);
  const Tensor columns = in_metres(array);
  Tensor poses = Tensor::empty({frames, kJoints, 3});
  for (Index number = 0; number < kNumbers; ++number)
    for (Index t = 0; t < frames; ++t)
      poses.data<float>()[t * kNumbers + number] = columns.data<float>()[number * frames + t];
  return poses;
}

bool is_complete(const Subject3d& subject) {
  return std::ranges::all_of(h36m_recordings(subject.name), [&](const std::string& action) {
    return std::ranges::find(subject.recordings, action, &Recording3d::action) !=
           subject.recordings.end();
  });
}

/// Frames of a camera, as the paper's numbers of frames over four cameras say it.
void check_known_counts(const Positions3d& positions, Inventory& inventory) {
  struct Known {
    std::vector<std::string_view> subjects;
    Index frames;
  };
  static const std::vector<Known> kKnown{{{"S1"}, 248376},
                                         {{"S5"}, 644692 - 248376},
                                         {{"S6"}, 894556 - 644692},
                                         {{"S7", "S8"}, 1559752 - 894556},
                                         {{"S9", "S11"}, 543344}};
  for (const Known& known : kKnown) {
    Index frames = 0;
    std::size_t complete = 0;
    for (const Subject3d& subject : positions) {
      if (std::ranges::find(known.subjects, subject.name) == known.subjects.end()) continue;
      complete += is_complete(subject) ? 1 : 0;
      for (const Recording3d& recording : subject.recordings) frames += recording.poses.dim(0);
    }
    if (complete == known.subjects.size() && frames * kH36mCameras != known.frames)
      inventory.note(
          fmt::format("not as many frames over {} cameras as Human3.6M has", kH36mCameras),
          fmt::format("{} ({} instead of {})", fmt::join(known.subjects, " and "),
                      frames * kH36mCameras, counted(known.frames, "frame")));
  }
}

}  // namespace

H36mPoses read_h36m_positions(const std::string& input, H36mKind kind,
                              const std::function<void(Index done)>& progress) {
  const auto reader = kind == H36mKind::archive ? from_hdf5
                      : kind == H36mKind::cdf   ? from_cdf
                                                : from_mat;
  H36mCollection found = collect_h36m(
      input, kind,
      [&](const Blob& bytes, const std::string& name) {
        Tensor poses = reader(bytes, name);
        require_finite(poses, name, "joint");
        return poses;
      },
      progress);
  H36mPoses result{{}, std::move(found.inventory)};
  for (const Subject2d& subject : found.subjects) {
    Subject3d& poses = result.positions.emplace_back(Subject3d{subject.name, {}});
    for (const Recording2d& recording : subject.recordings)
      poses.recordings.push_back({recording.action, recording.cameras.front()});
  }
  check_known_counts(result.positions, result.inventory);
  return result;
}

}  // namespace posegrad::pose::raw
