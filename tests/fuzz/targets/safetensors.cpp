#include "pose/formats/safetensors.h"

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_safetensors_bytes(std::string_view bytes) {
  pose::formats::read_safetensors(memory_file(bytes));
}

const Registered kSafetensors{{"safetensors", read_safetensors_bytes, mutate_safetensors}};

}  // namespace
}  // namespace posegrad::fuzz
