#include "apps/audit/options.h"

#include <algorithm>
#include <string>
#include <vector>

#include "apps/bench/options.h"
#include "apps/export/options.h"
#include "apps/gradcheck/options.h"
#include "apps/prepare/custom_options.h"
#include "apps/prepare/mocap_options.h"
#include "apps/prepare/raw_options.h"
#include "apps/run/options.h"
#include "apps/synth/options.h"
#include "apps/usage_error.h"
#include "apps/wild/options.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

using Arguments = std::span<const std::string>;

template <auto parse>
void parse_only(Arguments arguments) {
  parse(arguments);
}

struct CommandLine {
  std::string_view command;
  void (*parse)(Arguments);
};

constexpr CommandLine kCommandLines[]{
    {"audit", parse_only<apps::parse_audit_options>},
    {"bench", parse_only<apps::parse_bench_options>},
    {"custom", parse_only<apps::parse_prepare_custom_options>},
    {"export", parse_only<apps::parse_export_options>},
    {"gradcheck", parse_only<apps::parse_gradcheck_options>},
    {"h36m", parse_only<apps::parse_prepare_h36m_options>},
    {"h36m-2d", parse_only<apps::parse_prepare_h36m_2d_options>},
    {"humaneva", parse_only<apps::parse_prepare_humaneva_options>},
    {"mocap", parse_only<apps::parse_prepare_mocap_options>},
    {"run", parse_only<apps::parse_run_options>},
    {"synth", parse_only<apps::parse_synth_options>},
    {"wild", parse_only<apps::parse_wild_options>},
};

/// A line an argument, the first is the command.
void parse_command_line(std::string_view bytes) {
  constexpr std::size_t kMost = 1000;  // nobody else's: a long line may take its time
  std::vector<std::string> arguments;
  while (!bytes.empty() && arguments.size() < kMost) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    arguments.emplace_back(bytes.substr(0, end));
    std::erase(arguments.back(), '\0');  // no program gets one
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  if (arguments.empty()) return;
  for (const CommandLine& line : kCommandLines)
    if (line.command == arguments.front()) line.parse(Arguments(arguments).subspan(1));
}

const Registered kOptions{{"options", parse_command_line, mutate_text}};

}  // namespace
}  // namespace posegrad::fuzz
