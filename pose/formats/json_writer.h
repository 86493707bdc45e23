#pragma once
#include <string>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// A value as compact JSON that read_json reads back: None, bools, numbers, texts, lists, tuples
/// (as lists) and dicts with text keys, in their order. Throws DataError for any other kind and for
/// numbers that JSON does not have (NaN, infinity).
std::string write_json(const Value& value);

}  // namespace posegrad::pose::formats
