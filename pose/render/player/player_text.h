#pragma once
#include <string_view>

namespace posegrad::pose::player_text {

/// The page's files as they stand beside this one: player.html with places for {{title}},
/// {{style}}, {{script}} and {{scene}}; player.css; all scripts in their order.
extern const std::string_view html, style, script;

}  // namespace posegrad::pose::player_text
