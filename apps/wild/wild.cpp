#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/people_report.h"
#include "apps/console/progress.h"
#include "apps/console/signals.h"
#include "apps/files/chosen_model.h"
#include "apps/files/named_files.h"
#include "apps/files/scene_output.h"
#include "apps/options/work_device.h"
#include "apps/wild/options.h"
#include "pose/detections/read_detections.h"
#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "pose/video/video_info.h"
#include "pose/wild/doubt/doubts.h"
#include "pose/wild/motion_errors.h"
#include "pose/wild/people.h"
#include "pose/wild/reconstruct.h"
#include "pose/wild/wild_scene.h"
#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad::apps {
namespace {

constexpr double kUsualRate = 30;  // frames per second of a video that nobody described
constexpr double kHuman36mRate = 50;

/// What is known of the video.
struct Video {
  pose::VideoSize size;
  double fps = 0;
};

bool as_the_fork(const WildOptions& options) { return !options.fork_output.empty(); }

std::string video_option(const WildOptions& options) {
  return as_the_fork(options) ? "--viz-video" : "--video";
}

std::optional<pose::VideoInfo> probe(const WildOptions& options) {
  if (options.video.empty()) return {};
  const pose::VideoInfo info = pose::probe_video(options.video);
  const std::string rate =
      info.fps > 0 ? fmt::format("{:.6g} frames a second, ", info.fps) : std::string();
  console::print(fmt::format("{}: {}x{}, {}{} {}{}", options.video, info.width, info.height, rate,
                             info.frames, info.of_pictures ? "pictures" : "frames",
                             info.variable_rate ? " at varying intervals" : ""));
  for (const std::string& note : info.notes) console::print("Note: " + note);
  return info;
}

pose::VideoSize size_of(const WildOptions& options, const pose::Detections& detections,
                        const std::optional<pose::VideoInfo>& info) {
  if (options.reading.size) return *options.reading.size;
  if (detections.size && info &&
      (detections.size->width != info->width || detections.size->height != info->height))
    throw DataError(fmt::format(
        "{}: they are of a video of {}x{}, but {} has {}x{}; --size WIDTHxHEIGHT decides",
        detections.source, detections.size->width, detections.size->height, options.video,
        info->width, info->height));
  if (detections.size) return *detections.size;
  if (info) return {info->width, info->height};
  if (options.compat_size) return *options.compat_size;
  throw DataError(
      fmt::format("{}: they do not say the size of their video; give {} CLIP or --size "
                  "WIDTHxHEIGHT",
                  detections.source, video_option(options)));
}

double rate_of(const WildOptions& options, const pose::Detections& detections,
               const std::optional<pose::VideoInfo>& info) {
  if (options.fps > 0) return options.fps;
  if (info && info->fps > 0) return info->fps;
  if (detections.fps) return *detections.fps;
  const char* option = as_the_fork(options) ? "--viz-video" : info ? "--fps" : "--fps or --video";
  console::print(
      fmt::format("Note: nothing says the frame rate of the video: {} frames a second are assumed "
                  "({})",
                  kUsualRate, option));
  return kUsualRate;
}

// Frames of the video that will not be drawn, or poses that have no picture.
void compare_lengths(const WildOptions& options, const pose::Detections& detections,
                     const pose::VideoInfo& info) {
  const Index poses = detections.first_frame + static_cast<Index>(detections.frames.size());
  const Index pictures = std::max<Index>(0, info.frames - options.video_skip);
  if (pictures == poses) return;
  console::print(
      fmt::format("Note: {} has {} frames{}, the detections end after {}", options.video, pictures,
                  options.video_skip > 0 ? " after those that are left out" : "", poses));
}

pose::PretrainedModel load(const std::string& checkpoint, const WildOptions& options) {
  pose::PretrainedModel model = pose::load_pretrained(checkpoint, options.model);
  for (const std::string& note : model.notes) console::print("Note: " + note);
  return model;
}

std::vector<pose::PretrainedModel> load_others(const WildOptions& options,
                                               const pose::PretrainedModel& first) {
  std::vector<pose::PretrainedModel> others;
  for (const std::string& path : options.compare) {
    others.push_back(load(path, options));
    if (others.back().layout != first.layout)
      throw DataError(
          fmt::format("{}: the model takes {} keypoints, {} takes {}; those that are "
                      "compared take the same",
                      path, others.back().layout->name, first.checkpoint, first.layout->name));
  }
  return others;
}

std::vector<Index> numbers_after(const pose::VideoInfo& info, Index skip) {
  const auto left_out = std::min<Index>(skip, static_cast<Index>(info.numbers.size()));
  return {info.numbers.begin() + left_out, info.numbers.end()};
}

// The keypoints that the model takes, whatever the detector's are.
pose::Detections read(const WildOptions& options, const pose::PretrainedModel& model,
                      const std::optional<pose::VideoInfo>& info) {
  pose::ReadOptions reading = options.reading;
  reading.target = model.layout;
  if (info)
    reading.video = pose::VideoFacts{{info->width, info->height},
                                     std::max<Index>(0, info->frames - options.video_skip),
                                     info->fps,
                                     info->rotation,
                                     numbers_after(*info, options.video_skip)};
  pose::Detections detections = pose::read_detections(options.detections, reading);
  console::print(fmt::format("{}: {}, {} frames", options.detections, detections.format,
                             detections.frames.size()));
  for (const std::string& line : detection_remarks(detections)) console::print(line);
  return detections;
}

double model_rate(const WildOptions& options, const pose::PretrainedModel& model) {
  return options.model_fps > 0 ? options.model_fps : model.fps.value_or(kHuman36mRate);
}

pose::Reconstruction run_model(const WildOptions& options, const pose::PretrainedModel& model,
                               const pose::PersonTrack& person, const Video& video) {
  const pose::FrameRate rate = pose::frame_rate(video.fps);
  std::unique_ptr<Progress> progress;
  return pose::reconstruct(
      model, person.keypoints,
      {.size = options.compat_size.value_or(video.size),
       .video = rate,
       .model = options.resample ? pose::frame_rate(model_rate(options, model)) : rate,
       .mirror = options.test_time_augmentation,
       .steady = options.steady,
       .camera = options.field_of_view > 0
                     ? std::optional(pose::pinhole_of(video.size, options.field_of_view))
                     : std::nullopt},
      [&](Index done, Index all) {
        if (!progress)
          progress =
              std::make_unique<Progress>(progress_on_stderr(), "reconstructing", "frames", all);
        progress->update(done);
      });
}

pose::PersonTrack limited(pose::PersonTrack person, Index limit) {
  if (limit >= 0 && limit < person.keypoints.dim(0)) {
    person.keypoints = person.keypoints.rows(0, limit);
    person.detected.resize(static_cast<std::size_t>(limit));
  }
  return person;
}

std::optional<double> told(double degrees) {
  return std::isnan(degrees) ? std::nullopt : std::optional(degrees);
}

void print_joint_errors(const pose::Scene& scene) {
  const pose::SceneMotion& first = scene.motions.front();
  for (std::size_t m = 1; m < scene.motions.size(); ++m) {
    const std::vector<double> errors =
        pose::joint_errors_mm(scene.motions[m].positions, first.positions);
    console::print(
        fmt::format("{} against {}, mean distance:", scene.motions[m].title, first.title));
    for (std::size_t j = 0; j < errors.size(); ++j)
      console::print(fmt::format("  {:16}{:8.1f} mm", first.skeleton.names[j], errors[j]));
  }
}

// "out.gif" of person 2 among several is "out-2.gif".
std::vector<std::string> paths_of(const std::vector<std::string>& paths, const std::string& person,
                                  bool several) {
  if (!several) return paths;
  std::vector<std::string> numbered;
  for (const std::string& path : paths) {
    std::filesystem::path name(path);
    const std::string suffix = person.substr(person.find_last_of(' ') + 1);
    name.replace_filename(
        fmt::format("{}-{}{}", name.stem().string(), suffix, name.extension().string()));
    numbered.push_back(name.string());
  }
  return numbered;
}

// `paths` replace the outputs' own.
void check_files(const WildOptions& options, const std::vector<std::string>& paths) {
  const bool fork = as_the_fork(options);
  std::vector<NamedFile> inputs{{fork ? "-k" : "DETECTIONS", options.detections},
                                {fork ? "--evaluate" : "--checkpoint", options.checkpoint},
                                {video_option(options), options.video},
                                {"--kinect", options.kinect}};
  for (const std::string& path : options.compare) inputs.push_back({"--compare", path});
  std::vector<NamedFile> outputs{{"the fork's own output", options.fork_output},
                                 {"--viz-export", options.export_path}};
  for (const std::string& path : paths)
    outputs.push_back({fork ? "--viz-output" : "-o/--output", path});
  check_output_files(outputs, inputs);
}

/// Everything that the people of one video have in common.
struct Job {
  const WildOptions& options;
  const pose::Detections& detections;
  const pose::PretrainedModel& model;
  const std::vector<pose::PretrainedModel>& others;
  Video video;
  bool several;
};

// "FOLDER/" too has a last part.
std::string last_part(const std::string& path) {
  const std::filesystem::path plain = std::filesystem::path(path).lexically_normal();
  return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

// False when Ctrl-C came.
bool reconstruct_person(const Job& job, const pose::PersonTrack& whole) {
  const WildOptions& options = job.options;
  if (job.several) console::print(whole.name + ":");
  for (const std::string& line : person_report(whole, *job.detections.layout)) console::print(line);
  // Everything is reconstructed before it is cut: what comes after helps the last frames.
  const pose::PersonTrack person = limited(whole, options.limit);
  const Index frames = person.keypoints.dim(0);
  const pose::Reconstruction result =
      first_frames(run_model(options, job.model, whole, job.video), frames);
  std::string title = last_part(options.video.empty() ? options.detections : options.video);
  if (job.several) title += ", " + whole.name;
  pose::Scene scene =
      pose::wild_scene(title, person, job.model, result, job.video.size, job.video.fps,
                       {told(options.camera_pitch), told(options.camera_roll)});
  if (const std::string remark = pose::camera_remark(scene); !remark.empty())
    console::print(remark);
  for (const pose::PretrainedModel& other : job.others)
    pose::add_reconstruction(scene, other,
                             first_frames(run_model(options, other, whole, job.video), frames));
  if (!options.kinect.empty())
    pose::add_kinect(scene, pose::read_kinect_text(options.kinect), options.kinect,
                     options.align_frame >= 0 ? std::optional(options.align_frame) : std::nullopt);
  print_joint_errors(scene);
  pose::Doubts doubts = pose::doubts_about(scene, person, job.model, result);
  for (const std::string& note : doubts.notes) console::print(note);
  scene.series = std::move(doubts.frames);

  SceneOutputs outputs{
      .paths = paths_of(options.outputs, whole.name, job.several), .draw = {}, .positions = {}};
  if (options.space == "camera" || (options.space == "auto" && result.has_path && !scene.camera)) {
    outputs.space = pose::PoseSpace::camera;
    outputs.positions = result.poses;
  }
  outputs.draw.frames.downsample = options.downsample;
  outputs.draw.size = options.size;
  outputs.draw.bitrate = options.bitrate;
  outputs.draw.video = options.video;
  outputs.draw.video_skip = options.video_skip;
  outputs.draw.joint_errors = scene.motions.size() > 1;
  if (!options.export_path.empty()) {
    console::print(fmt::format("Exporting joint positions to {}", options.export_path));
    pose::formats::save_npy(options.export_path, pose::formats::NdArray::of_tensor(result.poses));
  }
  if (!options.fork_output.empty()) {
    pose::formats::save_npz(
        options.fork_output,
        {{"arr_0", pose::formats::NdArray::of_tensor(scene.motions.front().positions)}});
    console::print(fmt::format("Wrote {}: {} frames, world space, metres", options.fork_output,
                               scene.num_frames()));
  }
  return write_scene(scene, outputs);
}

void move_to(const pose::PretrainedModel& model, Device device) {
  nn::move_to(model.poses, device);
  if (model.path) nn::move_to(*model.path, device);
}

// The default model where none is named, and files for names of models.
void choose_models(WildOptions& options) {
  options.checkpoint = chosen_checkpoint(options.checkpoint, options.model.causal);
  for (std::string& other : options.compare) other = named_checkpoint(other);
}

}  // namespace

int wild(std::span<const std::string> arguments) {
  WildOptions options = parse_wild_options(arguments);
  if (options.help) {
    console::print(wild_help());
    return 0;
  }
  if (as_the_fork(options)) {
    if (options.person == "main") options.person = "best";
  } else {
    choose_models(options);
  }
  const bool several = options.person == "all";
  if (!several) check_files(options, options.outputs);
  const Device device = start_device(options.device, options.precision);
  pose::set_fast_evaluation(options.fast_evaluation);
  set_threads(options.threads > 0 ? static_cast<int>(options.threads) : threads());

  const std::optional<pose::VideoInfo> info = probe(options);
  const pose::PretrainedModel model = load(options.checkpoint, options);
  const std::vector<pose::PretrainedModel> others = load_others(options, model);
  const pose::Detections detections = read(options, model, info);
  if (info) compare_lengths(options, detections, *info);
  move_to(model, device);
  for (const pose::PretrainedModel& other : others) move_to(other, device);
  const Video video{size_of(options, detections, info), rate_of(options, detections, info)};

  pose::PeopleOptions people;
  people.tracking.fps = video.fps;
  people.tracking.detector_tracks = options.reading.detector_tracks && detections.report.ids_usable;
  people.long_gap = std::max<Index>(1, std::lround(video.fps));
  const pose::ChosenPeople chosen = pose::choose_people(detections, options.person, people);
  if (const std::string remark = too_short_remark(chosen, people); !remark.empty())
    console::print(remark);
  if (const std::string remark = others_remark(chosen); !remark.empty()) console::print(remark);
  if (several) {
    std::vector<std::string> paths;
    for (const pose::PersonTrack& person : chosen.people)
      std::ranges::copy(paths_of(options.outputs, person.name, several), std::back_inserter(paths));
    check_files(options, paths);
  }
  const Job job{options, detections, model, others, video, several};
  for (const pose::PersonTrack& person : chosen.people)
    if (!reconstruct_person(job, person)) return kInterruptedExitCode;
  return 0;
}

}  // namespace posegrad::apps
