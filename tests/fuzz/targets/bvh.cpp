#include "pose/formats/bvh.h"

#include <algorithm>
#include <vector>

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_bvh_text(std::string_view bytes) {
  using namespace pose::formats;
  constexpr std::size_t kMostFrames = 4;
  const RigMotion rig = load_bvh(memory_file(bytes));
  std::vector<Placed> places(rig.names.size());
  for (std::size_t frame = 0; frame < std::min(rig.frames, kMostFrames); ++frame)
    rig.place(frame, places);
}

const Registered kBvh{{"bvh", read_bvh_text, mutate_text}};

}  // namespace
}  // namespace posegrad::fuzz
