#pragma once
#include <cstdint>
#include <string>

#include "tests/detections/property/formats.h"

namespace posegrad::test::property {

/// What came of a file that was written and read again.
struct Outcome {
  std::string fault;          // what is wrong; empty: nothing
  bool needs_layout = false;  // it was refused until --layout was given
};

/// Tells a story in a format and reads it; all choices are from the seed.
Outcome try_format(const Format& format, const pose::detections::Layout& layout,
                   std::uint64_t seed);

/// Whether the format can have the layout's points.
bool can_have(const Format& format, const pose::detections::Layout& layout);

}  // namespace posegrad::test::property
