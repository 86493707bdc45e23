#include "pose/detections/read_detections.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// Arrays of keypoints: npz, npy or a pickle.
std::string mutate_arrays(std::string_view bytes, std::string_view other, Random& random) {
  if (bytes.starts_with("PK")) return mutate_zip(bytes, other, random);
  return bytes.starts_with("\x93NUMPY") ? mutate_npy(bytes, other, random)
                                        : mutate_pickle(bytes, other, random);
}

void read_detections_npz(std::string_view bytes) {
  pose::read_detections(file_in_memory_folder("input.npz", bytes));
}

const Registered kDetectionsNpz{{"detections_npz", read_detections_npz, mutate_arrays}};

}  // namespace
}  // namespace posegrad::fuzz
