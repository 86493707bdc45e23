#include "pose/detections/container/tar.h"

namespace posegrad::pose::detections {

bool is_tar(std::string_view bytes) {
  constexpr std::size_t kHeader = 512, kMagic = 257;
  return bytes.size() >= kHeader && bytes.substr(kMagic).starts_with("ustar");
}

}  // namespace posegrad::pose::detections
