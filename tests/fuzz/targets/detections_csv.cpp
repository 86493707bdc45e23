#include "pose/detections/read_detections.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_detections_csv(std::string_view bytes) {
  pose::read_detections(file_in_memory_folder("input.csv", bytes));
}

const Registered kDetectionsCsv{{"detections_csv", read_detections_csv, mutate_text}};

}  // namespace
}  // namespace posegrad::fuzz
