#include "apps/prepare_custom.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "apps/console.h"
#include "apps/prepare_options.h"
#include "pose/data/pose_files.h"
#include "pose/wild/custom_set.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

/// A folder of npz files stands for them, in the order of their names.
std::vector<std::string> expanded(const std::vector<std::string>& inputs) {
  std::vector<std::string> files;
  for (const std::string& input : inputs) {
    std::vector<std::string> inside;
    std::error_code error;
    for (fs::directory_iterator it(input, error), end; !error && it != end; it.increment(error))
      if (it->path().extension() == ".npz") inside.push_back(it->path().string());
    std::ranges::sort(inside);
    if (inside.empty()) inside.push_back(input);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

pose::VideoSize size_of(const pose::Detections& detections, const PrepareCustomOptions& options) {
  const auto& told = options.detections.size;
  if (!detections.size)
    throw DataError(
        fmt::format("{}: the size of the video is not in it; give it with --size WIDTHxHEIGHT",
                    detections.source));
  if (told && (told->width != detections.size->width || told->height != detections.size->height))
    throw DataError(fmt::format("{}: the video has {}x{}, --size says {}x{}", detections.source,
                                detections.size->width, detections.size->height, told->width,
                                told->height));
  return *detections.size;
}

void print_person(const pose::PersonTrack& person) {
  console::print(fmt::format("{} total frames processed\n{} frames were interpolated",
                             person.keypoints.dim(0), person.interpolated));
  for (const pose::Gap& gap : person.gaps)
    console::print(fmt::format("Long gap: frames {} to {} were made up", gap.first_frame,
                               gap.first_frame + gap.frames - 1));
}

void print_never_seen(const pose::PersonTrack& person, const pose::KeypointLayout& layout) {
  std::string names;
  for (const Index joint : person.never_seen)
    names += (names.empty() ? "" : ", ") + layout.joints[static_cast<std::size_t>(joint)];
  if (!names.empty()) console::print("Never seen, put on the nearest joint: " + names);
}

void add_videos(const std::string& file, const PrepareCustomOptions& options,
                std::vector<pose::CustomVideo>& videos) {
  const pose::Detections detections = pose::read_detections(file, options.detections);
  const pose::VideoSize size = size_of(detections, options);
  console::print(fmt::format("{}: {}, {}x{}", file, detections.format, size.width, size.height));
  for (const std::string& note : detections.notes) console::print("Note: " + note);
  if (detections.first_frame > 0)
    console::print(fmt::format("Note: the first frame is number {}", detections.first_frame));
  const pose::PeopleOptions people{
      .tracking = {.fps = options.fps, .detector_tracks = options.detector_tracks}};
  const pose::ChosenPeople chosen = pose::choose_people(detections, options.person, people);
  if (chosen.too_short > 0)
    console::print(fmt::format("Note: {} people seen in fewer than {} frames are left out",
                               chosen.too_short, people.shortest_track));
  for (const pose::PersonTrack& person : chosen.people) {
    std::string name = pose::video_name(file);
    if (options.person == "all") {
      name += "_" + person.name;
      std::ranges::replace(name, ' ', '_');
      console::print(name + ":");
    }
    print_person(person);
    print_never_seen(person, *detections.layout);
    videos.push_back({name, file, size, detections.layout, person.keypoints});
  }
}

}  // namespace

int prepare_custom(std::span<const std::string> arguments) {
  const PrepareCustomOptions options = parse_prepare_custom_options(arguments);
  if (options.help) {
    console::print(prepare_custom_help());
    return 0;
  }
  std::vector<pose::CustomVideo> videos;
  for (const std::string& file : expanded(options.inputs)) add_videos(file, options, videos);
  const std::string path = options.output_path();
  pose::write_keypoints_2d(path, pose::custom_set(videos));
  console::print(
      fmt::format("Wrote {}: {} subject{}", path, videos.size(), videos.size() == 1 ? "" : "s"));
  return 0;
}

}  // namespace posegrad::apps
