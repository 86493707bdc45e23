#include <fmt/format.h>

#include "pose/detections/container/filter.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {

formats::Blob unfilter(const formats::Blob&, std::string_view compression, const std::string& name,
                       Budget&) {
  throw DataError(fmt::format(
      "{}: packed by {}, which this build, made without libarchive, cannot read; unpack it first",
      name, compression));
}

}  // namespace posegrad::pose::detections
