#pragma once
#include <string>

namespace posegrad::test::property {

inline constexpr int kWrappings = 5;

/// Puts a file of text into another wrapping: as it is, gzip, UTF-16 (both ends first), UTF-8 with
/// a mark in front. Returns the path to read.
std::string wrapped(const std::string& path, int wrapping);

}  // namespace posegrad::test::property
