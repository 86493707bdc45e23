#pragma once
#include "apps/options/table.h"
#include "pose/detections/read_options.h"

namespace posegrad::apps {

/// What a user can say about files of detections: the same options for every command that reads
/// such files, and for every format. What has no meaning for a file is refused when it is read.
OptionGroup detection_group(pose::ReadOptions& options);

}  // namespace posegrad::apps
