#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace posegrad::apps {

/// An audit (as to_json gives it) as one web page with everything in it, which fetches nothing and
/// needs no library. Text from the audit cannot become markup.
std::string audit_page(const nlohmann::json& audit);

}  // namespace posegrad::apps
