#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <memory>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/people_report.h"
#include "apps/console/progress.h"
#include "apps/console/signals.h"
#include "apps/detect/people_in_video.h"
#include "apps/files/batch.h"
#include "apps/files/named_files.h"
#include "apps/files/scene_output.h"
#include "apps/options/machine.h"
#include "apps/ranks/ranks.h"
#include "apps/wild/found_keypoints.h"
#include "apps/wild/inputs.h"
#include "apps/wild/options.h"
#include "apps/wild/several_inputs.h"
#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "pose/model/inference_model.h"
#include "pose/scene/motion_errors.h"
#include "pose/video/video_info.h"
#include "pose/wild/doubt/doubts.h"
#include "pose/wild/gaps.h"
#include "pose/wild/people.h"
#include "pose/wild/reconstruct.h"
#include "pose/wild/wild_scene.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr double kUsualRate = 30;  // frames per second of a video that nobody described
constexpr double kHuman36mRate = 50;

/// What is known of the video.
struct Video {
  pose::VideoSize size;
  double fps = 0;
};

void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) console::print(line);
}

void print_if_any(const std::string& remark) {
  if (!remark.empty()) console::print(remark);
}

std::optional<pose::VideoInfo> probe(const WildOptions& options) {
  if (options.video.empty()) return {};
  const pose::VideoInfo info = pose::probe_video(options.video);
  print(video_report(options.video, info));
  return info;
}

pose::PretrainedModel load(const std::string& checkpoint, const WildOptions& options) {
  pose::PretrainedModel model = pose::load_pretrained(checkpoint, options.model);
  for (const std::string& note : model.notes) console::print("Note: " + note);
  return model;
}

/// name: what messages call them by.
pose::Detections read(const WildOptions& options, const pose::KeypointLayout& models,
                      const std::optional<pose::VideoInfo>& info, const std::string& name) {
  pose::Detections detections = read_for(options, models, info);
  detections.source = name;
  console::print(
      fmt::format("{}: {}, {} frames", name, detections.format, detections.frames.size()));
  print(detection_remarks(detections));
  return detections;
}

double rate_or_usual(const WildOptions& options, const pose::Detections& detections,
                     const std::optional<pose::VideoInfo>& info) {
  if (const std::optional<double> rate = rate_of(options, detections, info)) return *rate;
  const char* option = as_the_fork(options) ? "--viz-video" : info ? "--fps" : "--fps or --video";
  console::print(
      fmt::format("Note: nothing says the frame rate of the video: {} frames a second are assumed "
                  "({})",
                  kUsualRate, option));
  return kUsualRate;
}

double model_rate(const WildOptions& options, const pose::PretrainedModel& model) {
  return options.model_fps > 0 ? options.model_fps : model.fps.value_or(kHuman36mRate);
}

