// The program with libFuzzer: fuzz TARGET [OPTION...] [FOLDER...], whose options are libFuzzer's.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/fuzz/guard.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

// libFuzzer starts itself again for its jobs, without what is not an option of its own.
constexpr const char* kVariable = "POSEGRAD_FUZZ_TARGET";

Target chosen_target;

void found(const std::string& what) {
  std::fprintf(stderr, "FOUND %s: %s\n", std::string(chosen_target.name).c_str(), what.c_str());
  std::abort();  // libFuzzer keeps the input
}

void choose_target(int& argc, char** argv) {
  const char* name = std::getenv(kVariable);
  if (argc > 1 && argv[1][0] != '-') {
    ::setenv(kVariable, argv[1], 1);
    name = argv[1];
    std::copy(argv + 2, argv + argc + 1, argv + 1);
    --argc;
  }
  try {
    chosen_target = find_target(name == nullptr ? "" : name);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fuzz: %s\n", error.what());
    std::exit(2);
  }
}

/// Inputs that were changed lately, to take parts from.
const std::string& other_input(std::string_view bytes, Random& random) {
  constexpr std::size_t kMost = 256;
  static std::vector<std::string> inputs;
  if (inputs.size() < kMost)
    inputs.emplace_back(bytes);
  else if (random.one_in(8))
    random.pick(inputs) = bytes;
  return random.pick(inputs);
}

}  // namespace
}  // namespace posegrad::fuzz

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  posegrad::fuzz::choose_target(*argc, *argv);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace posegrad::fuzz;
  run_guarded(chosen_target, {reinterpret_cast<const char*>(data), size}, Limits{}, found);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  using namespace posegrad::fuzz;
  Random random(seed);
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::string& other = other_input(bytes, random);
  if (random.one_in(3)) return LLVMFuzzerMutate(data, size, most);
  const std::string changed = chosen_target.mutate(bytes, other, random);
  if (changed.empty() || changed.size() > most) return LLVMFuzzerMutate(data, size, most);
  std::memcpy(data, changed.data(), changed.size());
  return changed.size();
}
