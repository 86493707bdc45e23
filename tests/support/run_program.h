#pragma once
#include <optional>
#include <string>
#include <vector>

namespace posegrad::test {

struct ProgramResult {
  int exit_code;  // 128 + number for a signal, as a shell says it
  std::string out, err;
};

/// Sends a signal as soon as the program has written a text to standard output. The pipe is kept
/// short, so that the program gets less than 5 KB of output further before the signal, however slow
/// the test is.
struct SignalAt {
  std::string text;
  int number;
};

struct ProgramOptions {
  std::string stdout_path = {};               // instead of catching standard output, as "/dev/full"
  std::string working_directory = {};         // of the program; empty: this one's
  std::vector<std::string> environment = {};  // added to this one's: "NAME=value"
  std::optional<SignalAt> signal = {};
};

/// Runs a program (the first argument is its path) without a shell and waits for its end. Throws
/// IoError when it cannot be started.
ProgramResult run_program(const std::vector<std::string>& command,
                          const ProgramOptions& options = {});

/// The same for this build's posegrad.
ProgramResult run_posegrad(std::vector<std::string> arguments, const ProgramOptions& options = {});

}  // namespace posegrad::test
