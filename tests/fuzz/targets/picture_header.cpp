#include "pose/video/picture_sequence.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_picture_bytes(std::string_view bytes) { pose::read_picture_header(memory_file(bytes)); }

const Registered kPictureHeader{{"picture_header", read_picture_bytes, mutate_bytes}};

}  // namespace
}  // namespace posegrad::fuzz
