#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "apps/console/progress.h"
#include "apps/files/motion_files.h"
#include "pose/render/draw_scene.h"
#include "pose/scene/scene.h"
#include "pose/wild/result_files.h"

namespace posegrad::apps {

/// The endings of the files that write_scene can make: pictures, the player, data, motion files.
std::vector<std::string> scene_endings();

/// Throws UsageError, naming the option and the known endings, for a path that has none of them,
/// and for a picture or a .glb where posegrad was built without the library for it.
void check_scene_path(const std::string& option, const std::string& path);

/// What becomes of a reconstruction.
struct SceneOutputs {
  std::vector<std::string> paths;  // the ending of each says what it is
  pose::DrawOptions draw;
  /// For data files: the first motion where it is in another space than the scene's.
  pose::PoseSpace space = pose::PoseSpace::world;
  Tensor positions;  // (T, J, 3); undefined: the scene's own
  std::function<ProgressTarget()> progress = progress_on_stderr;  // called for each path
  MotionFiles* motion = nullptr;  // of motion files; none: there are none
  std::string person = {};        // whose they are
  std::string source = {};        // that messages name
};

/// How long making a file takes for each frame, as a share of finding a person in it.
double drawing_time(const std::string& path);

/// "out.gif" of person 2 among several is "out-2.gif"; a file of all is what it is.
std::vector<std::string> numbered_paths(const std::vector<std::string>& paths,
                                        const std::string& number);

/// Whether a body has to be fitted for these paths.
bool needs_body(const std::vector<std::string>& paths, const MotionOptions& motion);

/// Writes all of them but files of all people (is_file_of_all), with progress, and prints what was written. False when Ctrl-C came: files
/// that are done stay, none is half written, and one line on standard error names those missing.
/// For a player the scene gets its joint angles.
/// Throws what write_result, write_player and draw_scene throw.
bool write_scene(pose::Scene& scene, const SceneOutputs& outputs);

/// Whether a path's file is a video or picture of the scene.
bool is_scene_picture(const std::string& path);
/// Whether a path's file shows several people at once, beside those of each: a player.
bool shows_all(const std::string& path);

/// Writes those of the paths that hold all people whom write_scene took; players of several, too.
void write_files_of_all(const std::vector<std::string>& paths, const MotionFiles& motion,
                        std::span<const pose::Scene> people = {});

}  // namespace posegrad::apps
