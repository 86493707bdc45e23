#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/manual/completions.h"
#include "apps/manual/pages.h"

namespace posegrad::apps {
namespace {

constexpr const char* kEnd = R"(_posegrad() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C '(- *)'{-h,--help}'[list the commands]' '(- *)--version[print the version]' \
    '1:command:_posegrad_commands' '*::argument:_posegrad_line'
}

_posegrad "$@")";

// What has a meaning in a description of _arguments or _describe.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string action_of(const OptionHelp& option) {
  if (option.placeholder.empty()) return "";
  const ValueChoice choice = value_choice(option);
  std::string action = " ";
  if (choice.kind == ValueChoice::Kind::words)
    action = fmt::format("({})", fmt::join(choice.words, " "));
  if (choice.kind == ValueChoice::Kind::files) action = "_files";
  if (choice.kind == ValueChoice::Kind::folders) action = "_files -/";
  return fmt::format(":{}:{}", escaped(option.placeholder), action);
}

// '*' in front: an option may come again, and the last one counts.
std::string specifications(const OptionHelp& option) {
  std::string text;
  for (const std::string& spelling : option.spellings) {
    const bool takes_equals = !option.placeholder.empty() && spelling.starts_with("--");
    text +=
        fmt::format(" \\\n        {}",
                    shell_quoted(fmt::format("*{}{}[{}]{}", spelling, takes_equals ? "=" : "",
                                             escaped(short_text(option.text)), action_of(option))));
  }
  return text;
}

// What stands in `case $words[1]`, whose options are those of one word.
std::string arguments_of(const CompletedLine& line) {
  std::string text = "_arguments";
  for (const OptionHelp& option : line.options) text += specifications(option);
  if (line.words == "audit")
    return text + " \\\n        '1:command:(run wild diff)' '*::argument:_posegrad_line' ;;\n";
  const std::string operands =
      line.operands.empty() ? "_files" : fmt::format("({})", fmt::join(line.operands, " "));
  return text + fmt::format(" \\\n        {} ;;\n", shell_quoted("*:operand:" + operands));
}

std::string list_function(const std::string& name, std::span<const Command> list) {
  std::string text = fmt::format("{}() {{\n  local -a names=(\n", name);
  for (const Command& command : list)
    text += "    " + shell_quoted(command.name + ":" + escaped(command.summary)) + "\n";
  return text + "  )\n  _describe command names\n}\n\n";
}

std::string cases(const std::vector<CompletedLine>& lines, const std::string& command) {
  std::string text = "  case $words[1] in\n";
  for (const CompletedLine& line : lines) {
    const std::size_t blank = line.words.find(' ');
    const std::string first = blank == std::string::npos ? "" : line.words.substr(0, blank);
    if (first == command)
      text += fmt::format("    {}) {}", line.words.substr(blank + 1), arguments_of(line));
  }
  return text;
}

}  // namespace

std::string zsh_completion() {
  const std::vector<CompletedLine> lines = completed_lines();
  std::string script =
      "#compdef posegrad\n# zsh completion of posegrad, made by `posegrad completion zsh`\n\n";
  script += list_function("_posegrad_commands", commands());
  std::string with_kinds;
  for (const Command& command : commands()) {
    if (command.kinds == nullptr) continue;
    const std::string name = "_posegrad_" + command.name;
    script += list_function(name + "_kinds", command.kinds());
    script += fmt::format("{}() {{\n{}  esac\n}}\n\n", name, cases(lines, command.name));
    with_kinds += fmt::format("    {}) _arguments -C '1:kind:{}_kinds' '*::argument:{}' ;;\n",
                              command.name, name, name);
  }
  script += "_posegrad_line() {\n" + cases(lines, "") + with_kinds;
  script += "    *) _files ;;\n  esac\n}\n\n";
  return script + kEnd;
}

}  // namespace posegrad::apps
