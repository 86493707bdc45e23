#pragma once
#include <string>
#include <string_view>

namespace posegrad::fuzz {

/// The path of a file in memory that holds `bytes` until the next call: for readers that take a
/// path and do not look at its name. No file is made for each input, which takes several times as
/// long.
const std::string& memory_file(std::string_view bytes);

/// A folder of this process, in memory where the system has one there (/dev/shm); it goes with the
/// process unless that crashes.
const std::string& memory_folder();

/// Writes over memory_folder()/NAME and returns the path.
std::string file_in_memory_folder(const std::string& name, std::string_view bytes);

}  // namespace posegrad::fuzz
