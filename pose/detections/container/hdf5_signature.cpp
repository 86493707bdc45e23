#include "pose/detections/container/hdf5_tree.h"

namespace posegrad::pose::detections {

bool is_hdf5(std::string_view begin) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1A\n";
  for (const std::size_t at : {0U, 512U, 1024U, 2048U})
    if (begin.size() > at && begin.substr(at).starts_with(kSignature)) return true;
  return false;
}

}  // namespace posegrad::pose::detections
