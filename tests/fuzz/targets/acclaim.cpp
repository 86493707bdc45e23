#include "pose/formats/acclaim.h"

#include <algorithm>
#include <vector>

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// Skeleton and motion, a form feed between them.
void read_acclaim_texts(std::string_view bytes) {
  using namespace pose::formats;
  constexpr std::size_t kMostFrames = 4;
  const std::size_t end = std::min(bytes.find('\f'), bytes.size());
  const std::string skeleton = file_in_memory_folder("input.asf", bytes.substr(0, end));
  const RigMotion rig =
      load_acclaim(skeleton, memory_file(bytes.substr(std::min(end + 1, bytes.size()))));
  std::vector<Placed> places(rig.names.size());
  for (std::size_t frame = 0; frame < std::min(rig.frames, kMostFrames); ++frame)
    rig.place(frame, places);
}

const Registered kAcclaim{{"acclaim", read_acclaim_texts, mutate_text}};

}  // namespace
}  // namespace posegrad::fuzz
