#include "apps/gradcheck/table.h"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr const char* kLine = "{:17} {:24} {:20} {:13} {:>8} {:>6} {:>8} {:>14} {:>14}  {}";

void merge(GradcheckRow& row, const GradcheckRow& other) {
  LeafGradcheck worst = row.found;
  if (!std::isnan(worst.worst_error) && !(other.found.worst_error <= worst.worst_error)) {
    worst = other.found;
    row.seed = other.seed;
  }
  worst.elements = row.found.elements + other.found.elements;
  worst.not_smooth = row.found.not_smooth + other.found.not_smooth;
  row.found = worst;
}

}  // namespace

std::vector<GradcheckRow> check_case(const GradcheckCase& c, const std::vector<Tensor>& inputs,
                                     const GradcheckOptions& options) {
  std::vector<GradcheckRow> rows;
  try {
    const std::vector<LeafGradcheck> found = gradcheck_inputs(c.f, inputs, options);
    for (std::size_t i = 0; i < found.size(); ++i)
      rows.push_back({c.op, c.what, c.inputs[i].name, inputs[i].shape(), found[i], options.seed});
  } catch (const Error& error) {
    throw ValueError(fmt::format("{} ({}): {}", c.op, c.what, error.what()));
  }
  return rows;
}

void merge_rows(std::vector<GradcheckRow>& rows, const std::vector<GradcheckRow>& others) {
  if (rows.empty())
    rows = others;
  else
    for (std::size_t i = 0; i < rows.size(); ++i) merge(rows[i], others.at(i));
}

std::string verdict(const GradcheckRow& row, double tolerance) {
  if (std::isnan(row.found.worst_error)) return "not finite";
  if (!(row.found.worst_error <= tolerance)) return "WRONG";
  if (2 * row.found.not_smooth > row.found.elements) return "kinks";
  return "ok";
}

std::string table_head() {
  return fmt::format(kLine, "op", "case", "input", "shape", "elements", "kinks", "error",
                     "gradient", "difference", "verdict");
}

std::string table_line(const GradcheckRow& row, double tolerance) {
  const LeafGradcheck& found = row.found;
  std::string judged = verdict(row, tolerance);
  if (judged == "kinks")
    judged += ": try a smaller --step";
  else if (judged != "ok")
    judged += fmt::format(": element {}, seed {}", found.element, row.seed);
  return fmt::format(kLine, row.op, row.what, row.input, row.shape.to_string(), found.elements,
                     found.not_smooth, fmt::format("{:.1e}", found.worst_error),
                     fmt::format("{:.7g}", found.analytic), fmt::format("{:.7g}", found.numeric),
                     judged);
}

std::string table_summary(const std::vector<GradcheckRow>& rows, double tolerance) {
  std::vector<std::string> failed;
  Index elements = 0, kinks = 0;
  for (const GradcheckRow& row : rows) {
    elements += row.found.elements;
    kinks += row.found.not_smooth;
    if (verdict(row, tolerance) != "ok")
      failed.push_back(fmt::format("{} ({}) {}", row.op, row.what, row.input));
  }
  const std::string seen = fmt::format("{} elements of {} inputs compared, {} left out at kinks",
                                       elements - kinks, rows.size(), kinks);
  if (failed.empty()) return fmt::format("{}: all gradients are right to {:g}", seen, tolerance);
  return fmt::format("{}: {} of the inputs failed: {}", seen, failed.size(),
                     fmt::join(failed, ", "));
}

nlohmann::json table_json(const std::vector<GradcheckRow>& rows, double tolerance) {
  nlohmann::json list = nlohmann::json::array();
  for (const GradcheckRow& row : rows) {
    const auto sizes = row.shape.sizes();
    list.push_back({{"op", row.op},
                    {"case", row.what},
                    {"input", row.input},
                    {"shape", std::vector<Index>(sizes.begin(), sizes.end())},
                    {"elements", row.found.elements},
                    {"kinks", row.found.not_smooth},
                    {"error", row.found.worst_error},
                    {"element", row.found.element},
                    {"seed", row.seed},
                    {"gradient", row.found.analytic},
                    {"difference", row.found.numeric},
                    {"verdict", verdict(row, tolerance)}});
  }
  return list;
}

}  // namespace posegrad::apps
