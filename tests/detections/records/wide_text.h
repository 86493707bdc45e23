#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tests/detections/records/array_documents.h"

namespace posegrad::test {

/// The name of a joint's column for a part ("x", "score", ...).
using ColumnOf = std::function<std::string(Index joint, const char* part)>;

/// A header and a row for each frame of one person; `lead` are the names and cells of the columns
/// in front. Four parts: x, y, a depth, score.
std::string wide_text(const Movement& movement, const std::vector<std::string>& parts,
                      const ColumnOf& name, const std::string& lead_names = "",
                      const std::function<std::string(Index)>& lead = nullptr);

const std::string& coco_name(Index joint);
/// "left_knee_x"
std::string plain_column(Index joint, const char* part);
std::string number_text(Index number);

}  // namespace posegrad::test
