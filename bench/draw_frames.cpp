// Frames per second that are drawn of a scene with two panels, as many pixels as 640 x 480, on one
// core: the median of repeats, in CPU time of this thread, because other programs may share the
// machine. Prints one line of JSON.
//   bench_draw_frames [FRAMES [REPEATS]]

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <vector>

#include <fmt/format.h>

#include "pose/data/synth/synth.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/render/scene_painter.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

double cpu_seconds_of(const auto& work) {
  const auto now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  work();
  return now() - start;
}

Scene walking(Index frames) {
  const SynthSet set = synthesize(
      {.frames_per_take = frames, .takes = 1, .subjects = {"S1"}, .actions = {"Walking"}});
  const std::vector<Index> kept = kept_joints(32, h36m_removed_joints());
  const auto all = set.positions[0].recordings[0].poses.cpu_view<float>();
  Tensor positions = Tensor::empty({frames, 17, 3});
  const auto out = positions.cpu_span<float>();
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = all[(i / 51 * 32 + static_cast<std::size_t>(kept[i / 3 % 17])) * 3 + i % 3];
  Scene scene;
  scene.title = "bench";
  scene.fps = 50;
  for (Index t = 0; t < frames; ++t) scene.frame_numbers.push_back(t);
  scene.keypoints = SceneKeypoints{
      keypoint_layout("h36m"), set.ground_truth.subjects[0].recordings[0].cameras[0], {1000, 1002}};
  scene.motions.push_back({"Reconstruction", h36m_17(), positions, {}});
  return scene;
}

}  // namespace

int main(int argc, char** argv) {
  const Index frames = argc > 1 ? std::atoi(argv[1]) : 200;
  const int repeats = argc > 2 ? std::atoi(argv[2]) : 5;
  const Scene scene = walking(frames);
  constexpr Index kPanel = 392;  // 2 * 392 * 392 = 640 * 480
  const SceneTimeline timeline(scene, {});
  ScenePainter painter(scene, scene_layout(scene, kPanel, VideoSize{1000, 1002}), false);
  const Rectangle& screen = painter.layout().input->screen;
  const std::vector<std::byte> video(4 * static_cast<std::size_t>(screen.width * screen.height),
                                     std::byte{90});
  std::vector<double> rates;
  for (int repeat = 0; repeat < repeats; ++repeat)
    rates.push_back(static_cast<double>(frames) / cpu_seconds_of([&] {
                      for (Index i = 0; i < frames; ++i) painter.paint(timeline[i], video);
                    }));
  std::ranges::sort(rates);
  fmt::print(
      R"({{"width": {}, "height": {}, "frames": {}, "repeats": {}, "frames_per_cpu_second": )"
      R"({:.1f}, "slowest": {:.1f}, "fastest": {:.1f}}})"
      "\n",
      painter.layout().width, painter.layout().height, frames, repeats, rates[rates.size() / 2],
      rates.front(), rates.back());
}
