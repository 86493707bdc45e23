#include "apps/audit/report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::apps {
namespace {

using audit::Audit;
using audit::CallRecord;
using audit::Element;
using audit::OutputCheck;
using audit::Total;

/// One line of the tables: an op in a layer, in one pass.
std::string place(const Total& total) {
  return fmt::format("{:28} {}{}", total.op->name, total.scope.empty() ? "-" : total.scope,
                     total.backward ? " (backward)" : "");
}

std::string op_and_layer(const Total& total) {
  return fmt::format("{} in {}", total.op->name, total.scope.empty() ? "no layer" : total.scope);
}

template <class Value>
std::vector<Total> sorted(const Audit& audit, Value value) {
  std::vector<Total> totals = audit.totals;
  std::ranges::stable_sort(totals, std::ranges::greater(), value);
  return totals;
}

std::string left_out(std::size_t all, Index rows) {
  const auto shown = static_cast<std::size_t>(rows);
  return all > shown ? fmt::format("  ... and {} more\n", all - shown) : "";
}

const Total* worst_of(const Audit& audit) {
  const Total* worst = nullptr;
  for (const Total& total : audit.totals)
    if (total.checked_calls > 0 && (worst == nullptr || total.largest_share > worst->largest_share))
      worst = &total;
  return worst;
}

std::string closest_to_bounds(const Audit& audit, Index rows) {
  std::vector<Total> totals = sorted(audit, &Total::largest_share);
  std::erase_if(totals, [](const Total& t) { return t.checked_calls == 0; });
  std::string text = fmt::format(
      "\nFurthest from the definition, as a share of what the op promises\n"
      "{:>10} {:>12} {:>9}  {:28} {}\n",
      "of bound", "error", "elements", "op", "layer");
  for (const Total& t : std::span(totals).first(
           std::min<std::size_t>(totals.size(), static_cast<std::size_t>(rows))))
    text += fmt::format("{:>10} {:12.3g} {:9}  {}\n", share_text(t.largest_share), t.largest_error,
                        t.checked_elements, place(t));
  return text + left_out(totals.size(), rows);
}

std::string most_expensive(const Audit& audit, Index rows) {
  const std::vector<Total> totals = sorted(audit, &Total::seconds);
  double all = 0;
  for (const Total& t : totals) all += t.seconds;
  std::string text = fmt::format("\nMost expensive\n{:>10} {:>6} {:>7} {:>9} {:>8}  {:28} {}\n",
                                 "ms", "share", "calls", "GFLOP/s", "GB/s", "op", "layer");
  for (const Total& t : std::span(totals).first(
           std::min<std::size_t>(totals.size(), static_cast<std::size_t>(rows))))
    text += fmt::format("{:10.2f} {:5.1f}% {:7} {:9.1f} {:8.1f}  {}\n", 1e3 * t.seconds,
                        100 * t.seconds / all, t.calls, t.flops / t.seconds / 1e9,
                        t.bytes / t.seconds / 1e9, place(t));
  return text + left_out(totals.size(), rows);
}

std::string broken(const CallRecord& call, std::size_t output, const OutputCheck& check) {
  const Element& worst = check.worst;
  return fmt::format(
      "  {} in {}{}, call {}, step {}, output {} {}: element {} is {:.9g}, its definition gives "
      "{:.9g}, {:.3g} apart where {:.3g} is promised ({} of {} elements)\n",
      call.op->name, call.scope.empty() ? "no layer" : call.scope,
      call.backward ? " (backward)" : "", call.number, call.round, output,
      call.outputs[output].shape.to_string(), worst.index, worst.value, worst.expected,
      worst.error(), worst.bound, check.outside, check.checked);
}

std::string broken_bounds(const Audit& audit, Index rows) {
  std::vector<std::string> lines;
  for (const CallRecord& call : audit.calls)
    for (std::size_t i = 0; i < call.outputs.size(); ++i)
      if (call.outputs[i].check && call.outputs[i].check->outside > 0)
        lines.push_back(broken(call, i, *call.outputs[i].check));
  if (lines.empty()) return "";
  std::string text = "\nWRONG, in the order of the calls\n";
  for (const std::string& line : std::span(lines).first(
           std::min<std::size_t>(lines.size(), static_cast<std::size_t>(std::max<Index>(rows, 1)))))
    text += line;
  return text + left_out(lines.size(), std::max<Index>(rows, 1));
}

}  // namespace

std::string share_text(double share) {
  if (!std::isfinite(share)) return "not finite";
  const double value = 100 * share;
  if (value == 0) return "0 %";
  if (value < 0.01) return "< 0.01 %";
  // 100.0 % would be said of 99.96 % and of 100.04 %, on both sides of the bound.
  if (value > 99.9 && value < 100.1) return fmt::format("{:.3f} %", value);
  if (value < 10) return fmt::format("{:.2g} %", value);
  const std::string text = fmt::format("{:.1f}", value);
  return (text.ends_with(".0") ? text.substr(0, text.size() - 2) : text) + " %";
}

std::string audit_report(const Audit& audit, Index rows) {
  Index checked_calls = 0, elements = 0;
  for (const Total& total : audit.totals) {
    checked_calls += total.checked_calls;
    elements += total.checked_elements;
  }
  std::string text = fmt::format(
      "Audit: {} kernel calls, of which {} were recorded and {} checked: {} elements computed "
      "again "
      "from the definition in double\n",
      audit.all_calls, audit.calls.size(), checked_calls, elements);
  text += fmt::format(
      "{:.2f} s for the program, {:.2f} s more for checking; {} threads, OpenBLAS "
      "for {}\n",
      audit.seconds, audit.own_seconds, audit.threads, audit.blas);
  for (const audit::RoundCount& count : audit.rounds)
    text += fmt::format("{}: {} of {} recorded\n", count.scope, count.recorded, count.all);
  if (rows > 0 && checked_calls > 0) text += closest_to_bounds(audit, rows);
  if (rows > 0 && !audit.totals.empty()) text += most_expensive(audit, rows);
  text += broken_bounds(audit, rows);
  if (checked_calls == 0)
    text += "\nNothing was checked: no call fits --every, --steps and --ops\n";
  else if (audit.outside() == 0)
    text += fmt::format(
        "\nEvery checked element is inside its promised bound. The worst error, of {}, used {} of "
        "the bound\n",
        op_and_layer(*worst_of(audit)), share_text(worst_of(audit)->largest_share));
  else
    text += fmt::format("\n{} of {} checked elements are beyond their bounds\n", audit.outside(),
                        elements);
  return text;
}

}  // namespace posegrad::apps
