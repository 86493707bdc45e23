#pragma once
#include <string>

namespace posegrad::pose::formats {

/// A text as one cell of a CSV line: quoted where a comma, a quote or a line's end in it would end
/// it (RFC 4180). A text that a spreadsheet would compute (it begins with =, +, -, @, a tab or a
/// carriage return) gets an apostrophe before it, with which spreadsheets show it as it is.
std::string csv_cell(const std::string& text);

}  // namespace posegrad::pose::formats
