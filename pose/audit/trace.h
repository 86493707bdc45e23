#pragma once
#include <string>

#include "pose/audit/records.h"

namespace posegrad::pose::audit {

/// The recorded calls on a time line, in the trace event format that Perfetto and Chrome's
/// about:tracing open. Times are the program's: the audit's own work is left out.
std::string chrome_trace(const Audit& audit);

}  // namespace posegrad::pose::audit
