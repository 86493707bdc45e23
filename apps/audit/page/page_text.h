#pragma once
#include <string_view>

namespace posegrad::apps::page_text {

/// The page's files as they stand beside this one: page.html with places for {{style}}, {{audit}}
/// and {{script}}, in this order; page.css; all scripts in their order.
extern const std::string_view html, style, script;

}  // namespace posegrad::apps::page_text
