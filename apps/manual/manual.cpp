#include <vector>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/manual/pages.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"

namespace posegrad::apps {
namespace {

OptionTable help_table(bool& help) {
  OptionGroup group{"Options"};
  group.add_help(&help);
  return {group};
}

CommandHelp man_help(bool& unused) {
  return {.usage = {"posegrad man"},
          .about = wrapped("Prints the man page, for packages: posegrad man > posegrad.1", 0),
          .groups = described(help_table(unused))};
}

CommandHelp completion_help(bool& unused) {
  return {.usage = {"posegrad completion bash|zsh|fish"},
          .about = wrapped(
              "Prints a script by which the shell completes posegrad's command lines, for packages "
              "and for ~/.bashrc: source <(posegrad completion bash)",
              0),
          .groups = described(help_table(unused))};
}

}  // namespace

int man(std::span<const std::string> arguments) {
  bool help = false;
  parse_options(help_table(help), arguments);
  console::print(help ? help_text(man_help(help)) : man_page());
  return 0;
}

int completion(std::span<const std::string> arguments) {
  bool help = false;
  std::vector<std::string> operands;
  parse_options(help_table(help), arguments, &operands);
  if (help) {
    console::print(help_text(completion_help(help)));
    return 0;
  }
  const std::string& shell = only_operand(operands, "one shell: bash, zsh or fish");
  if (shell == "bash") {
    console::print(bash_completion());
  } else if (shell == "zsh") {
    console::print(zsh_completion());
  } else if (shell == "fish") {
    console::print(fish_completion());
  } else {
    refuse_word("SHELL", shell, std::vector<std::string>{"bash", "zsh", "fish"});
  }
  return 0;
}

}  // namespace posegrad::apps
