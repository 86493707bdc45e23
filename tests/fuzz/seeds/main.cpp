// fuzz_seeds FOLDER: FOLDER/TARGET/seed_N, from which the corpus is made (README.md).

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tests/fuzz/seeds/seeds.h"

namespace posegrad::fuzz {
namespace {

void write_seeds(const std::filesystem::path& folder) {
  Seeds seeds;
  add_array_seeds(seeds);
  add_weights_seeds(seeds);
  add_detection_seeds(seeds);
  add_motion_seeds(seeds);
  add_program_seeds(seeds);
  add_nesting_seeds(seeds);
  for (const auto& [target, inputs] : seeds) {
    std::filesystem::create_directories(folder / target);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      std::ofstream(folder / target / fmt::format("seed_{:03}", i), std::ios::binary) << inputs[i];
  }
}

}  // namespace
}  // namespace posegrad::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("Usage: fuzz_seeds FOLDER\n", stderr);
    return 2;
  }
  try {
    posegrad::fuzz::write_seeds(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fuzz_seeds: %s\n", error.what());
    return 1;
  }
}
