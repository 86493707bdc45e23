#include "apps/manual/completions.h"

#include <algorithm>

namespace posegrad::apps {
namespace {

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

std::vector<std::string_view> alternatives(std::string_view placeholder) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= placeholder.size();) {
    const std::size_t end = std::min(placeholder.find('|', begin), placeholder.size());
    parts.push_back(placeholder.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

void add_line(std::vector<CompletedLine>& lines, const std::string& words, const Command& command) {
  const CommandHelp help = command.help();
  CompletedLine line{words, {}, help.operands};
  for (const GroupHelp& group : help.groups)
    line.options.insert(line.options.end(), group.options.begin(), group.options.end());
  lines.push_back(std::move(line));
}

}  // namespace

ValueChoice value_choice(const OptionHelp& option) {
  if (!option.words.empty()) return {ValueChoice::Kind::words, option.words};
  ValueChoice choice;
  for (const std::string_view part : alternatives(option.placeholder)) {
    if (is_word(part)) choice.words.emplace_back(part);
    if (part == "DIR" || part == "FOLDER") choice.kind = ValueChoice::Kind::folders;
    if (part.starts_with("FILE") || part == "PATH" || part == "CLIP" || part == "OUT")
      choice.kind = ValueChoice::Kind::files;
  }
  if (!choice.words.empty()) choice.kind = ValueChoice::Kind::words;
  return choice;
}

std::vector<CompletedLine> completed_lines() {
  std::vector<CompletedLine> lines;
  for (const Command& command : commands()) {
    if (command.kinds == nullptr) {
      add_line(lines, command.name, command);
      continue;
    }
    for (const Command& kind : command.kinds())
      add_line(lines, command.name + " " + kind.name, kind);
  }
  return lines;
}

std::string short_text(std::string_view text) {
  constexpr std::size_t kMost = 72;
  text = text.substr(0, std::min(text.find(';'), text.find(" (default: ")));
  if (text.size() <= kMost) return std::string(text);
  return std::string(text.substr(0, text.rfind(' ', kMost - 4))) + " ...";
}

std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace posegrad::apps
