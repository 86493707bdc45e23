#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/files/named_files.h"
#include "apps/options/drawing.h"
#include "apps/options/motion.h"
#include "pose/scene/pose_space.h"
#include "pose/smoothing/smoothing.h"

namespace posegrad::apps {

/// What `posegrad export` can be told.
struct ExportOptions : DrawingOptions {
  std::vector<std::string> results;           // one a person; on the line also patterns, folders
  std::vector<NamedFile> others;              // of other inputs: not to be replaced
  std::vector<std::string> outputs;           // the ending of each says what it is
  double fps = 0;                             // counts before the file's own; 0: not told
  std::optional<pose::PoseSpace> from_space;  // of arrays that do not say it
  pose::SmoothingChoice smoothing = pose::NoFilter{};
  bool views = false;  // results are views of one person, not people
  MotionOptions motion;
  double size = 5;  // inches of a panel
  bool help = false;
};

/// The options of `posegrad export ARGUMENTS`, checked. Throws UsageError.
ExportOptions parse_export_options(std::span<const std::string> arguments);

/// Throws UsageError unless there are several results for --views, when all are known.
void check_views(const ExportOptions& options);

}  // namespace posegrad::apps
