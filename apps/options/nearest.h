#pragma once
#include <span>
#include <string>
#include <string_view>

namespace posegrad::apps {

/// The candidate that a typing error most likely meant; empty when none is near.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "; did you mean 'X'?", or nothing when no candidate is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace posegrad::apps
