#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "apps/options/table.h"
#include "apps/usage_error.h"
#include "tensor/dtype.h"

namespace posegrad::apps {

/// Whether argparse takes it for a negative number: -1, -.5, -1.5.
bool is_negative_number(std::string_view text);

/// A whole number as Python's int() reads it: blanks around it, a sign, underscores between digits.
/// Throws UsageError naming `option` and the text; also when it does not fit 64 bits.
Index parse_integer(std::string_view option, std::string_view text);

/// A number as Python's float() reads it: also "inf" and "nan", no hexadecimal. Throws like
/// parse_integer.
double parse_number(std::string_view option, std::string_view text);

/// Frames a second: "25", "29.97" or a fraction as ffprobe writes it, "30000/1001". Throws
/// UsageError naming the option and the text, also for a fraction of zeros or one below zero.
double parse_rate(std::string_view option, std::string_view text);

/// "a,b,c" -> its items. No text gives no items. Throws UsageError for an empty item.
std::vector<std::string> parse_list(std::string_view option, std::string_view text);

}  // namespace posegrad::apps
