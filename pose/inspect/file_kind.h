#pragma once
#include <string>

namespace posegrad::pose::inspection {

enum class FileKind { detections, checkpoint, data_set, video };

/// What a file or folder is for, by its first bytes and, of a zip archive, its members; by the
/// ending of its name only where these say nothing. Never throws for a file that is broken: its
/// reader says why.
FileKind kind_of_file(const std::string& path);

/// As reports call it: "data set".
const char* name_of(FileKind kind);

}  // namespace posegrad::pose::inspection
