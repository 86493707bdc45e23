#include <algorithm>
#include <array>
#include <vector>

#include "pose/detections/container/text_tables.h"
#include "pose/formats/text_lines.h"

namespace posegrad::pose::detections {
namespace {

constexpr std::array kSeparators{'\t', ';', ',', '|'};
constexpr std::size_t kLookedAt = 64;  // lines

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The first lines that hold something, without comments; a quoted cell's line ends are in a line.
std::vector<std::string_view> first_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  bool is_quoted = false;
  const auto add = [&](std::size_t end) {
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != std::string_view::npos && line[first] != '#') lines.push_back(line);
    begin = end + 1;
  };
  for (std::size_t at = 0; at < text.size() && lines.size() < kLookedAt; ++at) {
    if (text[at] == '"') is_quoted = !is_quoted;
    if (!is_quoted && (text[at] == '\n' || text[at] == '\r')) add(at);
  }
  if (begin < text.size() && lines.size() < kLookedAt) add(text.size());
  return lines;
}

/// The cells of a line, roughly: quotes stay.
std::vector<std::string_view> cells_of(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  bool is_quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"') is_quoted = !is_quoted;
    if (line[at] != separator || is_quoted) continue;
    cells.push_back(line.substr(begin, at - begin));
    begin = at + 1;
  }
  cells.push_back(line.substr(begin));
  return cells;
}

/// "1,5": a number with a comma, and nothing else.
bool has_decimal_comma(std::string_view word) {
  if (!word.empty() && (word.front() == '-' || word.front() == '+')) word.remove_prefix(1);
  const std::size_t comma = word.find(',');
  if (comma == std::string_view::npos) return false;
  const auto digits = [](std::string_view part) { return std::ranges::all_of(part, is_digit); };
  std::string_view fraction = word.substr(comma + 1);
  if (const std::size_t power = fraction.find_first_of("eE"); power != std::string_view::npos) {
    if (!formats::whole_number(fraction.substr(power + 1))) return false;
    fraction = fraction.substr(0, power);
  }
  return !fraction.empty() && digits(word.substr(0, comma)) && digits(fraction);
}

/// "1,500" could be a thousand five hundred; "0,500" and "1,5" could not.
bool may_be_thousands(std::string_view word) {
  if (!word.empty() && (word.front() == '-' || word.front() == '+')) word.remove_prefix(1);
  const std::size_t comma = word.find(',');
  return comma >= 1 && comma <= 3 && word.front() != '0' && word.size() - comma == 4;
}

bool is_number(std::string_view cell) {
  const std::size_t begin = std::min(cell.find_first_not_of(" \t\""), cell.size());
  cell = cell.substr(begin, cell.find_last_not_of(" \t\"") + 1 - begin);
  return cell.empty() || formats::real_number(cell) || formats::same_word(cell, "nan") ||
         has_decimal_comma(cell);
}

/// How a separator parts the first lines.
struct Parting {
  std::size_t least = ~std::size_t{0}, most = 0, total = 0;  // cells
  std::size_t cells_below = 0, numbers_below = 0;            // below the first line
  bool is_even() const { return least > 1 && least == most; }
  bool is_mostly_numbers() const { return 2 * numbers_below >= cells_below; }
  bool is_all_numbers() const { return numbers_below == cells_below; }
};

Parting parting_by(char separator, const std::vector<std::string_view>& lines) {
  Parting parting;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string_view> cells = cells_of(lines[i], separator);
    parting.least = std::min(parting.least, cells.size());
    parting.most = std::max(parting.most, cells.size());
    parting.total += cells.size();
    if (i == 0 && lines.size() > 1) continue;
    parting.cells_below += cells.size();
    parting.numbers_below += static_cast<std::size_t>(std::ranges::count_if(cells, is_number));
  }
  return parting;
}

/// "1,5 2,5": numbers between blanks, not cells between commas.
bool is_blank_separated(std::string_view line) {
  formats::TextLines words(line, "");
  return words.next() && words.words().size() > 1 &&
         std::ranges::all_of(words.words(), has_decimal_comma);
}

}  // namespace

std::optional<CsvDialect> csv_dialect(std::string_view utf8, bool is_named_so) {
  constexpr std::string_view kSep = "sep=";
  if (utf8.starts_with(kSep) && utf8.size() > kSep.size()) {
    const std::size_t end = std::min(utf8.find('\n'), utf8.size() - 1);
    return CsvDialect{utf8[kSep.size()], utf8.substr(end + 1)};
  }
  const std::vector<std::string_view> lines = first_lines(utf8);
  if (lines.empty()) return std::nullopt;
  if (std::ranges::all_of(lines, is_blank_separated)) return std::nullopt;
  char most_separator = 0;
  std::size_t most = lines.size();  // cells without any separator
  for (const char separator : kSeparators) {
    const Parting parting = parting_by(separator, lines);
    const bool is_table = parting.is_even() ? is_named_so || parting.is_mostly_numbers()
                                            : parting.least > 1 && parting.is_all_numbers();
    if (is_table) return CsvDialect{separator, utf8};
    if (parting.total > most) {
      most = parting.total;
      most_separator = separator;
    }
  }
  if (!is_named_so) return std::nullopt;
  if (most_separator != 0) return CsvDialect{most_separator, utf8};
  const bool has_blanks = std::ranges::any_of(lines, [](std::string_view line) {
    formats::TextLines words(line, "");
    return words.next() && words.words().size() > 1;
  });
  return has_blanks ? std::nullopt : std::optional(CsvDialect{',', utf8});
}

void use_decimal_points(Table& table, char separator) {
  if (separator == ',') return;
  bool is_sure = false;
  for (const auto& row : table.rows) {
    for (const std::string& cell : row) {
      if (cell.find('.') != std::string::npos && formats::real_number(cell)) return;
      const auto commas = std::ranges::count(cell, ',');
      const bool is_numeric = std::ranges::all_of(
          cell, [](char c) { return is_digit(c) || c == ',' || c == '-' || c == '+'; });
      if (commas > 1 && is_numeric) return;
      if (has_decimal_comma(cell) && !may_be_thousands(cell)) is_sure = true;
    }
  }
  if (!is_sure) return;
  for (auto& row : table.rows)
    for (std::string& cell : row)
      if (has_decimal_comma(cell)) cell[cell.find(',')] = '.';
}

}  // namespace posegrad::pose::detections
