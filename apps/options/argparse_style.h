#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/program_options/option.hpp>

#include "apps/options/table.h"
#include "apps/usage_error.h"
#include "tensor/error.h"

namespace posegrad::apps {

/// How Python's argparse splits a line into options and their values, as an extra_style_parser of
/// Boost.ProgramOptions, none of whose own styles is used beside it: the program replaces a script
/// whose lines, in READMEs and in people's scripts, are written so.
class ArgparseStyle {
 public:
  /// Throws UsageError, with the candidates, for an ambiguous option anywhere in the line: argparse
  /// looks at all arguments before it uses one. `table` must outlive this.
  ArgparseStyle(const OptionTable& table, std::span<const std::string> line);

  /// Takes the option at the front of `rest` and its value, or nothing where a value or "--" stands
  /// there, which Boost takes.
  std::vector<boost::program_options::option> operator()(std::vector<std::string>& rest);

  /// What was wrong with an option that takes no value or lacks one; what follows it is not read.
  /// To be thrown when the values before it are converted: the line's first mistake is named.
  const std::optional<UsageError>& mistake() const noexcept { return mistake_; }
  /// An option such as --help stood there; what follows it is not read.
  bool stopped() const noexcept { return stopped_; }

 private:
  const OptionTable& table_;
  std::optional<UsageError> mistake_;
  bool stopped_ = false;
};

/// Whether argparse takes the argument for a value although no option asks for one.
bool is_operand(const OptionTable& table, const std::string& argument);

/// Before and at the first '='; all of it where there is none.
std::string before_equals(const std::string& text);

}  // namespace posegrad::apps
