#include "pose/raw/h36m_keypoints.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/data/recordings.h"
#include "pose/detections/container/budget.h"
#include "pose/detections/container/hdf5_tree.h"
#include "pose/formats/field.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/raw/detector_files.h"
#include "pose/raw/h36m_names.h"
#include "pose/raw/walk.h"
#include "tensor/error.h"

namespace posegrad::pose::raw {
namespace {

using formats::Blob;
using formats::Field;

/// Puts videos together, in the order of the known names.
class Collector {
 public:
  void add(const H36mPlace& place, const RawFile& file, Tensor keypoints) {
    Views& views = found_[place.subject][place.action];
    View& view = views.at(static_cast<std::size_t>(place.camera.value()));
    if (view.keypoints.defined()) {
      inventory_.remarks.push_back(
          fmt::format("{} counts, {} of the same video is left out", view.name, file.name));
      return;
    }
    view = {file.name, std::move(keypoints)};
    ++count_;
  }
  void leave_out(const RawFile& file, std::string_view reason) {
    inventory_.remarks.push_back(fmt::format("{}: left out, {}", file.name, reason));
  }
  Index count() const { return count_; }

  H36mKeypoints take(KeypointMetadata metadata) {
    H36mKeypoints result;
    result.keypoints.metadata = std::move(metadata);
    for (const std::string_view subject : kH36mSubjects)
      add_subject(subject, result.keypoints.subjects);
    for (const auto& [subject, recordings] : found_)
      if (std::ranges::find(kH36mSubjects, subject) == kH36mSubjects.end())
        add_subject(subject, result.keypoints.subjects);
    result.inventory = std::move(inventory_);
    return result;
  }

 private:
  struct View {
    std::string name;
    Tensor keypoints;
  };
  using Views = std::array<View, kH36mCameras>;

  void add_subject(std::string_view name, std::vector<Subject2d>& subjects) {
    const auto recordings = found_.find(name);
    if (recordings == found_.end()) {
      inventory_.missing.push_back(fmt::format("{}: all videos", name));
      return;
    }
    Subject2d subject{std::string(name), {}};
    Index videos = 0, frames = 0;
    for (const auto& [action, views] : recordings->second) {
      Recording2d recording{action, {}};
      for (std::size_t camera = 0; camera < views.size(); ++camera) {
        const Tensor& keypoints = views[camera].keypoints;
        recording.cameras.push_back(keypoints);
        videos += keypoints.defined() ? 1 : 0;
        frames += keypoints.defined() ? keypoints.dim(0) : 0;
        if (!keypoints.defined())
          inventory_.missing.push_back(
              fmt::format("{}: {}, camera {}", name, action, h36m_camera_id(camera)));
      }
      subject.recordings.push_back(std::move(recording));
    }
    const std::vector<std::string> known = h36m_recordings(name);
    for (const Recording2d& recording : subject.recordings)
      if (std::ranges::find(known, recording.action) == known.end())
        inventory_.remarks.push_back(
            fmt::format("{}: {}: kept, though Human3.6M has no recording of this name", name,
                        recording.action));
    if (std::ranges::find(kH36mSubjects, name) != kH36mSubjects.end())
      for (const std::string& action : known)
        if (!recordings->second.contains(action))
          inventory_.missing.push_back(fmt::format("{}: {}", name, action));
    inventory_.found.push_back(fmt::format("{}: {}, {}, {}", name,
                                           counted(std::ssize(subject.recordings), "recording"),
                                           counted(videos, "video"), counted(frames, "frame")));
    subjects.push_back(std::move(subject));
  }

  std::map<std::string, std::map<std::string, Views>, std::less<>> found_;
  Inventory inventory_;
  Index count_ = 0;
};

H36mKeypoints collect(const std::string& input, const H36mFiles& files, std::string_view example,
                      KeypointMetadata metadata,
                      const std::function<Tensor(const RawFile&, const Blob&)>& read,
                      const std::function<void(Index videos)>& progress) {
  const auto place_of = [&](std::string_view path) {
    std::optional<H36mPlace> place = h36m_place(path, files);
    return place && place->camera ? place : std::nullopt;
  };
  Collector collector;
  const Others others =
      walk(input,
           {.file = [&](std::string_view path) { return place_of(path).has_value(); },
            .archive = [](std::string_view) { return true; }},
           [&](const RawFile& file, const Blob& bytes) {
             const H36mPlace place = place_of(file.path).value();
             if (is_broken_h36m(place.subject, place.action))
               return collector.leave_out(file, "the original video is broken");
             if (place.action.find(" ALL") != std::string::npos)
               return collector.leave_out(file, "it is several videos");
             collector.add(place, file, read(file, bytes));
             if (progress) progress(collector.count());
           });
  if (collector.count() == 0)
    throw DataError(
        fmt::format("{}: no file like {} in it; found {}", input, example, others_text(others)));
  return collector.take(std::move(metadata));
}

}  // namespace

Keypoints2d project_h36m(const Positions3d& positions,
                         const std::function<void(Index recordings)>& progress) {
  const std::vector<Index> kept = kept_joints(h36m_32().num_joints(), h36m_removed_joints());
  Keypoints2d keypoints;
  // As the reference writes it: without the name of the layout.
  keypoints.metadata = unnamed_metadata_of(keypoint_layout("h36m"));
  Index done = 0;
  for (const Subject3d& subject : positions) {
    const std::vector<Camera> cameras = h36m_cameras(subject.name);
    Subject2d views{subject.name, {}};
    for (const Recording3d& recording : subject.recordings) {
      const Tensor poses = keep_joints(recording.poses, kept);
      Recording2d seen{recording.action, {}};
      for (const Camera& camera : cameras) {
        const Tensor screen =
            project(world_to_camera(poses, camera.known_place()), camera.normalized_intrinsics());
        seen.cameras.push_back(screen_to_pixels(screen, camera.width, camera.height));
      }
      views.recordings.push_back(std::move(seen));
      if (progress) progress(++done);
    }
    keypoints.subjects.push_back(std::move(views));
  }
  return keypoints;
}

H36mKeypoints read_h36m_detections(const std::string& input, const std::string& name,
                                   const std::function<void(Index videos)>& progress) {
  const DetectorSet set(name);
  return collect(
      input, {{}, ".mp4.npz"}, "S1/Directions 1.54138969.mp4.npz", metadata_of(set.layout),
      [&](const RawFile& file, const Blob& bytes) { return set.read(bytes, file.name); }, progress);
}

H36mKeypoints read_h36m_hourglass(const std::string& input, Hourglass which,
                                  const std::function<void(Index videos)>& progress) {
  const bool fine = which == Hourglass::fine_tuned;
  const std::array<std::string_view, 1> folders{fine ? "StackedHourglassFineTuned240"
                                                     : "StackedHourglass"};
  const KeypointLayout& layout = keypoint_layout("mpii");
  // As the reference writes it, for both: without the name of the layout.
  return collect(
      input, {folders, ".h5"}, fmt::format("S1/{}/Directions_1.54138969.h5", folders[0]),
      unnamed_metadata_of(layout),
      [&](const RawFile& file, const Blob& bytes) {
        detections::Budget budget({});
        const formats::Value tree = detections::read_hdf5_bytes(bytes, file.name, budget);
        return pixels_of(Field(tree, file.name).at("poses"), layout.num_joints());
      },
      progress);
}

Index h36m_video_count() { return h36m_recording_count() * kH36mCameras; }

}  // namespace posegrad::pose::raw
