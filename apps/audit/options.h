#pragma once
#include <span>
#include <string>
#include <vector>

#include "audit/records.h"

namespace posegrad::apps {

/// What `posegrad audit` can be told.
struct AuditOptions {
  audit::Sampling sampling;
  std::string output = "audit";      // OUTPUT.json and OUTPUT.html
  std::string trace;                 // empty: none
  Index rows = 12;                   // of the tables on the terminal
  std::vector<std::string> command;  // "run", "wild" or "diff", and what follows
  bool help = false;
};

/// The options of `posegrad audit ARGUMENTS`, checked: ours stand before the command. Throws
/// UsageError.
AuditOptions parse_audit_options(std::span<const std::string> arguments);

}  // namespace posegrad::apps
