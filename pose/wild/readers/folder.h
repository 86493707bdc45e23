#pragma once
#include <optional>
#include <string>

#include "pose/wild/read_detections.h"

namespace posegrad::pose::readers {

/// A folder with one file a frame: OpenPose's, MMPose's and Ultralytics' JSON, Ultralytics' txt.
/// Files of other kinds are left out, which a note tells. Nothing when no file is known. Throws
/// DataError for an empty folder and for two files of the same frame.
std::optional<Detections> read_folder(const std::string& path, const DetectionOptions& options);

/// What is in a folder, for messages: "a folder of 3 files: a.png, ...".
std::string describe_folder(const std::string& path);

}  // namespace posegrad::pose::readers
