#pragma once
#include <nlohmann/json_fwd.hpp>

#include "audit/records.h"

namespace posegrad::apps {

/// The whole audit, as written to AUDIT.json (docs/audit.md describes the fields). Numbers that
/// are not finite are null.
nlohmann::json to_json(const audit::Audit& audit);

/// An op's contract: name, formula, shapes, gradient, roundings, magnitude, flops, bytes, files.
nlohmann::json to_json(const OpInfo& op);

}  // namespace posegrad::apps
