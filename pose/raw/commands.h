#pragma once
#include <string_view>

namespace posegrad::pose::raw {

/// The kind and option of `posegrad prepare` that reads a file where it lies, as "h36m
/// --from-archive"; "" for any other file.
std::string_view command_for(std::string_view path);

}  // namespace posegrad::pose::raw
