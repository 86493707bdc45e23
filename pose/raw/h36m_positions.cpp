#include "pose/raw/h36m_positions.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/hdf5_tree.h"
#include "pose/detections/container/mat.h"
#include "pose/formats/cdf.h"
#include "pose/formats/field.h"
#include "pose/raw/detector_files.h"
#include "pose/raw/h36m_names.h"
#include "pose/raw/walk.h"
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
  formats::Field data = formats::Field(variables, name).at("data");
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

struct Kind {
  std::string_view folder, ending;
  Tensor (*read)(const Blob& bytes, const std::string& name);
  std::string_view example, option;  // for messages
};

const Kind& kind_of(H36mSource source) {
  static constexpr Kind kKinds[] = {
      {"3D_positions", ".h5", from_hdf5, "h36m/S1/MyPoses/3D_positions/Directions 1.h5",
       "--from-archive"},
      {"D3_Positions", ".cdf", from_cdf, "S1/MyPoseFeatures/D3_Positions/Directions 1.cdf",
       "--from-source"},
      {"D3_Positions", ".cdf.mat", from_mat, "S1/MyPoseFeatures/D3_Positions/Directions 1.cdf.mat",
       "--from-source-mat"}};
  return kKinds[static_cast<int>(source)];
}

/// Archives of poses in a download; those of videos and of other poses are large.
bool may_hold_positions(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.find("ositions") != std::string_view::npos || name.starts_with("h36m") ||
         (name.front() == 'S' && name.size() <= std::string_view("S11.tar.gz").size());
}

[[noreturn]] void fail_empty(const std::string& input, const Kind& kind, const Others& others) {
  std::string hint;
  for (const H36mSource other : {H36mSource::archive, H36mSource::cdf, H36mSource::mat}) {
    const std::string_view ending = kind_of(other).ending;
    if (kind_of(other).option != kind.option &&
        others.contains(ending.substr(ending.rfind('.') + 1)))
      hint = fmt::format("; {} reads {}", kind_of(other).option, ending);
  }
  throw DataError(fmt::format("{}: no file like {} in it; found {}{}", input, kind.example,
                              others_text(others), hint));
}

bool is_complete(const Subject3d& subject) {
  return std::ranges::all_of(h36m_recordings(subject.name), [&](const std::string& action) {
    return std::ranges::find(subject.recordings, action, &Recording3d::action) !=
           subject.recordings.end();
  });
}

class Collector {
 public:
  void add(const H36mPlace& place, const RawFile& file, const Tensor& poses) {
    require_finite(poses, file.name, "joint");
    auto& recordings = found_[place.subject];
    const auto [at, is_new] = recordings.try_emplace(place.action, Found{file.name, poses});
    if (!is_new)
      inventory_.remarks.push_back(fmt::format("{}, {}: {} counts, {} is left out", place.subject,
                                               place.action, at->second.name, file.name));
  }
  void leave_out(const RawFile& file) {
    inventory_.remarks.push_back(file.name + ": left out, its video is broken");
  }
  Index count() const {
    Index count = 0;
    for (const auto& [subject, recordings] : found_) count += std::ssize(recordings);
    return count;
  }

  H36mPoses take() {
    H36mPoses poses;
    for (const std::string_view subject : kH36mSubjects) add_subject(subject, poses.positions);
    for (const auto& [subject, recordings] : found_)
      if (std::ranges::find(kH36mSubjects, subject) == kH36mSubjects.end())
        inventory_.remarks.push_back(
            fmt::format("{}: left out, Human3.6M has no 3D poses of it", subject));
    check_known_counts(poses.positions);
    poses.inventory = std::move(inventory_);
    return poses;
  }

 private:
  struct Found {
    std::string name;
    Tensor poses;
  };

  void add_subject(std::string_view name, Positions3d& positions) {
    const auto recordings = found_.find(name);
    const std::vector<std::string> known = h36m_recordings(name);
    if (recordings == found_.end()) {
      inventory_.missing.push_back(fmt::format("{}: all recordings", name));
      return;
    }
    Subject3d subject{std::string(name), {}};
    Index frames = 0;
    for (const auto& [action, found] : recordings->second) {
      if (std::ranges::find(known, action) == known.end())
        inventory_.remarks.push_back(
            fmt::format("{}: kept, though Human3.6M has no recording of this name", found.name));
      frames += found.poses.dim(0);
      subject.recordings.push_back({action, found.poses});
    }
    for (const std::string& action : known)
      if (!recordings->second.contains(action))
        inventory_.missing.push_back(fmt::format("{}: {}", name, action));
    inventory_.found.push_back(fmt::format("{}: {}, {}", name,
                                           counted(std::ssize(subject.recordings), "recording"),
                                           counted(frames, "frame")));
    positions.push_back(std::move(subject));
  }

  /// Frames of a camera, as the paper's numbers of frames over four cameras say it.
  void check_known_counts(const Positions3d& positions) {
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
        inventory_.remarks.push_back(fmt::format(
            "{}: {} over {} cameras, where Human3.6M has {}", fmt::join(known.subjects, " and "),
            counted(frames * kH36mCameras, "frame"), kH36mCameras, counted(known.frames, "frame")));
    }
  }

  std::map<std::string, std::map<std::string, Found>, std::less<>> found_;
  Inventory inventory_;
};

}  // namespace

H36mPoses read_h36m_positions(const std::string& input, H36mSource source,
                              const std::function<void(Index done)>& progress) {
  const Kind& kind = kind_of(source);
  const std::array folders{kind.folder};
  const H36mFiles files{folders, kind.ending};
  Collector collector;
  const Others others =
      walk(input,
           {.file = [&](std::string_view path) { return h36m_place(path, files).has_value(); },
            .archive = may_hold_positions},
           [&](const RawFile& file, const Blob& bytes) {
             const H36mPlace place = h36m_place(file.path, files).value();
             if (is_broken_h36m(place.subject, place.action)) return collector.leave_out(file);
             collector.add(place, file, kind.read(bytes, file.name));
             if (progress) progress(collector.count());
           });
  if (collector.count() == 0) fail_empty(input, kind, others);
  return collector.take();
}

}  // namespace posegrad::pose::raw
