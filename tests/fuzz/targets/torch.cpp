#include "pose/formats/torch_file.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

std::string mutate_torch(std::string_view bytes, std::string_view other, Random& random) {
  // The format before 1.6 is pickles in a row.
  return bytes.starts_with("PK") ? mutate_zip(bytes, other, random)
                                 : mutate_pickle(bytes, other, random);
}

void read_torch_bytes(std::string_view bytes) { pose::formats::torch_load(memory_file(bytes)); }

const Registered kTorch{{"torch", read_torch_bytes, mutate_torch}};

}  // namespace
}  // namespace posegrad::fuzz
