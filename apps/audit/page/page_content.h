#pragma once
#include <nlohmann/json_fwd.hpp>

#include "pose/formats/web_page.h"

namespace posegrad::apps {

/// The page's files as they stand beside this one, with a place {{audit}}.
extern const pose::formats::PageFiles page_files;

/// What the page holds of an audit (as to_json gives it), so that a browser opens it however long
/// the run was: all totals and ops; of the figures 2000, evenly; of the calls
///   - the first and the last round that was recorded of each outermost scope, up to 1000 calls
///     each,
///   - the first 500 that are beyond their bound, and the 200 that use most of theirs.
/// Adds "page": {"rounds": [{"scope", "round", "calls", "left_out"}], "calls_left_out",
/// "figures_left_out"}, where the rounds are those that a graph can be drawn of.
nlohmann::json page_content(const nlohmann::json& audit);

}  // namespace posegrad::apps
