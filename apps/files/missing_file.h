#pragma once
#include <string>
#include <vector>

namespace posegrad::apps {

/// What the files FOLDER/BEGIN*END have in the star's place, short names first. Empty when the
/// folder cannot be read.
std::vector<std::string> names_between(const std::string& folder, const std::string& begin,
                                       const std::string& end);

/// Throws IoError when there is no such file: "cannot open PATH: ...; THERE_ARE a, b, c" with the
/// names (the last of many), or "...; OTHERWISE" when there are none.
void require_file(const std::string& path, const std::vector<std::string>& names,
                  const std::string& there_are, const std::string& otherwise);

}  // namespace posegrad::apps
