#pragma once
#include <string>

#include "apps/options/table.h"
#include "pose/detect/detector.h"

namespace posegrad::apps {

/// How people are found in a video, and in which part of it.
struct DetectorOptions {
  pose::DetectorKind kind = pose::DetectorKind::best;
  std::string weights;  // file; empty: the one that is found
  double start = 0;     // seconds
  double end = 0;       // seconds; 0: not told
  Index every = 1;      // frames
};

/// The same options for every command that looks for people.
OptionGroup detector_group(DetectorOptions& options);

/// Throws UsageError for times that make no part of a video.
void check_detector(const DetectorOptions& options);

}  // namespace posegrad::apps
