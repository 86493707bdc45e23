#include "pose/formats/cdf.h"

#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_cdf_bytes(std::string_view bytes) {
  pose::formats::read_cdf_variable(pose::formats::Blob::copy_of(bytes), "input.cdf", "Pose");
}

const Registered kCdf{{"cdf", read_cdf_bytes, mutate_bytes}};

}  // namespace
}  // namespace posegrad::fuzz
