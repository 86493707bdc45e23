#pragma once
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "pose/formats/pickle_value.h"

namespace posegrad::test {

// Values as the expectations of golden files write them in JSON. Arrays: {dtype, shape, data} in C
// order, or sha256_le_c_order for large ones. {"dict": {...}}, {"tuple": [...]}, {"float": x},
// {"int": "..."}, {"bytes_hex": "..."}, {"array": {...}}, {"scalar": dtype, "value": x},
// {"object_array": shape, "items": [...]}; a plain list is a list. NaN and infinities are texts.

/// Lower-case hexadecimal.
std::string sha256(std::string_view bytes);

// Comparison with the fixtures' notation, exact; each difference is a failed check that says where.
// Texts match byte strings of Python 2.
void check_array(const pose::formats::NdArray& array, const nlohmann::json& expected,
                 const std::string& where);
void check_value(const pose::formats::Value& value, const nlohmann::json& expected,
                 const std::string& where);

/// {"float": x}, a plain number or a text like "nan" as a double.
double number_of(const nlohmann::json& notation);

}  // namespace posegrad::test
