#include "tests/detections/property/formats.h"

namespace posegrad::test::property {

std::vector<Format> hdf5_formats() { return {}; }

}  // namespace posegrad::test::property
