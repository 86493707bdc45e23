#pragma once
#include <string>

#include "pose/inspect/inspect.h"
#include "pose/inspect/report.h"

namespace posegrad::pose::inspection {

enum class FileKind { detections, checkpoint, data_set, video };

/// What a file or folder is for, by its first bytes and, of a zip archive, its members; by the
/// ending of its name only where these say nothing. Never throws for a file that is broken: its
/// reader says why.
FileKind kind_of_file(const std::string& path);

/// As reports call it: "data set".
const char* name_of(FileKind kind);

/// How a file of weights is wrapped, what stands beside them, the models in it with their
/// architecture, what is known about them, and whether wild takes them. Throws as read_checkpoint
/// and architecture_of, the report then having what was known until then.
void inspect_checkpoint(const std::string& path, Report& report);

/// Subjects, actions, cameras, frames and joints of VideoPose3D's npz files, data_2d_* and
/// data_3d_*, numbers that are not finite, and whether run takes them. Throws DataError for a file
/// that has no such dict, IoError.
void inspect_data_set(const std::string& path, Report& report);

/// Reads as read_detections does, but keeps all points of the file, and says at each step what was
/// found; draws a frame where options.picture names a file. When a step refuses, its DataError
/// passes through and the report has what the steps before it found. Throws IoError as well.
void inspect_detections(const std::string& path, const InspectOptions& options, Report& report);

/// Size, rate, frames, rotation, varying intervals. Throws as probe_video.
void inspect_video(const std::string& path, Report& report);

}  // namespace posegrad::pose::inspection
