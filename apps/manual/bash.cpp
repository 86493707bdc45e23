#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/manual/completions.h"
#include "apps/manual/pages.h"

namespace posegrad::apps {
namespace {

// bash takes "--device=cpu" for three words. In `audit ... run ...` the audited command's options
// follow.
constexpr const char* kBeginning =
    R"(# bash completion of posegrad, made by `posegrad completion bash`
_posegrad() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local line='' kind='' words='' options='' operands='' i
  COMPREPLY=()
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD-2]}
  fi
  ((COMP_CWORD < 2)) || line=${COMP_WORDS[1]}
  if [[ $line == prepare ]]; then
    ((COMP_CWORD < 3)) || line="prepare ${COMP_WORDS[2]}"
  elif [[ $line == audit ]]; then
    for ((i = 2; i < COMP_CWORD; ++i)); do
      case ${COMP_WORDS[i]} in run | wild | diff) line=${COMP_WORDS[i]}; break ;; esac
    done
  fi
  case "$line $before" in
)";

constexpr const char* kEnd = R"(  esac
  case $kind in
    '')
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
      elif [[ -n $operands ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$operands" -- "$word")
      else
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
      fi
      ;;
    words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;
    files)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      ;;
    folders)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      ;;
  esac
}
complete -F _posegrad posegrad)";

std::string value_case(const CompletedLine& line, const OptionHelp& option) {
  std::vector<std::string> patterns;
  for (const std::string& spelling : option.spellings)
    patterns.push_back(shell_quoted(line.words + " " + spelling));
  const ValueChoice choice = value_choice(option);
  std::string action = "kind=nothing";
  if (choice.kind == ValueChoice::Kind::words)
    action = fmt::format("kind=words words='{}'", fmt::join(choice.words, " "));
  if (choice.kind == ValueChoice::Kind::files) action = "kind=files";
  if (choice.kind == ValueChoice::Kind::folders) action = "kind=folders";
  return fmt::format("    {}) {} ;;\n", fmt::join(patterns, " | "), action);
}

std::string names_of(std::span<const Command> list) {
  std::vector<std::string> names;
  for (const Command& command : list) names.push_back(command.name);
  return fmt::format("{}", fmt::join(names, " "));
}

std::string line_case(const CompletedLine& line) {
  std::vector<std::string> options;
  for (const OptionHelp& option : line.options)
    options.insert(options.end(), option.spellings.begin(), option.spellings.end());
  return fmt::format("    {}) options='{}' operands='{}' ;;\n", shell_quoted(line.words),
                     fmt::join(options, " "), fmt::join(line.operands, " "));
}

}  // namespace

std::string bash_completion() {
  const std::vector<CompletedLine> lines = completed_lines();
  std::string script = kBeginning;
  for (const CompletedLine& line : lines)
    for (const OptionHelp& option : line.options)
      if (!option.placeholder.empty()) script += value_case(line, option);
  script += "  esac\n  case $line in\n";
  script +=
      fmt::format("    '') options='--help --version' operands='{}' ;;\n", names_of(commands()));
  for (const Command& command : commands())
    if (command.kinds != nullptr)
      script += fmt::format("    {}) options='--help' operands='{}' ;;\n", command.name,
                            names_of(command.kinds()));
  for (const CompletedLine& line : lines) script += line_case(line);
  return script + kEnd;
}

}  // namespace posegrad::apps
