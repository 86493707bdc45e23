#include "pose/scene/read_result.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// What is read is a scene that every writer takes.
void read_result_npz(std::string_view bytes) {
  const std::string path = file_in_memory_folder("result.npz", bytes);
  check_scene(pose::read_result(path, {.fps = 30}).scene, path);
}

const Registered kNpz{{"result_npz", read_result_npz, mutate_zip}};

}  // namespace
}  // namespace posegrad::fuzz
