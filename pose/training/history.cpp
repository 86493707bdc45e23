#include "pose/training/history.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <set>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "pose/formats/atomic_file.h"
#include "pose/formats/blob.h"
#include "pose/formats/reading_limit.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kLargestFile = std::uint64_t{64} << 20;

std::string header_of(const std::string& name, const std::string& unit) {
  return unit.empty() ? name : fmt::format("{} ({})", name, unit);
}

/// The lines of a file without their ends; empty ones at the end are left out.
std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (bool more = true; more;) {
    std::string_view field = line.substr(0, line.find(','));
    more = field.size() < line.size();
    line.remove_prefix(std::min(field.size() + 1, line.size()));
    if (field.size() >= 2 && field.starts_with('"') && field.ends_with('"'))
      field = field.substr(1, field.size() - 2);
    fields.push_back(field);
  }
  return fields;
}

template <class Number>
bool parse(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

void History::keep_until(Index epoch) {
  rows_.erase(std::ranges::upper_bound(rows_, epoch, {}, &Row::epoch), rows_.end());
}

std::size_t History::column(const std::string& name, const std::string& unit) {
  const auto found = std::ranges::find(columns_, name, &Column::name);
  if (found != columns_.end()) return static_cast<std::size_t>(found - columns_.begin());
  add_column(name, unit);
  return columns_.size() - 1;
}

void History::add_column(const std::string& name, const std::string& unit) {
  if ((name + unit).find_first_of(",\"\r\n") != std::string::npos)
    throw ValueError(
        fmt::format("history: the figure '{}' has a name or unit that a table cannot hold", name));
  columns_.push_back({name, unit});
}

void History::set(Index epoch, const std::vector<EpochFigure>& figures) {
  Row row{epoch, {}};
  for (const EpochFigure& figure : figures) {
    const std::size_t at = column(figure.name, figure.unit);
    if (row.values.size() <= at) row.values.resize(at + 1, kMissing);
    row.values[at] = figure.value;
  }
  const auto place = std::ranges::lower_bound(rows_, epoch, {}, &Row::epoch);
  if (place != rows_.end() && place->epoch == epoch)
    *place = std::move(row);
  else
    rows_.insert(place, std::move(row));
}

std::vector<Index> History::epochs() const {
  std::vector<Index> epochs;
  for (const Row& row : rows_) epochs.push_back(row.epoch);
  return epochs;
}

std::vector<std::string> History::figures() const {
  std::vector<std::string> names;
  for (const Column& column : columns_) names.push_back(column.name);
  return names;
}

std::string History::unit(const std::string& figure) const {
  const auto found = std::ranges::find(columns_, figure, &Column::name);
  return found == columns_.end() ? "" : found->unit;
}

bool History::has(const std::string& figure) const {
  return std::ranges::any_of(values(figure), [](double value) { return !std::isnan(value); });
}

std::vector<double> History::values(const std::string& figure) const {
  const auto found = std::ranges::find(columns_, figure, &Column::name);
  const auto at = static_cast<std::size_t>(found - columns_.begin());
  std::vector<double> values;
  for (const Row& row : rows_) values.push_back(at < row.values.size() ? row.values[at] : kMissing);
  return values;
}

std::string History::csv() const {
  std::string text = "epoch";
  for (const Column& column : columns_) text += "," + header_of(column.name, column.unit);
  for (const Row& row : rows_) {
    text += fmt::format("\n{}", row.epoch);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const double value = c < row.values.size() ? row.values[c] : kMissing;
      text += std::isnan(value) ? "," : fmt::format(",{}", value);
    }
  }
  return text + "\n";
}

History History::from_csv(const std::string& text, const std::string& file) {
  const auto fail = [&](std::size_t line, const std::string& what) {
    throw DataError(fmt::format("{}: line {}: {}", file, line + 1, what));
  };
  const std::vector<std::string_view> lines = lines_of(text);
  if (lines.empty()) return {};
  History history;
  const std::vector<std::string_view> header = fields_of(lines[0]);
  if (header[0] != "epoch")
    fail(0, fmt::format("expected the column 'epoch', found '{}'", header[0]));
  std::set<std::string> names;
  for (const std::string_view title : std::span(header).subspan(1)) {
    const std::size_t unit = title.ends_with(')') ? title.find(" (") : std::string_view::npos;
    const std::string name(title.substr(0, unit));
    if (!names.insert(name).second) fail(0, fmt::format("the column '{}' comes twice", name));
    history.add_column(name, unit == std::string_view::npos
                                 ? std::string()
                                 : std::string(title.substr(unit + 2, title.size() - unit - 3)));
  }

  for (std::size_t l = 1; l < lines.size(); ++l) {
    const std::vector<std::string_view> fields = fields_of(lines[l]);
    if (fields.size() != header.size())
      fail(l, fmt::format("{} fields expected, {} found", header.size(), fields.size()));
    Row row{0, {}};
    if (!parse(fields[0], row.epoch) || (l > 1 && row.epoch <= history.rows_.back().epoch))
      fail(l, fmt::format("expected the next epoch's number, found '{}'", fields[0]));
    for (std::size_t f = 1; f < fields.size(); ++f) {
      row.values.push_back(kMissing);
      if (!fields[f].empty() && !parse(fields[f], row.values.back()))
        fail(l,
             fmt::format("expected a number in the column '{}', found '{}'", header[f], fields[f]));
    }
    history.rows_.push_back(std::move(row));
  }
  return history;
}

namespace {

History history_in(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  const formats::Blob bytes = formats::read_file(path, kLargestFile);
  return History::from_csv(std::string(bytes.view()), path);
}

}  // namespace

History read_history(const std::string& path) {
  return formats::within_reading_limit(path, [&] { return history_in(path); });
}

void write_history(const std::string& path, const History& history) {
  formats::write_file(path, history.csv());
}

}  // namespace posegrad::pose
