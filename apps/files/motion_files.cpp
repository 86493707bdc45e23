#include "apps/files/motion_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/usage_error.h"
#include "apps/version.h"
#include "pose/export/angles_csv.h"
#include "pose/export/bvh.h"
#include "pose/export/gltf.h"
#include "pose/export/mot.h"
#include "pose/export/trc.h"
#include "pose/render/angle_chart.h"
#include "pose/render/draw_scene.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// What a file is made of.
struct Person {
  const pose::Scene& scene;
  const pose::BodyFit& fit;
  const pose::StagePlace& place;
  const pose::BodyMotion& motion;  // on the stage
  const MotionOptions& options;
};

void write_bvh(const Person& person, const std::string& path) {
  pose::write_bvh(person.motion,
                  {.rig = &pose::find_rig(person.options.rig), .unit = person.options.unit}, path);
}

// Where the poses are after the height that was told, which the fit has.
Tensor marker_positions(const Person& person) {
  const pose::SceneMotion& motion = person.scene.motions.front();
  if (person.options.fit || person.options.height) return person.fit.positions;
  return motion.positions;
}

void write_trc(const Person& person, const std::string& path) {
  pose::write_trc({pose::marker_names(person.scene.motions.front().skeleton.names),
                   pose::placed_at(marker_positions(person), person.place), person.scene.fps},
                  path);
}

void write_mot(const Person& person, const std::string& path) {
  pose::write_mot(person.motion, path);
}

void write_angles(const Person& person, const std::string& path) {
  pose::write_angles_csv(pose::scene_angles(person.scene, person.motion), path);
}

void draw_angles(const Person& person, const std::string& path) {
  pose::draw_angles(pose::scene_angles(person.scene, person.motion), person.scene.title, path);
}

constexpr double kSmallest = 0.4, kTallest = 2.8;  // metres: of people
constexpr Index kLongestText = 20000;              // frames; a page of more would be mostly that

struct Format {
  std::string_view ending;
  void (*write)(const Person&, const std::string&);  // none: a file of all
};
constexpr std::array<Format, 6> kFormats{{{".bvh", write_bvh},
                                          {".glb", nullptr},
                                          {".trc", write_trc},
                                          {".mot", write_mot},
                                          {"angles.csv", write_angles},
                                          {"angles.png", draw_angles}}};

const Format* format_of(std::string_view path) {
  for (const Format& format : kFormats) {
    if (path.size() < format.ending.size()) continue;
    const std::string_view tail = path.substr(path.size() - format.ending.size());
    const auto same = [](unsigned char a, char b) { return std::tolower(a) == b; };
    if (std::ranges::equal(tail, format.ending, same)) return &format;
  }
  return nullptr;
}

std::string in_units(const MotionOptions& options) {
  const double unit = options.unit.value_or(pose::find_rig(options.rig).bvh_unit);
  return unit == 1       ? "metres"
         : unit == 0.01  ? "centimetres"
         : unit == 0.001 ? "millimetres"
                         : "inches";
}

std::string remark(const Format& format, const MotionOptions& options) {
  if (format.ending == ".bvh") return ", " + in_units(options);
  return format.ending == ".trc" ? ", millimetres" : "";
}

}  // namespace

const std::vector<std::string>& motion_endings() {
  static const std::vector<std::string> endings = [] {
    std::vector<std::string> list;
    for (const Format& format : kFormats) list.emplace_back(format.ending);
    return list;
  }();
  return endings;
}

bool is_motion_file(const std::string& path) { return format_of(path) != nullptr; }

std::string_view motion_ending(std::string_view path) {
  const Format* const format = format_of(path);
  return format ? path.substr(path.size() - format->ending.size()) : std::string_view();
}

bool is_file_of_all(const std::string& path) {
  const Format* const format = format_of(path);
  return format && !format->write;
}

void check_motion_file(const std::string& option, const std::string& path) {
  if (is_file_of_all(path) && !pose::can_write_gltf())
    throw UsageError(fmt::format(
        "{}: this posegrad was built without tinygltf, which writes {}; .bvh needs nothing", option,
        path));
}

void MotionFiles::take(const pose::Scene& scene, const std::string& name, const std::string& source,
                       const ProgressTarget& target) {
  std::unique_ptr<Progress> progress;
  fit_ = pose::fit_scene(scene, name, options_.height, source.empty() ? scene.title : source,
                         [&](Index done, Index all) {
                           if (!progress)
                             progress = std::make_unique<Progress>(target, "fitting a body",
                                                                   "frames", all);
                           progress->update(done);
                         });
  progress.reset();
  if (!place_)
    place_ = options_.from_camera ? pose::on_floor({&fit_->motion, 1})
                                  : pose::facing_forward({&fit_->motion, 1});
  people_.push_back(motion());
}

void MotionFiles::print_fit(const pose::Scene& scene) const {
  double sum = 0, count = 0, worst = 0;
  std::string worst_joint;
  const std::vector<std::string>& joints = scene.motions.front().skeleton.names;
  for (std::size_t j = 0; j < joints.size(); ++j) {
    const double residual = fit_->residual_mm[j];
    if (!std::isfinite(residual)) continue;
    sum += residual;
    ++count;
    if (residual > worst) {
      worst = residual;
      worst_joint = joints[j];
    }
  }
  console::print(
      fmt::format("body: {:.2f} m tall, {:.1f} mm from the poses on average, {} {:.1f} mm",
                  fit_->motion.shape.height, sum / count, worst_joint, worst));
  if (const double height = fit_->motion.shape.height; height < kSmallest || height > kTallest)
    console::print(
        "Note: nobody is so tall: poses are taken to be in metres; --height 1.75 scales them");
}

pose::Scene MotionFiles::with_body(pose::Scene scene) const {
  pose::SceneMotion& first = scene.motions.front();
  first.angles = pose::scene_angles(scene, people_.back());
  if (scene.num_frames() <= kLongestText)
    first.bvh = pose::bvh_text(people_.back(),
                               {.rig = &pose::find_rig(options_.rig), .unit = options_.unit});
  return scene;
}

void MotionFiles::write(const pose::Scene& scene, const std::string& path) const {
  const Format* const format = format_of(path);
  if (!format || !format->write) throw ValueError(path + ": is no file of one person's motion");
  format->write({scene, *fit_, *place_, people_.back(), options_}, path);
  const Index frames = scene.num_frames();
  console::print(fmt::format("Wrote {}: {} frame{}{}", path, frames, frames == 1 ? "" : "s",
                             remark(*format, options_)));
}

void MotionFiles::write_all(const std::string& path) const {
  pose::write_gltf(
      people_,
      {.rig = &pose::find_rig(options_.rig), .generator = fmt::format("posegrad {}", kVersion)},
      path);
  console::print(fmt::format("Wrote {}: {} {}, metres", path, people_.size(),
                             people_.size() == 1 ? "person" : "people"));
}

}  // namespace posegrad::apps
