#pragma once
#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/run_checks.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {

/// A folder of raw files, and one for what becomes of them.
struct Preparation {
  TemporaryFolder raw, home;
  std::string data = home / "data";  // not there yet

  ProgramResult operator()(std::vector<std::string> arguments,
                           const std::optional<SignalAt>& signal = {}) const {
    arguments.insert(arguments.begin(), "prepare");
    arguments.insert(arguments.end(), {"--data", data});
    return run_posegrad(arguments, {.working_directory = raw.path(), .signal = signal});
  }
  std::string file(const std::string& name) const { return read_text(data + "/" + name); }

  /// Requires success, and every one of the lines.
  void check_says(std::vector<std::string> arguments,
                  const std::vector<std::string>& wanted) const {
    arguments.emplace_back("--allow-missing");
    const ProgramResult result = (*this)(arguments);
    check_succeeds(result);
    const std::vector<std::string> said = lines(result.out);
    for (const std::string& line : wanted)
      BOOST_TEST(std::ranges::count(said, line) == 1, line << " is not in:\n" << result.out);
  }
  /// Requires exit 1 with a line that begins so, and nothing made, not even a folder.
  void check_refused(const std::vector<std::string>& arguments, const std::string& message) const {
    const bool was_there = std::filesystem::exists(data);
    const ProgramResult result = (*this)(arguments);
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.err.starts_with("posegrad prepare: " + message), result.err);
    BOOST_TEST(lines(result.err).size() == 1U);
    BOOST_TEST(std::filesystem::exists(data) == was_there);
  }
};

}  // namespace posegrad::test
