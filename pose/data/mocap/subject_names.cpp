#include "pose/data/mocap/subject_names.h"

namespace posegrad::pose::mocap {

std::string subject_of_name(std::string_view clip) {
  const std::size_t end = clip.find('_');
  return std::string(end == 0 ? clip : clip.substr(0, end));
}

}  // namespace posegrad::pose::mocap
