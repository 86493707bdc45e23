#include "pose/data/mocap/rig.h"

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void parse_rig_json(std::string_view bytes) { pose::mocap::load_rig(memory_file(bytes)); }

const Registered kRig{{"rig", parse_rig_json, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz
