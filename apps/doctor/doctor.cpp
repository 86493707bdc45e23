#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/doctor/findings.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/version.h"

namespace posegrad::apps {
namespace {

OptionTable doctor_table(bool& help) {
  OptionGroup group{"Options"};
  group.add_help(&help);
  return {group};
}

}  // namespace

CommandHelp doctor_help() {
  bool unused = false;
  return {.usage = {"posegrad doctor"},
          .about = wrapped(
              "Says what this machine has of what posegrad uses, what is missing and the command "
              "that gets it: ok is there, -- is missing and seldom needed, MISSING keeps posegrad "
              "wild clip.mp4 from working. Exits with 0 when that works, else with 1. Nothing is "
              "changed and nothing fetched.",
              0),
          .groups = described(doctor_table(unused))};
}

int doctor(std::span<const std::string> arguments) {
  bool help = false;
  parse_options(doctor_table(help), arguments);
  if (help) {
    console::print(help_text(doctor_help()));
    return 0;
  }
  const std::vector<Finding> findings = look_at_machine();
  console::print(fmt::format("posegrad {}", kVersion));
  console::print(doctor_report(findings));
  return is_ready(findings) ? 0 : 1;
}

}  // namespace posegrad::apps
