#include "pose/inspect/report.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"

namespace posegrad::pose::inspection {
namespace {

constexpr std::size_t kColumns = 100, kLeastTitle = 14;

std::size_t columns_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Words in lines behind `indent` blanks; the first line is begun already.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string lines;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t width = columns_of(word);
    if (column > indent && column + 1 + width > kColumns) {
      lines += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += width;
  }
  return lines;
}

/// Names and texts may hold what a file says: no control characters reach the terminal.
std::string shown(const std::string& text) {
  constexpr std::size_t kLongest = 4000;
  return formats::printable(text, kLongest);
}

std::string row(const std::string& title, const std::string& text, std::size_t width) {
  const std::string left = fmt::format("  {:<{}}  ", title, width);
  return left + wrapped(text, width + 4) + "\n";
}

std::size_t title_width(const Report& report) {
  std::size_t width = kLeastTitle;
  for (const Section& section : report.sections)
    for (const Fact& fact : section.facts) width = std::max(width, columns_of(shown(fact.name)));
  return width;
}

/// JSON has no NaN.
Json finite(const Json& value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>())) return nullptr;
  if (!value.is_structured()) return value;
  Json copy = value;
  for (auto& item : copy) item = finite(item);
  return copy;
}

}  // namespace

void Section::add(std::string fact, const Json& value, std::string text) {
  facts.push_back({std::move(fact), finite(value), std::move(text)});
}

Section& Report::section(std::string_view name) {
  const auto found = std::ranges::find(sections, name, &Section::name);
  if (found != sections.end()) return *found;
  return sections.emplace_back(Section{std::string(name)});
}

std::string key_of(std::string_view name) {
  std::string key(name);
  std::ranges::replace(key, ' ', '_');
  return key;
}

std::string report_text(const Report& report) {
  const std::size_t width = title_width(report);
  std::string text = fmt::format("{}: {}\n", formats::printable_path(report.file), report.kind);
  for (const Section& section : report.sections) {
    if (section.facts.empty()) continue;
    text += section.name + "\n";
    for (const Fact& fact : section.facts)
      text += row(shown(fact.name), shown(fact.text.empty() ? value_text(fact.value) : fact.text),
                  width);
  }
  if (!report.odd.empty()) text += "odd\n";
  for (const std::string& line : report.odd) text += "  - " + wrapped(shown(line), 4) + "\n";
  if (!report.refused.empty()) text += "refused\n  " + wrapped(shown(report.refused), 2) + "\n";
  text.pop_back();
  return text;
}

Json report_json(const Report& report) {
  Json json{{"file", report.file}, {"kind", report.kind}, {"refused", nullptr}};
  if (!report.refused.empty()) json["refused"] = report.refused;
  for (const Section& section : report.sections) {
    if (section.facts.empty()) continue;
    Json facts = Json::object();
    for (const Fact& fact : section.facts) facts[key_of(fact.name)] = fact.value;
    json[key_of(section.name)] = std::move(facts);
  }
  json["odd"] = report.odd;
  return json;
}

std::string value_text(const Json& value) {
  if (value.is_null()) return "not known";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return fmt::format("{}", value.get<std::int64_t>());
  if (value.is_number()) return fmt::format("{:.4g}", value.get<double>());
  std::string text;
  for (const auto& [key, item] : value.items()) {
    if (!text.empty()) text += ", ";
    if (value.is_object()) text += key + " ";
    text += value_text(item);
  }
  return text.empty() ? "none" : text;
}

std::string percent_text(double share) {
  return std::isfinite(share) ? fmt::format("{:.3g} %", 100 * share) : "not known";
}

std::string list_text(const std::vector<std::string>& items, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), most); ++i)
    text += (i == 0 ? "" : ", ") + items[i];
  if (items.size() > most) text += fmt::format(" and {} more", items.size() - most);
  return text.empty() ? "none" : text;
}

}  // namespace posegrad::pose::inspection
