#include "pose/formats/npy.h"

#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_npy_bytes(std::string_view bytes) {
  pose::formats::BlobSource source(pose::formats::Blob::copy_of(bytes), "input.npy");
  pose::formats::read_npy(source);
}

const Registered kNpy{{"npy", read_npy_bytes, mutate_npy}};

}  // namespace
}  // namespace posegrad::fuzz
