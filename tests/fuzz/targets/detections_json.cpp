#include "pose/detections/read_detections.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_detections_json(std::string_view bytes) {
  pose::read_detections(file_in_memory_folder("input.json", bytes));
}

const Registered kDetectionsJson{{"detections_json", read_detections_json, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz
