#pragma once
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace posegrad::test {

/// "Reading  63 %  52.7 videos/s  0:06 left": what Progress writes into a log.
inline bool is_progress(const std::string& line) {
  return line.find(" %  ") != std::string::npos && line.find(" left") != std::string::npos;
}

/// Standard error without the lines of progress, which a slow machine sees where others see none.
inline std::string without_progress(const std::string& text) {
  std::istringstream stream(text);
  std::string rest;
  for (std::string line; std::getline(stream, line);)
    if (!is_progress(line)) rest += line + "\n";
  return rest;
}

/// Requires `posegrad run` to have refused or failed with exactly this line on standard error.
inline void check_fails(const ProgramResult& result, const std::string& message, int code = 1) {
  BOOST_TEST(result.exit_code == code);
  BOOST_TEST(without_progress(result.err) == "posegrad run: " + message + "\n");
}

/// Requires it to have succeeded without a word on standard error.
inline void check_succeeds(const ProgramResult& result) {
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(without_progress(result.err) == "");
}

inline std::vector<std::string> lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> list;
  for (std::string line; std::getline(stream, line);) list.push_back(line);
  return list;
}

/// The lines that begin so.
inline std::vector<std::string> lines_with(const std::string& text, const std::string& beginning) {
  std::vector<std::string> list = lines(text);
  std::erase_if(list, [&](const std::string& line) { return !line.starts_with(beginning); });
  return list;
}

}  // namespace posegrad::test
