#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tensor/op.h"

namespace posegrad::apps {

/// Where an op is written, as paths from the project's root.
struct OpFiles {
  std::string_view header, reference;      // of the kernel: its contract; checks and definition
  std::vector<std::string_view> sources;   // the kernel of each backend
  std::vector<std::string_view> autograd;  // empty: the op has no gradient of its own
  std::vector<std::string_view> tests;
};
OpFiles files_of(const OpInfo& op);

// The catalogue as the ways to read it.

using Ops = std::vector<const OpInfo*>;

/// Name, roundings and formula of each.
std::string ops_table_text(const Ops& ops);
/// All that is known of one op.
std::string op_text(const OpInfo& op);
/// docs/ops.md.
std::string ops_markdown(const Ops& ops);
nlohmann::json ops_json(const Ops& ops);

}  // namespace posegrad::apps
