#include "apps/files/batch_table.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posegrad::apps {
namespace {

constexpr std::size_t kColumns = 5, kText = 4;  // the last one is text of any length

using Cells = std::array<std::string, kColumns>;

std::string count_text(Index count) { return count < 0 ? "-" : fmt::format("{}", count); }

std::string time_text(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<Index>(std::lround(seconds));
  return fmt::format("{}:{:02} min", whole / 60, whole % 60);
}

// Without the input's name, which stands at the beginning of the line.
std::string error_text(const BatchRow& row) {
  const std::string name = row.input + ": ";
  return row.error.starts_with(name) ? row.error.substr(name.size()) : row.error;
}

Cells cells_of(const BatchRow& row) {
  const bool is_begun = row.seconds > 0 || row.error.empty();
  return {row.input, count_text(row.people), count_text(row.frames),
          is_begun ? time_text(row.seconds) : "-",
          row.error.empty() ? fmt::format("{}", fmt::join(row.made, ", ")) : error_text(row)};
}

std::string line_of(const Cells& cells, const std::array<std::size_t, kColumns>& width,
                    const std::array<bool, kColumns>& shown) {
  std::string line = fmt::format("{:<{}}", cells[0], width[0]);
  for (std::size_t c = 1; c < kText; ++c)
    if (shown[c]) line += fmt::format("  {:>{}}", cells[c], width[c]);
  return line + "  " + cells[kText];
}

// "2 done, 1 failed, 1 not begun in 12.3 s"
std::string sums(std::span<const BatchRow> rows, double seconds) {
  const auto with = [&](auto is) { return std::ranges::count_if(rows, is); };
  const auto done = with([](const BatchRow&row) { return row.error.empty(); }),
             left = with([](const BatchRow&row) { return row.error == "not begun"; }),
             stopped = with([](const BatchRow&row) { return row.error == "stopped"; }),
             failed = std::ssize(rows) - done - left - stopped;
  std::string text = fmt::format("{} of {} done", done, rows.size());
  if (failed > 0) text += fmt::format(", {} failed", failed);
  if (stopped > 0) text += fmt::format(", {} stopped", stopped);
  if (left > 0) text += fmt::format(", {} not begun", left);
  return text + " in " + time_text(seconds);
}

}  // namespace

std::string batch_table(std::span<const BatchRow> rows, double seconds) {
  const bool people = std::ranges::any_of(rows, [](const BatchRow&r) { return r.people >= 0; }),
             frames = std::ranges::any_of(rows, [](const BatchRow&r) { return r.frames >= 0; });
  const std::array<bool, kColumns> shown{true, people, frames, true, true};
  std::vector<Cells> table{{"input", "people", "frames", "time", "made"}};
  for (const BatchRow& row : rows) table.push_back(cells_of(row));
  std::array<std::size_t, kColumns> width{};
  for (const Cells& cells : table)
    for (std::size_t c = 0; c < kColumns; ++c) width[c] = std::max(width[c], cells[c].size());
  std::string text;
  for (const Cells& cells : table) text += line_of(cells, width, shown) + "\n";
  return text + sums(rows, seconds);
}

}  // namespace posegrad::apps
