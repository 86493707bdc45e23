#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/options/nearest.h"
#include "apps/usage_error.h"
#include "apps/version.h"
#include "pose/formats/leftovers.h"
#include "tensor/device.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

struct Command {
  std::string name, help;
  int (*run)(std::span<const std::string> arguments);
};

const std::array kCommands{
    Command{"run", "train, evaluate or export a model; takes the options of VideoPose3D's run.py",
            run},
    Command{"wild", "3D poses, pictures and a player from your own video", wild},
    Command{"export", "motion files, pictures and data of poses that wild wrote", export_command},
    Command{"detect", "the people in a video by their 2D keypoints", detect},
    Command{"inspect",
            "what a file of keypoints, a checkpoint, a data set or a video is, and what is odd",
            inspect},
    Command{"plot", "the figures of trainings, one or several, as one picture", plot},
    Command{"models", "the models that are here, with input, output, errors and licence", models},
    Command{"convert", "weights for inference out of a checkpoint, in half precision too", convert},
    Command{"audit", "run or wild with every op behind the result shown and checked", audit},
    Command{"prepare", "make a data set for run out of other files", prepare},
    Command{"bench", "measure how fast this machine trains and evaluates", bench},
    Command{"gradcheck", "compare gradients with finite differences, of any op or the whole model",
            gradcheck_command},
    Command{"ops", "every op with formula, gradient, shapes, promised error and cost", ops},
    Command{"doctor", "what this machine has, what is missing and how to get it", doctor},
    Command{"synth", "make a demo data set from motion that the program invents", synth},
};

std::string program_help() {
  std::string text =
      "Usage: posegrad COMMAND [OPTION...]\n\n3D human pose in video.\n\nCommands:\n";
  for (const Command& command : kCommands)
    text += fmt::format("  {:10}{}\n", command.name, command.help);
  return text +
         "\nposegrad COMMAND --help explains a command's options; posegrad --version prints the "
         "version.";
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
    if (command.name == name) return command;
    names.push_back(command.name);
  }
  const char* kind = name.starts_with('-') ? "option" : "command";
  throw UsageError(fmt::format("unknown {} '{}'{}", kind, name, did_you_mean(name, names)));
}

int dispatch_command(std::span<const std::string> arguments, std::string& program) {
  if (arguments.empty()) throw UsageError("expected a command, found none");
  const std::string& first = arguments.front();
  if (first == "--help" || first == "-h" || first == "help") {
    console::print(program_help());
    return 0;
  }
  if (first == "--version") {
    console::print(fmt::format("posegrad {}", kVersion));
    return 0;
  }
  const Command& command = find_command(first);
  program += " " + command.name;
  return command.run(arguments.subspan(1));
}

/// Exit codes: 0 done, 1 failed, 2 used wrongly. An error is one line, whatever its text holds.
int fail(const std::string& program, std::string message, int code) {
  for (char& c : message) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  console::note(fmt::format("{}: {}", program, message));
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
  try {
    const int code = dispatch_command(arguments, program);
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
