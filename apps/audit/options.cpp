#include "apps/audit/options.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/options/help.h"
#include "apps/options/nearest.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "tensor/error.h"
#include "tensor/op.h"

namespace posegrad::apps {
namespace {

const std::vector<std::string> kCommands{"run", "wild", "diff"};

struct Texts {
  std::vector<std::string> steps;
  std::string elements = "4096";
};

OptionTable audit_table(AuditOptions& o, Texts& texts) {
  OptionGroup what{"What is checked (the rest is counted and timed)"};
  what.add("--every", &o.sampling.every, "N",
           "one training step and one evaluation block in N, the first one included");
  what.add("--steps", &texts.steps, "A-B,C,...",
           "only these training steps and evaluation blocks, each counted from 1")
      .default_text = "all";
  what.add("--ops", &o.sampling.ops, "NAME,...",
           "only ops whose names begin so: conv1d,batchnorm (posegrad ops lists them)")
      .default_text = "all";
  what.add("--elements", &texts.elements, "N",
           "elements of each output that are computed again from the definition, or 'all'");
  OptionGroup report{"The report"};
  report.add("-o/--output", &o.output, "NAME", "write NAME.json and NAME.html");
  report.add("--trace", &o.trace, "FILE", "a time line for Perfetto or Chrome too");
  report.add("--rows", &o.rows, "N", "rows of each table on the terminal");
  report.add_help(&o.help);
  return {what, report};
}

Index number(const char* option, std::string_view text) {
  Index value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < 1)
    throw UsageError(fmt::format("{}: found '{}', expected a number from 1", option, text));
  return value;
}

audit::Sampling::Rounds rounds(const std::string& text) {
  const std::size_t dash = text.find('-');
  const Index first = number("--steps", std::string_view(text).substr(0, dash));
  if (dash == std::string::npos) return {first, first};
  const Index last = number("--steps", std::string_view(text).substr(dash + 1));
  if (last < first)
    throw UsageError(fmt::format("--steps: found '{}', which ends before it begins", text));
  return {first, last};
}

// Passes over the values of options, which may be called as commands are: -o run.
std::span<const std::string>::iterator find_command(std::span<const std::string> arguments) {
  auto at = arguments.begin();
  for (; at != arguments.end(); ++at) {
    if (std::ranges::find(kCommands, *at) != kCommands.end()) break;
    const bool takes_value = at->starts_with('-') && at->find('=') == std::string::npos &&
                             *at != "-h" && *at != "--help";
    if (takes_value && at + 1 != arguments.end()) ++at;
  }
  return at;
}

void check_op(const std::string& beginning) {
  std::vector<std::string> names;
  for (const OpInfo* op : catalogue()) {
    if (!beginning.empty() && op->name.starts_with(beginning)) return;
    names.emplace_back(op->name);
  }
  throw UsageError(fmt::format("--ops: no op's name begins with '{}'{}", beginning,
                               did_you_mean(beginning, names)));
}

}  // namespace

AuditOptions parse_audit_options(std::span<const std::string> arguments) {
  AuditOptions options;
  Texts texts;
  // What stands behind the command is the command's: the same spellings mean other things there.
  const auto command = find_command(arguments);
  std::vector<std::string> operands;
  parse_options(audit_table(options, texts), {arguments.begin(), command}, &operands);
  options.command.assign(command, arguments.end());
  if (options.help) return options;
  if (!operands.empty())
    throw UsageError(fmt::format("found '{}', expected options and then one of {}{}", operands[0],
                                 fmt::join(kCommands, ", "), did_you_mean(operands[0], kCommands)));
  if (options.command.empty())
    throw UsageError("expected a command to audit: run or wild with their options, or diff");
  if (options.sampling.every < 1)
    throw UsageError(fmt::format("--every: found {}, expected 1 or more", options.sampling.every));
  if (options.rows < 0)
    throw UsageError(fmt::format("--rows: found {}, expected 0 or more", options.rows));
  if (options.output.empty()) throw UsageError("-o/--output: found '', expected a name");
  if (options.command[0] == "diff" &&
      (!options.trace.empty() || options.output != AuditOptions{}.output))
    throw UsageError("diff: writes no report; -o/--output and --trace are for run and wild");
  for (const std::string& text : texts.steps) options.sampling.rounds.push_back(rounds(text));
  for (const std::string& name : options.sampling.ops) check_op(name);
  options.sampling.elements = texts.elements == "all" ? 0 : number("--elements", texts.elements);
  return options;
}

CommandHelp audit_help() {
  AuditOptions options;
  Texts texts;
  return {
      .usage = {"posegrad audit [OPTION...] run|wild THEIR OPTIONS...",
                "posegrad audit diff A.json B.json"},
      .about = wrapped(
          "Does the same job and shows every kernel call behind its result: what it computed, by "
          "which formula, at what cost, and how far its numbers are from the definition computed "
          "in double. Exits with 1 when an element is further away than its op promises.",
          0),
      .groups = described(audit_table(options, texts)),
      .operands = kCommands};
}

}  // namespace posegrad::apps
