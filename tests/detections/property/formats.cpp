#include "tests/detections/property/formats.h"

#include <algorithm>
#include <iterator>

namespace posegrad::test::property {

const std::vector<Format>& all_formats() {
  static const std::vector<Format> formats = [] {
    std::vector<Format> all;
    for (const auto make : {tool_formats, library_formats, generic_formats, array_formats,
                            object_formats, table_formats, line_formats, hdf5_formats})
      std::ranges::move(make(), std::back_inserter(all));
    return all;
  }();
  return formats;
}

}  // namespace posegrad::test::property
