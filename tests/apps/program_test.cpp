#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "apps/commands.h"
#include "tests/support/build.h"
#include "tests/support/run_checks.h"
#include "tests/support/run_program.h"

namespace posegrad::apps {
namespace {

using test::run_posegrad;

void check_one_line(const test::ProgramResult& result, int code, const std::string& line) {
  BOOST_TEST(result.exit_code == code);
  BOOST_TEST(result.err == line + "\n");
  BOOST_TEST(result.out.empty());
}

BOOST_AUTO_TEST_SUITE(program)

BOOST_AUTO_TEST_CASE(help_and_version_succeed) {
  for (const char* option : {"--help", "-h", "help"}) {
    const auto result = run_posegrad({option});
    BOOST_TEST(result.exit_code == 0);
    BOOST_TEST(result.out.starts_with("Usage: posegrad COMMAND"));
    BOOST_TEST(result.out.find("\n  run     ") != std::string::npos);
    BOOST_TEST(result.err.empty());
  }
  const auto version = run_posegrad({"--version"});
  BOOST_TEST(version.exit_code == 0);
  const std::vector<std::string> lines = test::lines(version.out);
  BOOST_TEST(lines.front().starts_with("posegrad "));
  BOOST_TEST(lines.front().find(' ') == lines.front().rfind(' '));  // scripts take the last word
  for (const std::string beginning : {"build ", "CPU ", "GPU ", "libraries "})
    BOOST_TEST(std::ranges::any_of(
        lines, [&](const std::string& line) { return line.starts_with(beginning); }));
  const auto run_help = run_posegrad({"run", "--help"});
  BOOST_TEST(run_help.exit_code == 0);
  BOOST_TEST(run_help.out.starts_with("Usage: posegrad run"));
}

std::vector<std::vector<std::string>> all_commands() {
  std::vector<std::vector<std::string>> lines{{}, {"man"}, {"completion"}};
  for (const Command& command : commands()) {
    lines.push_back({command.name});
    if (command.kinds == nullptr) continue;
    for (const Command& kind : command.kinds()) lines.push_back({command.name, kind.name});
  }
  return lines;
}

BOOST_AUTO_TEST_CASE(every_help_keeps_to_100_columns) {
  for (const std::vector<std::string>& command : all_commands()) {
    std::vector<std::string> line = command;
    line.emplace_back("--help");
    const auto result = run_posegrad(line);
    BOOST_TEST(result.exit_code == 0);
    BOOST_TEST(result.out.starts_with("Usage: posegrad "));
    for (const std::string& text : test::lines(result.out)) {
      BOOST_TEST(text.size() <= 100U, text);
      BOOST_TEST(!text.ends_with(' '), text);
    }
  }
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_one_line_and_exit_2) {
  check_one_line(run_posegrad({}), 2,
                 "posegrad: expected a command, found none (see posegrad --help)");
  check_one_line(run_posegrad({"runs"}), 2,
                 "posegrad: unknown command 'runs'; did you mean 'run'? (see posegrad --help)");
  check_one_line(run_posegrad({"--verbose"}), 2,
                 "posegrad: unknown option '--verbose' (see posegrad --help)");
  check_one_line(
      run_posegrad({"run", "-e", "x"}), 2,
      "posegrad run: -e/--epochs: found 'x', expected a whole number (see posegrad run --help)");
  check_one_line(run_posegrad({"run", "a\nb"}), 2,
                 "posegrad run: unexpected argument 'a b' (see posegrad run --help)");
}

BOOST_AUTO_TEST_CASE(output_that_cannot_be_written_is_exit_1) {
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"--help"}, {"run", "--help"}, {"--version"}}) {
    const auto result = run_posegrad(line, {.stdout_path = "/dev/full"});
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(
        result.err.ends_with(": standard output: cannot be written: No space left on device\n"));
    BOOST_TEST(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_closed_pipe_or_descriptor_is_exit_1_without_a_crash) {
  const std::string program = test::program_path();
  const auto closed = test::run_program({"sh", "-c", "'" + program + "' --help >&-"});
  BOOST_TEST(closed.exit_code == 1);
  BOOST_TEST(closed.err == "posegrad: standard output: cannot be written: Bad file descriptor\n");
  // The reader is gone before the writer starts.
  const auto pipe = test::run_program(
      {"sh", "-c", "{ sleep 0.2; '" + program + "' --help; echo code $? >&2; } | true"});
  BOOST_TEST(pipe.err == "posegrad: standard output: cannot be written: Broken pipe\ncode 1\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
