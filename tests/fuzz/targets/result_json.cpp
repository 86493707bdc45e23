#include "pose/scene/read_result.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// What is read is a scene that every writer takes.
void read_result_json(std::string_view bytes) {
  const std::string path = file_in_memory_folder("result.json", bytes);
  check_scene(pose::read_result(path, {.fps = 30}).scene, path);
}

const Registered kJson{{"result_json", read_result_json, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz
