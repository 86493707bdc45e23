#include "pose/formats/npy.h"

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_npy_bytes(std::string_view bytes) { pose::formats::load_npy(memory_file(bytes)); }

const Registered kNpy{{"npy", read_npy_bytes, mutate_npy}};

}  // namespace
}  // namespace posegrad::fuzz
