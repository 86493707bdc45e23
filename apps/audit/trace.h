#pragma once
#include <string>

#include "audit/records.h"

namespace posegrad::apps {

/// The recorded calls on a time line, in the trace event format that Perfetto and Chrome's
/// about:tracing open. Times are the program's: the audit's own work is left out.
std::string chrome_trace(const audit::Audit& audit);

}  // namespace posegrad::apps
