#pragma once
#include <span>
#include <string>

#include "audit/records.h"
#include "tensor/dtype.h"

namespace posegrad::apps {

/// What an audit found, for a terminal: what was and was not checked, the ops that come closest to
/// their bounds, the most expensive ones, and every recorded call that broke its bound. Tables have
/// at most `rows` rows.
std::string audit_report(const audit::Audit& audit, Index rows);

/// A share of a bound as a reader takes it, with the words and digits of the audit's page: "0 %",
/// "< 0.01 %", "0.012 %", "4.6 %", "17.9 %", near the bound "99.960 %"; "not finite".
std::string share_text(double share);

/// `posegrad audit diff A.json B.json`: where two audited runs part, and how the difference grows
/// from there to the reported figures; tables have at most `rows` rows. Returns the exit code: 1
/// when they differ by more than rounding. Throws UsageError, IoError, DataError.
int audit_diff(std::span<const std::string> files, Index rows);

}  // namespace posegrad::apps
