#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "pose/formats/pickle_value.h"

namespace posegrad::test {

/// The folder of golden files that other programs made: $POSEGRAD_FIXTURES, else ../shared/fixtures
/// beside the source. The first use ends the program with 77 (skipped) and one line when it is not
/// there.
const std::filesystem::path& fixtures();

/// A file in it, "npy/f4_c.npy".
std::string fixture(std::string_view name);
/// Read once and kept, so that a loop over a part of it is safe.
const nlohmann::json& fixture_json(std::string_view name);
/// An array of an npz file: f64 and integers as they are, anything else as f32.
Tensor fixture_tensor(std::string_view name, std::string_view key);
/// Names of the files in a sub-folder with that ending, sorted.
std::vector<std::string> fixture_files(std::string_view folder, std::string_view ending);

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
