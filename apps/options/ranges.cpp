#include "apps/options/ranges.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::apps {

void check_range(const char* option, Index value, Index least, Index most) {
  if (value < least || value > most)
    throw UsageError(fmt::format("{}: found {}, expected {} to {}", option, value, least, most));
}

void check_widths(const char* option, std::span<const Index> widths, Index most) {
  if (widths.empty())
    throw UsageError(fmt::format("{}: found an empty list, expected at least one width", option));
  Index field = 1;
  for (const Index width : widths) {
    if (width < 1 || width % 2 == 0 || width > most / field)
      throw UsageError(
          fmt::format("{}: found the width {}, expected odd widths whose product is at most {}",
                      option, width, most));
    field *= width;
  }
}

}  // namespace posegrad::apps
