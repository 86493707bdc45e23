#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/people_report.h"
#include "apps/files/named_files.h"
#include "apps/prepare/custom_options.h"
#include "pose/data/pose_files.h"
#include "pose/detections/read_detections.h"
#include "pose/wild/custom_set.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

constexpr double kUsualRate = 25;

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
  const auto& told = options.reading.size;
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

void add_videos(const std::string& file, const PrepareCustomOptions& options,
                std::vector<pose::CustomVideo>& videos) {
  const pose::Detections detections = pose::read_detections(file, options.reading);
  const pose::VideoSize size = size_of(detections, options);
  console::print(fmt::format("{}: {}, {}x{}", file, detections.format, size.width, size.height));
  for (const std::string& line : detection_remarks(detections)) console::print(line);
  const double fps = options.fps > 0 ? options.fps : detections.fps.value_or(kUsualRate);
  const pose::PeopleOptions people{
      .tracking = {
          .fps = fps,
          .detector_tracks = options.reading.detector_tracks && detections.report.ids_usable}};
  const pose::ChosenPeople chosen = pose::choose_people(detections, options.person, people);
  if (const std::string remark = too_short_remark(chosen, people); !remark.empty())
    console::print(remark);
  if (const std::string remark = others_remark(chosen); !remark.empty()) console::print(remark);
  for (const pose::PersonTrack& person : chosen.people) {
    std::string name = pose::video_name(file);
    if (options.person == "all") {
      name += "_" + person.name;
      std::ranges::replace(name, ' ', '_');
      console::print(name + ":");
    }
    for (const std::string& line : person_report(person, *detections.layout)) console::print(line);
    videos.push_back({name, file, size, detections.layout, person.keypoints});
  }
}

}  // namespace

int prepare_custom(std::span<const std::string> arguments) {
  const PrepareCustomOptions options = parse_prepare_custom_options(arguments);
  if (options.help) {
    console::print(help_text(prepare_custom_help()));
    return 0;
  }
  const std::vector<std::string> files = expanded(options.inputs);
  const std::string path = options.output_path();
  std::vector<NamedFile> inputs;
  for (const std::string& file : files) inputs.push_back({"INPUT", file});
  check_output_files(std::array{NamedFile{"-o/--output", path}}, inputs);
  std::vector<pose::CustomVideo> videos;
  for (const std::string& file : files) add_videos(file, options, videos);
  pose::write_keypoints_2d(path, pose::custom_set(videos));
  console::print(
      fmt::format("Wrote {}: {} subject{}", path, videos.size(), videos.size() == 1 ? "" : "s"));
  return 0;
}

}  // namespace posegrad::apps
