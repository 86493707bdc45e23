#pragma once
#include <optional>
#include <string>

#include "apps/console/progress.h"
#include "apps/options/detector.h"
#include "pose/detections/detections.h"
#include "pose/video/video_info.h"

namespace posegrad::apps {

/// Whether a path is a video or a picture by its content, is named as one, is an address in a
/// network, or stands for pictures (pose::find_pictures): not keypoints, whatever it is.
bool is_video(const std::string& path);

/// Finds people in a video, with progress, and says what was found. Nothing when Ctrl-C came.
/// Throws as pose::find_detector_weights, pose::detector_networks and pose::detect_video.
std::optional<pose::Detections> people_in_video(const std::string& video,
                                                const pose::VideoInfo& info,
                                                const DetectorOptions& options,
                                                const ProgressTarget& progress);

/// Makes the size that of square pixels, in which people are found, and says so.
void make_square(pose::VideoInfo& info);

/// What decides which keypoints are found: the video, how it is looked at, and by what.
std::string made_by(const std::string& video, const DetectorOptions& options);

}  // namespace posegrad::apps
