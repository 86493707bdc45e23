#include "pose/data/mocap/rig.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void parse_rig_json(std::string_view bytes) { pose::mocap::parse_rig(bytes, "input.json"); }

const Registered kRig{{"rig", parse_rig_json, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz
