#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/manual/completions.h"
#include "apps/manual/pages.h"

namespace posegrad::apps {
namespace {

// __posegrad_at prepare h36m: whether the line begins so; in `audit ... run ...` also whether it goes
// on so.
constexpr const char* kBeginning =
    R"(# fish completion of posegrad, made by `posegrad completion fish`
function __posegrad_at
    set -l words (commandline -opc)[2..-1]
    if test "$words[1]" = audit
        set -l at (contains -i -- run $words; or contains -i -- wild $words; or contains -i -- diff $words)
        and set words $words[$at..-1]
    end
    string match -q -- "$argv *" "$words "
end
function __posegrad_at_start
    test (count (commandline -opc)) -eq 1
end
function __posegrad_at_kind
    test (count (commandline -opc)) -eq 2; and __posegrad_at $argv
end

)";

// fish knows \\ and \' in single quotes.
std::string fish_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') result += '\\';
    result += c;
  }
  return result + "'";
}

// -d, -drop and --dropout are -s, -o and -l to fish.
std::string spelling_arguments(const OptionHelp& option) {
  std::string text;
  for (const std::string& spelling : option.spellings) {
    const bool is_long = spelling.starts_with("--");
    const char kind = is_long ? 'l' : spelling.size() == 2 ? 's' : 'o';
    text += fmt::format(" -{} {}", kind, spelling.substr(is_long ? 2 : 1));
  }
  return text;
}

std::string value_arguments(const OptionHelp& option) {
  if (option.placeholder.empty()) return "";
  const ValueChoice choice = value_choice(option);
  switch (choice.kind) {
    case ValueChoice::Kind::words:
      return fmt::format(" -x -a {}", fish_quoted(fmt::format("{}", fmt::join(choice.words, " "))));
    case ValueChoice::Kind::files:
      return " -r -F";
    case ValueChoice::Kind::folders:
      return " -x -a '(__fish_complete_directories)'";
    case ValueChoice::Kind::nothing:
      break;
  }
  return " -x";
}

std::string name_lines(const std::string& condition, std::span<const Command> list) {
  std::string text;
  for (const Command& command : list)
    text += fmt::format("complete -c posegrad -n {} -f -a {} -d {}\n", fish_quoted(condition),
                        command.name, fish_quoted(command.summary));
  return text;
}

std::string option_lines(const CompletedLine& line) {
  const std::string condition = fish_quoted("__posegrad_at " + line.words);
  std::string text;
  for (const OptionHelp& option : line.options)
    text +=
        fmt::format("complete -c posegrad -n {}{}{} -d {}\n", condition, spelling_arguments(option),
                    value_arguments(option), fish_quoted(short_text(option.text)));
  if (!line.operands.empty())
    text += fmt::format("complete -c posegrad -n {} -f -a {}\n", condition,
                        fish_quoted(fmt::format("{}", fmt::join(line.operands, " "))));
  return text;
}

}  // namespace

std::string fish_completion() {
  std::string script = kBeginning;
  script += "complete -c posegrad -n __posegrad_at_start -f -s h -l help -d 'list the commands'\n";
  script += "complete -c posegrad -n __posegrad_at_start -f -l version -d 'print the version'\n";
  script += name_lines("__posegrad_at_start", commands());
  for (const Command& command : commands())
    if (command.kinds != nullptr)
      script += name_lines("__posegrad_at_kind " + command.name, command.kinds());
  for (const CompletedLine& line : completed_lines()) script += option_lines(line);
  script.pop_back();
  return script;
}

}  // namespace posegrad::apps
