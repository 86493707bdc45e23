// 3D poses out of 2D keypoints: reads what a detector wrote, follows the main person and lifts the keypoints with a trained model.

#include <fmt/format.h>
#include <posegrad/pose/detections/read_detections.h>
#include <posegrad/pose/wild/people.h>
#include <posegrad/pose/wild/reconstruct.h>
#include <posegrad/tensor/error.h>

using namespace posegrad;
using namespace posegrad::pose;

int main(int argc, char** argv) try {
  const auto size = argc == 4 ? parse_video_size(argv[3]) : std::nullopt;
  if (!size) {
    fmt::print("Usage: lift MODEL.bin KEYPOINTS WIDTHxHEIGHT\n");
    return 2;
  }
  const PretrainedModel model = load_pretrained(argv[1]);
  const Detections detections = read_detections(argv[2], {.target = model.layout, .size = size});
  const PersonTrack person = choose_people(detections, "main").people.front();
  const FrameRate video = frame_rate(detections.fps.value_or(25));
  const FrameRate trained = model.fps ? frame_rate(*model.fps) : video;
  const Reconstruction lifted =
      reconstruct(model, person.keypoints, {.size = *size, .video = video, .model = trained});

  const Tensor& poses = lifted.poses;  // (T, J, 3): camera space, metres
  fmt::print("{} frames of {} joints; the first, in metres: x right, y down, z forward\n",
             poses.dim(0), poses.dim(1));
  for (Index j = 0; j < poses.dim(1); ++j)
    fmt::print("{:12} {:6.2f} {:6.2f} {:6.2f}\n", model.skeleton->names[j], poses.at(3 * j),
               poses.at(3 * j + 1), poses.at(3 * j + 2));
} catch (const Error& error) {
  fmt::print(stderr, "lift: {}\n", error.what());
  return 1;
}
