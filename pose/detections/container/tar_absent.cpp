#include <fmt/format.h>

#include "pose/detections/container/tar.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {

void read_tar(const formats::Blob&, const std::string& name, Budget&,
              const std::function<void(std::string_view name, const ReadMember& read)>&) {
  throw DataError(fmt::format(
      "{}: a tar archive, which this build, made without libarchive, cannot read; unpack it first",
      name));
}

}  // namespace posegrad::pose::detections
