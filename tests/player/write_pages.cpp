// Writes the pages that player_test.mjs opens into the folder that the first argument names.
#include <cstdio>
#include <limits>

#include "pose/render/player/player.h"
#include "tensor/error.h"
#include "tests/results/scenes.h"

using namespace posegrad;

namespace {

/// A title and a joint name that would run, were they markup.
pose::Scene hostile() {
  pose::Scene scene = test::made_up_scene(8);
  scene.title = "</title></script><script>document.title='run'</script>{{scene}} & \"co\"";
  scene.motions[0].title = "<img src=x onerror=\"document.title='run'\"><!--<script>";
  scene.motions[0].skeleton.names[1] = "<b>hip</b></script>";
  return scene;
}

/// Frames without a root, without anything, and at infinity.
pose::Scene not_finite() {
  pose::Scene scene = test::made_up_scene(12);
  scene.motions.pop_back();
  scene.keypoints.reset();
  float* x = scene.motions[0].positions.data<float>();
  for (std::size_t i = 0; i < 3; ++i) x[3 * 51 + i] = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < 51; ++i) x[5 * 51 + i] = std::numeric_limits<float>::quiet_NaN();
  x[7 * 51 + 30] = std::numeric_limits<float>::infinity();
  return scene;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_pages FOLDER\n");
    return 2;
  }
  try {
    const std::string folder = argv[1];
    pose::write_player(test::made_up_scene(100), folder + "/two.html");
    pose::write_player(hostile(), folder + "/hostile.html");
    pose::write_player(not_finite(), folder + "/not_finite.html");
    pose::write_player(test::made_up_scene(1), folder + "/one_frame.html");
  } catch (const Error& error) {
    std::fprintf(stderr, "write_pages: %s\n", error.what());
    return 1;
  }
  return 0;
}
