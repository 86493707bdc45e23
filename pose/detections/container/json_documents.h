#pragma once
#include <string>
#include <string_view>

#include "pose/detections/container/budget.h"
#include "pose/formats/json.h"

namespace posegrad::pose::detections {

/// Whether a text begins as JSON of more than one number: with a bracket, or as a quoted text that
/// begins with one.
bool looks_like_json(std::string_view utf8);

struct JsonDocuments {
  formats::Value value;
  bool is_list_of_texts = false;  // the file had several JSON texts, `value` is the list of them
};

/// A JSON text, JSON lines (`is_lines`: even if there is one only) or several texts one after
/// another. NaN and Infinity are taken as numbers. JSON that was written as a text into JSON (what
/// comes of dumping twice), or as each item of its list, is opened. Throws DataError "NAME: line 3,
/// column 7: ...".
JsonDocuments read_json_documents(std::string_view utf8, const std::string& name, bool is_lines,
                                  Budget& budget, formats::JsonKeys& keys);

}  // namespace posegrad::pose::detections
