#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/scene/pose_space.h"
#include "pose/scene/scene.h"

namespace posegrad::pose {

/// What a file may not say itself.
struct ReadResultOptions {
  std::optional<double> fps = {};  // frames a second; counts before the file's own
  std::string fps_name = "fps";    // what messages call it
  /// Of arrays without a word about it; not told: world.
  std::optional<PoseSpace> space = {};
};

struct Result {
  Scene scene;  // positions in `space`, as the file has them
  PoseSpace space = PoseSpace::world;
  std::vector<std::string> ignored;  // members that this version does not know
};

/// Endings of the files that read_result knows: ".npz", ".json", ".npy".
const std::vector<std::string>& readable_results();

/// Reads what write_result wrote as .npz or .json, bit for bit: the first motion and all that files
/// say of the scene. What they do not say is as follows: the motion's title is "Reconstruction";
/// keypoints of a known layout (its name and its joints) have that one's bones and sides, others
/// none; a drawing looks from behind the camera where there is one. Unknown members of a number per
/// frame are series.
///
/// Also a plain array (T, 17, 3) or (T, 15, 3) of numbers, of a .npy or alone in an .npz: joints of
/// h36m_17 or humaneva_15, metres, frames from 0. Then options must say the rate.
///
/// Files are not trusted: what they hold is bounded by their size (formats/reading_limit.h). Throws
/// IoError "cannot open FILE: ...", ValueError for another ending, and DataError naming file, key,
/// what was found and what is wanted: a key that is missing, another shape or number of frames, a
/// rate that is not from 0.01 to 10000, a space or unit that nobody knows, parents that are no tree,
/// sides that are no pairs, frame numbers that do not ascend, a camera that is none.
Result read_result(const std::string& path, const ReadResultOptions& options = {});

}  // namespace posegrad::pose
