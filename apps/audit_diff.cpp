#include "apps/audit_diff.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "apps/audit/difference.h"
#include "apps/console.h"
#include "apps/usage_error.h"
#include "pose/formats/json_reader.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr int kDiffer = 1;

std::string place(const OutputDifference& o) {
  return fmt::format("{}{} in {}{}, step {} (calls {} and {})", o.op,
                     o.output == 0 ? "" : fmt::format(" (output {})", o.output),
                     o.scope.empty() ? "no layer" : o.scope, o.backward ? " (backward)" : "",
                     o.round, o.call_a, o.call_b);
}

std::string reason(const OutputDifference& o, bool given) {
  if (!o.same_shape) return "the shapes differ";
  if (o.broken_a || o.broken_b)
    return fmt::format("beyond the op's bound in {}",
                       o.broken_a && o.broken_b ? "both" : (o.broken_a ? "A" : "B"));
  if (!o.checked) return "not checked at the same places in both: the reason is not known";
  if (o.relative == 0) return "none of the sampled elements differs: the reason is not known";
  if (given)
    return "its inputs differ already: other data or weights, or calls before it that were not "
           "recorded";
  return fmt::format("rounding: {:.1f} % of what the two kernels may differ by", 100 * o.own);
}

// The first difference is always shown, the rest evenly.
std::string growth(const Difference& difference, Index rows) {
  std::vector<const OutputDifference*> checked;
  const OutputDifference* const first = difference.first_bytes();
  for (const OutputDifference& o : difference.outputs)
    if (&o >= first && o.checked) checked.push_back(&o);
  if (checked.empty() || rows < 1) return "";
  std::string text = fmt::format(
      "\nHow it grows (relative to the output's size)\n{:>10} {:>10} "
      "{:>10}  {:28} {}\n",
      "difference", "inherited", "own/bound", "op", "layer");
  const std::size_t count = std::min(checked.size(), static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < count; ++i) {
    const OutputDifference& o = *checked[count == 1 ? 0 : i * (checked.size() - 1) / (count - 1)];
    text += fmt::format("{:10.2e} {:10.2e} {:9.1f}%  {:28} {}{}, step {}\n", o.relative,
                        o.inherited, 100 * o.own, o.op, o.scope.empty() ? "-" : o.scope,
                        o.backward ? " (backward)" : "", o.round);
  }
  return text;
}

std::string wrong(const Difference& d) {
  if (!d.wrong_a && !d.wrong_b) return "";
  return fmt::format("Elements beyond their bounds in {}: see its own report\n",
                     d.wrong_a && d.wrong_b ? "both" : (d.wrong_a ? "A" : "B"));
}

std::string figures(const std::vector<FigureDifference>& figures, Index rows) {
  if (figures.empty() || rows < 1) return "";
  std::string text =
      fmt::format("\nTheir figures\n{:>14} {:>14} {:>11}  {}\n", "A", "B", "B - A", "figure");
  const std::size_t count = std::min(figures.size(), static_cast<std::size_t>(rows));
  // The last ones are what the run ended with.
  for (std::size_t i = figures.size() - count; i < figures.size(); ++i) {
    const FigureDifference& f = figures[i];
    text += fmt::format("{:14.9g} {:14.9g} {:11.3g}  {}\n", f.a, f.b, f.b - f.a, f.name);
  }
  return text;
}

}  // namespace

int audit_diff(std::span<const std::string> files, Index rows) {
  for (const std::string& file : files)
    if (file.starts_with("-"))
      throw UsageError(
          fmt::format("diff: found '{}', which is no file; options stand before diff: "
                      "--rows N",
                      file));
  if (files.size() != 2)
    throw UsageError(fmt::format("diff: found {} file{}, expected two: A.json B.json", files.size(),
                                 files.size() == 1 ? "" : "s"));
  const Difference difference =
      apps::difference(pose::formats::load_json(files[0]), pose::formats::load_json(files[1]));
  std::string text = fmt::format("{} outputs compared", difference.outputs.size());
  if (difference.only_a + difference.only_b > 0)
    text += fmt::format(" (in both); {} calls are in A alone, {} in B alone", difference.only_a,
                        difference.only_b);
  if (difference.outputs.empty())
    throw DataError(fmt::format("{} and {}: no recorded call is in both", files[0], files[1]));
  const OutputDifference* const first = difference.first_bytes();
  if (first == nullptr) {
    text += "\nAll of them are the same, bit for bit\n";
    if (difference.unexplained()) text += "The figures differ: what led to that is in neither\n";
    console::print(text + wrong(difference) + figures(difference.figures, rows));
    return difference.is_rounding() ? 0 : kDiffer;
  }
  const auto differing =
      std::ranges::count(difference.outputs, false, &OutputDifference::same_bytes);
  text += fmt::format("; {} differ\nFirst difference: {}\n  {}\n", differing, place(*first),
                      reason(*first, difference.given_differ()));
  const OutputDifference* const beyond = difference.first_beyond_rounding();
  if (beyond != nullptr && beyond != first)
    text +=
        fmt::format("First beyond rounding: {}\n  {}\n", place(*beyond), reason(*beyond, false));
  else if (beyond == nullptr && difference.unchecked() > 0)
    text +=
        fmt::format("Beyond rounding: none seen; {} differing outputs were not checked in both\n",
                    difference.unchecked());
  else if (beyond == nullptr)
    text += "Beyond rounding: no op; each computed its definition inside its bound in both runs\n";
  text += wrong(difference);
  text += growth(difference, rows) + figures(difference.figures, rows);
  console::print(text);
  return difference.is_rounding() ? 0 : kDiffer;
}

}  // namespace posegrad::apps
