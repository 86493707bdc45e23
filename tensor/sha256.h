#pragma once
#include <cstddef>
#include <span>
#include <string>

namespace posegrad {

/// SHA-256 of the bytes as 64 hexadecimal digits. Throws Error where the system's library lacks it.
std::string sha256(std::span<const std::byte> bytes);

}  // namespace posegrad
