#include <fmt/format.h>

#include "pose/detections/container/archive.h"
#include "pose/detections/container/unpack.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {

formats::Blob unfilter(const formats::Blob&, std::string_view compression, const std::string& name,
                       Budget&) {
  throw DataError(fmt::format(
      "{}: packed by {}, which this build, made without libarchive, cannot read; unpack it first",
      name, compression));
}

void read_tar(formats::ByteSource& source, Budget&,
              const std::function<void(std::string_view name, const ReadMember& read)>&) {
  throw DataError(fmt::format(
      "{}: a tar archive, which this build, made without libarchive, cannot read; unpack it first",
      source.name()));
}

}  // namespace posegrad::pose::detections
