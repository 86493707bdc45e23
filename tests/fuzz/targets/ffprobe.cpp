#include "pose/video/ffmpeg.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_ffprobe_text(std::string_view bytes) {
  pose::read_ffprobe_answer(std::string(bytes), "input.mp4");
}

const Registered kFfprobe{{"ffprobe", read_ffprobe_text, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz
