#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tensor/tensor.h"
#include "tests/support/notation.h"

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

}  // namespace posegrad::test
