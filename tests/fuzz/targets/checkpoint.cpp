#include "pose/model/checkpoint/checkpoint.h"

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

std::string mutate_weights(std::string_view bytes, std::string_view other, Random& random) {
  if (bytes.starts_with("PK")) return mutate_zip(bytes, other, random);
  return bytes.starts_with("\x80") ? mutate_pickle(bytes, other, random)
                                   : mutate_safetensors(bytes, other, random);
}

void read_checkpoint_bytes(std::string_view bytes) { pose::read_checkpoint(memory_file(bytes)); }

const Registered kCheckpoint{{"checkpoint", read_checkpoint_bytes, mutate_weights}};

}  // namespace
}  // namespace posegrad::fuzz
