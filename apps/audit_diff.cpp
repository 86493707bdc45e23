#include "apps/audit_diff.h"

namespace posegrad::apps {

int audit_diff(std::span<const std::string>, Index) { return 0; }

}  // namespace posegrad::apps
