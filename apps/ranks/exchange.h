#pragma once
#include <string>
#include <vector>

namespace posegrad::apps {

/// Everybody's text, by rank; of one process its own. Every rank calls it.
std::vector<std::string> texts_of_all(const std::string& own);

}  // namespace posegrad::apps
