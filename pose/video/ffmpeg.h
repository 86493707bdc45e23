#pragma once
#include <string>

namespace posegrad::pose {

/// The path as ffmpeg takes it for a file and nothing else: not "-x" for an option, "a:b" for a
/// protocol or "pipe:" for itself.
std::string file_url(const std::string& path);

/// A line of ffmpeg without the "file:PATH: " that it began with: our messages name the file.
std::string without_file_name(const std::string& line, const std::string& path);

/// Throws IoError "cannot open PATH: ..." unless it is a file that can be read: ffmpeg would say
/// the same less clearly.
void require_readable(const std::string& path);

}  // namespace posegrad::pose
