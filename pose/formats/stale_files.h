#pragma once
#include <string>

namespace posegrad::pose::formats {

/// The folder of a path, "." where it names none.
std::string folder_of(const std::string& path);

/// A new name for a file that is to become `path`: hidden, in the same folder, of this process.
std::string temporary_name(const std::string& path);

/// Locks a temporary file for as long as the descriptor is open: it is in use. False when it was
/// taken for one of an ended process meanwhile and is gone.
bool lock_temporary(int descriptor) noexcept;

/// Removes temporary files of `path` that no process has locked: theirs was killed.
void remove_stale(const std::string& path);

}  // namespace posegrad::pose::formats
