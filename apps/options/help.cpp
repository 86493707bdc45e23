#include "apps/options/help.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posegrad::apps {
namespace {

constexpr std::size_t kHelpColumn = 34;

std::string explanation_of(const Option& option) {
  if (!option.takes_value() && std::get<Flag>(option.target).stops) return option.help;
  const std::string value =
      option.default_text.empty() ? value_text(option.target) : option.default_text;
  return fmt::format("{} (default: {})", option.help, value);
}

OptionHelp described(const Option& option) {
  OptionHelp help{option.spellings, option.placeholder, explanation_of(option), {}};
  if (const Typed* typed = std::get_if<Typed>(&option.target)) help.words = typed->words;
  return help;
}

std::string entry(const OptionHelp& option) {
  std::string left = fmt::format("  {}", fmt::join(option.spellings, ", "));
  if (!option.placeholder.empty()) left += " " + option.placeholder;
  std::string right = wrapped(option.text, kHelpColumn);
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

std::vector<GroupHelp> described(const OptionTable& table) {
  std::vector<GroupHelp> groups;
  for (const OptionGroup& group : table) {
    GroupHelp& help = groups.emplace_back(GroupHelp{group.title, {}});
    for (const Option& option : group.options) help.options.push_back(described(option));
  }
  return groups;
}

std::string help_text(const CommandHelp& help) {
  std::string out = fmt::format("Usage: {}\n\n{}", fmt::join(help.usage, "\n       "), help.about);
  for (const GroupHelp& group : help.groups) {
    out += fmt::format("\n{}:\n", group.title);
    for (const OptionHelp& option : group.options) out += entry(option);
  }
  return help.closing.empty() ? out : out + "\n" + help.closing;
}

}  // namespace posegrad::apps
