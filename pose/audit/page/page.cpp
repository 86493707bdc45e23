#include "pose/audit/page.h"

#include <nlohmann/json.hpp>

namespace posegrad::pose::audit {

std::string audit_page(const nlohmann::json& audit) { return "<pre>" + audit.dump() + "</pre>"; }

}  // namespace posegrad::pose::audit
