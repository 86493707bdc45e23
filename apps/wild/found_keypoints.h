#pragma once
#include <string>

#include "apps/console/progress.h"
#include "apps/files/unnamed_file.h"
#include "apps/wild/options.h"
#include "pose/video/video_info.h"

namespace posegrad::apps {

/// Keypoints of the people in the video that was given in place of detections: the file in which
/// they wait to be read as any detector's are. It goes with the object unless it is to be kept.
class FoundKeypoints {
 public:
  /// Finds people in options.video, or takes those that were kept, and makes options.detections
  /// their file. False when Ctrl-C came. Throws as people_in_video().
  bool find(WildOptions& options, const pose::VideoInfo& info, const ProgressTarget& progress);
  /// Whether find() looked at the video: it did not where keypoints were kept.
  bool has_looked() const { return has_looked_; }
  /// Whether the file has no name that a user could look at.
  bool are_unnamed() const { return unnamed_.is_there(); }

 private:
  UnnamedFile unnamed_;
  bool has_looked_ = false;
};

/// Where --keep-keypoints puts them: beside the first output.
std::string kept_keypoints_path(const WildOptions& options);

/// Throws UsageError where options say how to look for people and keypoints are given.
void refuse_detector_options(const WildOptions& options);

}  // namespace posegrad::apps
