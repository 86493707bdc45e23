#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/target.h"

namespace posegrad::fuzz {

/// What a reader may take for an input.
struct Limits {
  double seconds = 1, seconds_per_byte = 10e-6;  // of the processor
  std::int64_t bytes = std::int64_t{64} << 20, times_input = 16;
};

/// Gives the target's reader an input. It may throw an Error. `found` is called with a line that
/// says what was found when it throws anything else, or an Error without a message, goes beyond the
/// limits or leaks; it must not return. What the sanitizers find does not come here: they end the
/// process.
void run_guarded(const Target& target, std::string_view bytes, const Limits& limits,
                 void (*found)(const std::string& what));

}  // namespace posegrad::fuzz
