#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/options/nearest.h"
#include "apps/ranks/ranks.h"
#include "apps/usage_error.h"
#include "apps/version_text.h"
#include "pose/formats/leftovers.h"
#include "tensor/device.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

std::string program_help() {
  std::string text =
      "Usage: posegrad COMMAND [OPTION...]\n\n3D human pose in video.\n\nCommands:\n";
  for (const Command& command : commands())
    text += fmt::format("  {:10}{}\n", command.name, command.summary);
  return text +
         "\nposegrad COMMAND --help explains a command's options; posegrad --version prints the "
         "version.";
}

decltype(Command::run) find_command(const std::string& name) {
  // What packages are made with is for no list, nor for a mistyped name.
  if (name == "man") return man;
  if (name == "completion") return completion;
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == name) return command.run;
    names.push_back(command.name);
  }
  const char* kind = name.starts_with('-') ? "option" : "command";
  throw UsageError(fmt::format("unknown {} '{}'{}", kind, name, did_you_mean(name, names)));
}

// Commands whose work many processes share.
bool is_shared(const std::string& command) {
  return command == "run" || command == "wild" || command == "bench";
}

int dispatch_command(std::span<const std::string> arguments, std::string& program,
                     std::optional<Ranks>& ranks) {
  if (arguments.empty()) throw UsageError("expected a command, found none");
  const std::string& first = arguments.front();
  if (first == "--help" || first == "-h" || first == "help") {
    console::print(program_help());
    return 0;
  }
  if (first == "--version") {
    console::print(version_text());
    return 0;
  }
  const auto command = find_command(first);
  program += " " + first;
  if (is_shared(first))
    ranks.emplace();
  else
    Ranks::require_alone(program);
  return command(arguments.subspan(1));
}

/// Exit codes: 0 done, 1 failed, 2 used wrongly. An error is one line, whatever its text holds.
int fail(const std::string& program, std::string message, int code) {
  for (char& c : message) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  console::tell_error(fmt::format("{}: {}{}", program, Ranks::name(), message));
  Ranks::end_all_if_many(code);
  return code;
}

/// Takes no memory.
int fail_without_memory(const char* program) noexcept {
  std::array<char, 200> line{};
  std::snprintf(line.data(), line.size(), "%s: not enough memory\n", program);
  std::fputs(line.data(), stderr);
  return 1;
}

std::terminate_handler usual_end = std::abort;  // NOLINT: what was there before ours

// Where nobody can catch it: in a thread, in a destructor.
[[noreturn]] void end_for_no_memory() {
  try {
    if (std::current_exception()) throw;
  } catch (const std::bad_alloc&) {
    pose::formats::clear_leftovers();
    std::_Exit(fail_without_memory("posegrad"));
  } catch (...) {
  }
  usual_end();
  std::abort();
}

int guarded_main(std::span<const std::string> arguments, std::string& program) {
  std::optional<Ranks> ranks;
  try {
    const int code = dispatch_command(arguments, program, ranks);
    console::check_output();
    return code;
  } catch (const UsageError& error) {
    return fail(program, fmt::format("{} (see {} --help)", error.what(), program), 2);
  } catch (const cuda::OutOfMemory& error) {
    return fail(program, fmt::format("{}; a smaller --batch-size needs less", error.what()), 1);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::filesystem::filesystem_error& error) {
    const std::string path = error.path1().string();
    return fail(program,
                fmt::format("{}: {}", path.empty() ? "the folder to work in" : path,
                            error.code().message()),
                1);
  } catch (const std::exception& error) {
    return fail(program, error.what(), 1);
  }
}

}  // namespace
}  // namespace posegrad::apps

int main(int argc, char** argv) {
  using namespace posegrad::apps;
  secure_standard_streams();
  end_cleanly_on_signals();
  usual_end = std::set_terminate(end_for_no_memory);
  std::string program = "posegrad";
  try {
    return guarded_main(std::vector<std::string>(argv + 1, argv + argc), program);
  } catch (const std::bad_alloc&) {  // also while another error was told
    return fail_without_memory(program.c_str());
  }
}
