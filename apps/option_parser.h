#pragma once
#include <span>
#include <string>
#include <vector>

#include "apps/option_table.h"
#include "apps/usage_error.h"

namespace posegrad::apps {

/// Reads a command line into the table's targets by the rules of Python's argparse:
///   - an exact spelling wins: -drop is never -d rop; "-e 80", "-e80", "--epochs 80",
///   "--epochs=80", "-arc=3,3" are all valid;
///   - any unique beginning of a long option stands for it, also of one with a single dash;
///   - an argument that begins with a dash is a value only if it is a plain negative number (-1,
///   -0.5) or holds a blank;
///   - of a repeated option the last one counts; after "--" nothing is an option.
/// An abbreviation means an option of the reference if it can, and only then one of ours.
/// Throws UsageError naming the option, what was found and what was expected; an ambiguous one
/// lists its candidates. What is neither an option nor its value is appended to `operands`; without
/// `operands` it is refused.
void parse_options(const OptionTable& table, std::span<const std::string> arguments,
                   std::vector<std::string>* operands = nullptr);

}  // namespace posegrad::apps
