#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apps/console/progress.h"
#include "apps/options/motion.h"
#include "pose/body/stage.h"
#include "pose/scene/scene_body.h"

namespace posegrad::apps {

/// Endings of the files that show a body in motion: ".bvh", ".glb", ".trc", ".mot", "angles.csv",
/// "angles.png".
const std::vector<std::string>& motion_endings();
bool is_motion_file(const std::string& path);
/// That of the path, "" of another file: of "walk.angles.csv" more than its extension.
std::string_view motion_ending(std::string_view path);
/// Whether one such file holds all people.
bool is_file_of_all(const std::string& path);
/// Throws UsageError, naming the option, for a file that this build cannot write.
void check_motion_file(const std::string& option, const std::string& path);

/// Motion files of one person after the other. All stand on one stage, which the first one sets.
class MotionFiles {
 public:
  explicit MotionFiles(MotionOptions options) : options_(std::move(options)) {}

  /// The person of the files from now on: fits a body to the scene's first motion. name: of the
  /// person; source: what messages begin with, else the scene's title. Throws as pose::fit_scene.
  void take(const pose::Scene& scene, const std::string& name, const std::string& source,
            const ProgressTarget& progress);
  /// How tall the body is and how well it follows.
  void print_fit(const pose::Scene& scene) const;

  /// That of take(), where the poses are.
  const pose::BodyFit& fit() const { return *fit_; }
  /// On the stage.
  pose::BodyMotion motion() const { return pose::placed_at(fit_->motion, *place_); }

  /// The scene with the body's joint angles and, where it is no long one, its BVH text.
  pose::Scene with_body(pose::Scene scene) const;
  /// A file of this person, or of all that were taken. Prints what was written. Throws IoError and
  /// what the formats refuse.
  void write(const pose::Scene& scene, const std::string& path) const;
  void write_all(const std::string& path) const;

  const MotionOptions& options() const { return options_; }

 private:
  MotionOptions options_;
  std::optional<pose::BodyFit> fit_;
  std::optional<pose::StagePlace> place_;
  std::vector<pose::BodyMotion> people_;  // on the stage
};

}  // namespace posegrad::apps
