#include "pose/export/angles_csv.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "pose/formats/atomic_file.h"
#include "pose/formats/csv_text.h"

namespace posegrad::pose {
namespace {

void append_degrees(fmt::memory_buffer& out, double degrees) {
  if (!std::isfinite(degrees)) return;
  const double rounded = std::round(degrees * 1000) / 1000;
  fmt::format_to(std::back_inserter(out), "{:.3f}", rounded == 0 ? 0.0 : rounded);  // no -0.000
}

}  // namespace

std::string angles_csv(const AngleTable& table, const std::string& path) {
  check_angles(table, path);
  fmt::memory_buffer out;
  fmt::format_to(std::back_inserter(out), "frame,time (s)");
  for (const AngleTable::Angle& angle : table.angles)
    fmt::format_to(std::back_inserter(out), ",{}", formats::csv_cell(angle.name + " (deg)"));
  out.push_back('\n');
  for (std::size_t t = 0; t < table.frame_numbers.size(); ++t) {
    fmt::format_to(std::back_inserter(out), "{},{}", table.frame_numbers[t],
                   static_cast<double>(t) / table.fps);
    for (const AngleTable::Angle& angle : table.angles) {
      out.push_back(',');
      append_degrees(out, angle.degrees[t]);
    }
    out.push_back('\n');
  }
  return fmt::to_string(out);
}

void write_angles_csv(const AngleTable& table, const std::string& path) {
  formats::write_file(path, angles_csv(table, path));
}

}  // namespace posegrad::pose
