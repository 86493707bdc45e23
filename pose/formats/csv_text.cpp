#include "pose/formats/csv_text.h"

#include <string_view>

namespace posegrad::pose::formats {

std::string csv_cell(const std::string& text) {
  constexpr std::string_view computed = "=+-@\t\r";
  const bool is_formula = !text.empty() && computed.find(text.front()) != std::string_view::npos;
  const std::string cell = is_formula ? "'" + text : text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace posegrad::pose::formats
