#pragma once
#include <optional>
#include <string>
#include <vector>

namespace posegrad::apps {

/// Which of a folder's files are inputs of `posegrad wild`, each of its own: the videos, where it
/// has as many as pictures or more and no keypoints of one video's frames; else files of keypoints,
/// where they have several frames each. Nothing where the folder is one input: pictures of a video,
/// keypoints with a file a frame (OpenPose), a single file. A file or two are read to decide it.
std::optional<std::vector<std::string>> several_inputs(const std::string& folder,
                                                       const std::vector<std::string>& files);

/// The same for `posegrad detect`: its videos, or nothing where it is pictures of one video.
std::optional<std::vector<std::string>> several_videos(const std::string& folder,
                                                       const std::vector<std::string>& files);

}  // namespace posegrad::apps
