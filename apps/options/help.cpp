#include "apps/options/help.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posegrad::apps {
namespace {

constexpr std::size_t kHelpColumn = 34;

std::string spellings_of(const Option& option) {
  std::string text = fmt::format("  {}", fmt::join(option.spellings, ", "));
  if (option.takes_value()) text += " " + option.placeholder;
  return text;
}

std::string explanation_of(const Option& option) {
  if (!option.takes_value() && std::get<Flag>(option.target).stops) return option.help;
  const std::string value =
      option.default_text.empty() ? value_text(option.target) : option.default_text;
  return fmt::format("{} (default: {})", option.help, value);
}

std::string entry(const Option& option) {
  std::string left = spellings_of(option);
  std::string right = wrapped(explanation_of(option), kHelpColumn);
  if (left.size() + 2 > kHelpColumn) return left + "\n" + right;
  return left + right.substr(left.size());
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  while (!text.empty()) {
    const std::string_view paragraph = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), paragraph.size() + 1));
    std::string line(indent, ' ');
    std::size_t begin = 0;
    while (begin < paragraph.size()) {
      const std::size_t end = std::min(paragraph.find(' ', begin), paragraph.size());
      const std::string_view word = paragraph.substr(begin, end - begin);
      if (line.size() > indent && line.size() + 1 + word.size() > width) {
        out += line + "\n";
        line.assign(indent, ' ');
      }
      if (line.size() > indent) line += ' ';
      line += word;
      begin = end + 1;
    }
    out += (paragraph.empty() ? "" : line) + "\n";
  }
  return out;
}

std::string options_help(const OptionTable& table) {
  std::string out;
  for (const OptionGroup& group : table) {
    out += fmt::format("\n{}:\n", group.title);
    for (const Option& option : group.options) out += entry(option);
  }
  return out;
}

}  // namespace posegrad::apps
