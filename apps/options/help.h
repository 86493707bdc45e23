#pragma once
#include <string>
#include <string_view>

#include "apps/options/table.h"

namespace posegrad::apps {

/// The options in their groups, each with its explanation and default, in lines of at most 100
/// columns. The defaults are the targets' present values: call it before parsing.
std::string options_help(const OptionTable& table);

/// `text` broken at blanks into lines of at most `width` columns, each behind `indent` blanks; its
/// own line ends stay.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = 100);

}  // namespace posegrad::apps
