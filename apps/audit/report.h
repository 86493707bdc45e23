#pragma once
#include <string>

#include "pose/audit/records.h"

namespace posegrad::apps {

/// What an audit found, for a terminal: what was and was not checked, the ops that come closest to
/// their bounds, the most expensive ones, and every recorded call that broke its bound. Tables have
/// at most `rows` rows.
std::string audit_report(const pose::audit::Audit& audit, Index rows);

}  // namespace posegrad::apps
