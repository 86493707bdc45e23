#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tensor/op.h"

namespace posegrad::apps {

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
