#include "pose/data/mocap/mocap_set.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/data/mocap/checks.h"
#include "pose/data/mocap/reference_body.h"
#include "pose/data/resample.h"
#include "tensor/error.h"

namespace posegrad::pose::mocap {
namespace {

std::string free_name(const Subject3d& subject, const std::string& wanted) {
  const auto taken = [&](const std::string& name) {
    return std::ranges::find(subject.recordings, name, &Recording3d::action) !=
           subject.recordings.end();
  };
  std::string name = wanted;
  for (int number = 2; taken(name); ++number) name = fmt::format("{}_{}", wanted, number);
  return name;
}

Motion at_our_rate(const Motion& motion, double fps) {
  const FrameRate ours{kFps, 1}, theirs = frame_rate(fps);
  if (theirs == ours) return motion;
  // The frames that lie inside the motion; one more would hold its last pose.
  const auto steps = static_cast<Index>(motion.size()) - 1;
  const Index frames = steps * theirs.denominator * ours.numerator / theirs.numerator + 1;
  return to_motion(resample(to_tensor(motion), theirs, ours, frames));
}

/// The message of an error without the file's name at its start.
std::string without_name(std::string message, const std::string& file) {
  if (message.starts_with(file + ": ")) message.erase(0, file.size() + 2);
  return message;
}

}  // namespace

Subject3d& MocapSetBuilder::subject(const std::string& name) {
  const auto found = std::ranges::find(set_.positions, name, &Subject3d::name);
  return found != set_.positions.end() ? *found : set_.positions.emplace_back(Subject3d{name, {}});
}

void MocapSetBuilder::add(const Clip& clip, const std::string& file) {
  const std::string name = file.ends_with(".npz") ? fmt::format("{}: {}", file, clip.name) : file;
  if (auto fault = fault_of(clip.motion)) {
    skip({name, std::move(fault->kind), std::move(fault->detail)});
    return;
  }
  const std::size_t dropped = t_pose_frames(clip.motion);
  if (dropped + 2 > clip.motion.size()) {
    skip({name, "nothing but a T", fmt::format("{} of {} frames", dropped, clip.motion.size())});
    return;
  }
  set_.t_pose_clips += dropped > 0 ? 1 : 0;
  set_.t_pose_frames += static_cast<Index>(dropped);
  const Motion rest(clip.motion.begin() + static_cast<std::ptrdiff_t>(dropped), clip.motion.end());
  Subject3d& person = subject(clip.subject);
  person.recordings.push_back(
      {free_name(person, clip.name), to_tensor(reference_body(at_our_rate(rest, clip.fps)))});
  ++set_.clips;
  set_.frames += person.recordings.back().poses.dim(0);
}

MocapSet read_mocap(const std::vector<std::string>& files, const std::string& input,
                    const MocapOptions& options, const std::function<void(Index done)>& progress) {
  MocapSetBuilder builder;
  Index done = 0;
  for (const std::string& file : files) {
    try {
      for (const Clip& clip : read_mocap_file(file, input, options)) builder.add(clip, file);
    } catch (const Error& error) {
      if (files.size() == 1) throw;
      builder.skip({file, "files that cannot be used", without_name(error.what(), file)});
    }
    progress(++done);
  }
  MocapSet set = builder.take();
  if (set.clips > 0) return set;
  const Skipped& first = set.skipped.front();
  throw DataError(
      fmt::format("{}: {}: {}; no other clip is left", first.name, first.kind, first.detail));
}

}  // namespace posegrad::pose::mocap