pose::Reconstruction run_model(const WildOptions& options, const pose::PretrainedModel& model,
                               const pose::PersonTrack& person, const Video& video,
                               const std::vector<bool>& gaps, const ProgressTarget& target) {
  const pose::FrameRate rate = pose::frame_rate(video.fps);
  std::unique_ptr<Progress> progress;
  return pose::reconstruct(
      model, person.keypoints,
      {.size = options.compat_size.value_or(video.size),
       .video = rate,
       .model = options.resample ? pose::frame_rate(model_rate(options, model)) : rate,
       .prediction = options.prediction,
       .steady = options.steady,
       .camera = options.field_of_view > 0
                     ? std::optional(pose::pinhole_of(video.size, options.field_of_view))
                     : std::nullopt,
       .smoothing = options.smoothing.poses,
       .gaps = gaps},
      [&](Index done, Index all) {
        if (!progress)
          progress = std::make_unique<Progress>(target, "reconstructing", "frames", all);
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

std::vector<std::string> paths_of(const std::vector<std::string>& paths, const std::string& person,
                                  bool several) {
  return several ? numbered_paths(paths, person.substr(person.find_last_of(' ') + 1)) : paths;
}

// `paths` replace the outputs' own.
void check_files(const WildOptions& options, const std::vector<std::string>& paths) {
  const bool fork = as_the_fork(options);
  std::vector<NamedFile> inputs{{fork ? "-k" : "DETECTIONS", options.detections},
                                {fork ? "--evaluate" : "--checkpoint", options.checkpoint},
                                {video_option(options), options.video},
                                {"--kinect", options.kinect}};
  for (const std::string& path : options.compare) inputs.push_back({"--compare", path});
  inputs.insert(inputs.end(), options.others.begin(), options.others.end());
  std::vector<NamedFile> outputs{{"the fork's own output", options.fork_output},
                                 {"--viz-export", options.export_path}};
  if (options.keep_keypoints) outputs.push_back({"--keep-keypoints", kept_keypoints_path(options)});
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
  MotionFiles& motion;
  std::vector<pose::Scene>& people;  // where a file shows all of them
};

// "FOLDER/" too has a last part.
std::string last_part(const std::string& path) {
  const std::filesystem::path plain = std::filesystem::path(path).lexically_normal();
  return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

// Of a frame, as a share of finding a person in it.
constexpr double kReconstructing = 0.03, kFitting = 0.05;

// Models, the body, then files.
std::vector<double> times_of_person(const WildOptions& options) {
  std::vector<double> times(1 + options.compare.size(), kReconstructing);
  if (needs_body(options.outputs, options.motion)) times.push_back(kFitting);
  for (const std::string& path : options.outputs) times.push_back(drawing_time(path));
  return times;
}

// Finding people, then all the rest.
std::vector<double> times_of(const WildOptions& options) {
  const std::vector<double> person = times_of_person(options);
  return {1, std::accumulate(person.begin(), person.end(), 0.0)};
}

// A line about frames of gaps that are not filled; empty where there is none.
std::string gaps_remark(const std::vector<bool>& gaps, double longest) {
  const auto missing = std::ranges::count(gaps, true);
  if (missing == 0) return "";
  return fmt::format(
      "{} of {} frames lie in gaps {} and are left out", missing, gaps.size(),
      longest > 0 ? fmt::format("of more than {} s", longest) : std::string("without the person"));
}

// False when Ctrl-C came.
bool reconstruct_person(const Job& job, pose::PersonTrack whole, const ProgressTarget& target) {
  const WildOptions& options = job.options;
  WholeProgress progress(target, times_of_person(options));
  if (job.several) console::print(whole.name + ":");
  const double longest = options.smoothing.fill_gaps;
  std::vector<bool> gaps = pose::frames_in_long_gaps(whole, longest, job.video.fps);
  print(person_report(whole, *job.detections.layout, gaps));
  print_if_any(gaps_remark(gaps, longest));
  print(smoothing_notes(options.smoothing, job.model.poses.options().causal, job.video.fps,
                        whole.keypoints.dim(0)));
  pose::smooth_keypoints(whole, job.video.fps, options.smoothing.keypoints, gaps);
  // Everything is reconstructed before it is cut: what comes after helps the last frames.
  const pose::PersonTrack person = limited(whole, options.viz_limit);
  const Index frames = person.keypoints.dim(0);
  pose::Reconstruction result =
      first_frames(run_model(options, job.model, whole, job.video, gaps, progress.next()), frames);
  std::string title = last_part(options.video.empty() ? options.detections : options.video);
  if (job.several) title += ", " + whole.name;
  pose::Scene scene =
      pose::wild_scene(title, person, job.model, result, job.video.size, job.video.fps,
                       {told(options.camera_pitch), told(options.camera_roll)});
  print_if_any(pose::camera_remark(scene));
  for (const pose::PretrainedModel& other : job.others)
    pose::add_reconstruction(
        scene, other,
        first_frames(run_model(options, other, whole, job.video, gaps, progress.next()), frames));
  pose::Doubts doubts = pose::doubts_about(scene, person, job.model, result);
  scene.series = std::move(doubts.frames);
  gaps.resize(static_cast<std::size_t>(frames));
  if (options.smoothing.fill_gaps != pose::kFillAll) pose::leave_out_gaps(scene, gaps);
  result.poses = pose::without_gaps(result.poses, gaps);
  if (!options.kinect.empty())
    pose::add_kinect(scene, pose::read_kinect_text(options.kinect), options.kinect,
                     options.align_frame >= 0 ? std::optional(options.align_frame) : std::nullopt);
  print_joint_errors(scene);
  print(doubts.notes);

  SceneOutputs outputs{.paths = paths_of(options.outputs, whole.name, job.several),
                       .draw = draw_options(options),
                       .positions = {},
                       .progress = [&] { return progress.next(); },
                       .motion = &job.motion,
                       .person = whole.name};
  const bool only_path = result.has_path && !scene.camera;
  if (!options.motion.fit &&
      options.space.value_or(only_path ? pose::PoseSpace::camera : pose::PoseSpace::world) ==
          pose::PoseSpace::camera) {
    outputs.space = pose::PoseSpace::camera;
    outputs.positions = result.poses;
  }
  outputs.draw.size = options.size;
  outputs.draw.video = options.video;
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
  if (!write_scene(scene, outputs)) return false;
  if (job.several && std::ranges::any_of(options.outputs, shows_all))
    job.people.push_back(std::move(scene));
  return true;
}

void move_to(const pose::PretrainedModel& model, Device device) {
  nn::move_to(model.poses, device);
  if (model.path) nn::move_to(*model.path, device);
}

// The default model where none is named, and files for names of models. Returns the layout of the
// keypoints where a card tells it.
const pose::KeypointLayout* choose_models(WildOptions& options) {
  const pose::KeypointLayout* told = nullptr;
  if (options.checkpoint.empty()) {
    const pose::ModelFile model = default_model(options.model.causal);
    console::print(fmt::format("Model: {}, the default ({})", model.name, model.card.title));
    options.checkpoint = model.weights_path();
    told = pose::find_keypoint_layout(model.card.input);
  } else {
    options.checkpoint = named_checkpoint(options.checkpoint);
  }
  for (std::string& other : options.compare) other = named_checkpoint(other);
  return told;
}

// One input.
BatchDone reconstruct_all(WildOptions options) {
  const pose::KeypointLayout* told = nullptr;
  if (as_the_fork(options)) {
    if (options.person == "main") options.person = "best";
  } else {
    told = choose_models(options);
  }
  const bool in_video = !as_the_fork(options) && is_video(options.detections);
  if (in_video && options.video.empty()) options.video = options.detections;
  if (!in_video) refuse_detector_options(options);
  const bool several = options.person == "all";
  if (!several) check_files(options, options.outputs);
  const Device device = start_machine(options.machine);

  std::optional<pose::VideoInfo> info = probe(options);
  if (in_video) make_square(*info);
  WholeProgress progress(progress_on_stderr(), times_of(options));
  FoundKeypoints found;
  if (in_video && !found.find(options, *info, progress.next())) return {kInterruptedExitCode};
  const std::string name = found.are_unnamed() ? options.video : options.detections;
  // First, where that is possible: a file of few bytes may take as much memory as the weights.
  std::optional<pose::Detections> early;
  if (told != nullptr) early = read(options, *told, info, name);
  const pose::PretrainedModel model = load(options.checkpoint, options);
  require_as_told(model, told);
  std::vector<pose::PretrainedModel> others;
  for (const std::string& path : options.compare) {
    others.push_back(load(path, options));
    require_same_layout(model, others.back());
  }
  const pose::Detections detections =
      early ? *std::move(early) : read(options, *model.layout, info, name);
  if (info) {
    if (!in_video) print_if_any(length_remark(options, detections, *info));
    print(contradictions(options, detections, *info));
  }
  move_to(model, device);
  for (const pose::PretrainedModel& other : others) move_to(other, device);
  const Video video{size_of(options, detections, info), rate_or_usual(options, detections, info)};

  pose::PeopleOptions people;
  people.tracking.fps = video.fps;
  people.tracking.detector_tracks = options.reading.detector_tracks && detections.report.ids_usable;
  people.long_gap = std::max<Index>(1, std::lround(video.fps));
  const pose::ChosenPeople chosen = pose::choose_people(detections, options.person, people);
  print_if_any(too_short_remark(chosen, people));
  print_if_any(others_remark(chosen));
  std::vector<std::string> paths = options.outputs;
  if (several) {
    paths.clear();
    for (const pose::PersonTrack& person : chosen.people)
      std::ranges::copy_if(paths_of(options.outputs, person.name, several),
                           std::back_inserter(paths),
                           [](const std::string& path) { return !is_file_of_all(path); });
    std::ranges::copy_if(options.outputs, std::back_inserter(paths), [&](const std::string& path) {
      return is_file_of_all(path) || (shows_all(path) && chosen.people.size() > 1);
    });
    check_files(options, paths);
  }
  MotionFiles motion(options.motion);
  std::vector<pose::Scene> seen;
  const Job job{options, detections, model, others, video, several, motion, seen};
  WholeProgress each(found.has_looked() ? progress.next() : progress_on_stderr(),
                     std::vector<double>(chosen.people.size(), 1));
  for (const pose::PersonTrack& person : chosen.people)
    if (!reconstruct_person(job, person, each.next())) return {kInterruptedExitCode};
  write_files_of_all(options.outputs, motion, seen);
  return {0, std::ssize(chosen.people), std::ssize(detections.frames), std::move(paths)};
}

BatchDone reconstruct_named(WildOptions options, const BatchItem& item) {
  options.detections = item.input;
  options.others = item.others;
  options.video = with_name(options.video, item.name);
  for (std::string& path : options.outputs) path = with_name(path, item.name);
  make_folders_of(options.outputs);
  return reconstruct_all(std::move(options));
}

}  // namespace

int wild(std::span<const std::string> arguments) {
  const WildOptions options = parse_wild_options(arguments);
  if (options.help) {
    console::print(help_text(wild_help()));
    return 0;
  }
  if (as_the_fork(options)) return reconstruct_all(options).code;
  const std::vector<std::string> inputs =
      inputs_of(options.inputs, several_inputs, "videos or files of keypoints");
  require_name_place("-o/--output", options.outputs, inputs.size());
  if (!options.video.empty()) require_name_place("--video", {&options.video, 1}, inputs.size());
  const auto work = [&](const BatchItem& item) { return reconstruct_named(options, item); };
  if (inputs.size() > 1) return run_batch("posegrad wild", inputs, work);
  if (!Ranks::is_first()) return 0;  // one input is the work of one
  if (has_name_place(options.outputs))
    return work({inputs.front(), names_of_inputs(inputs).front(), {}}).code;
  WildOptions one = options;
  one.detections = inputs.front();
  return reconstruct_all(std::move(one)).code;
}

}  // namespace posegrad::apps
