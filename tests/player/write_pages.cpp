// Writes the pages that player_test.mjs opens into the folder that the first argument names.
#include <cstdio>
#include <limits>

#include "pose/render/player/player.h"
#include "tensor/error.h"
#include "tests/body/posed_body.h"
#include "tests/results/scenes.h"

using namespace posegrad;

namespace {

/// Angles of as many frames of an acrobat, one of which is not known, and a file to offer.
void add_body(pose::SceneMotion& motion, Index frames) {
  pose::BodyMotion body = test::acrobat(100);
  body.frames.resize(static_cast<std::size_t>(frames), body.frames.back());
  body.frame_numbers.resize(static_cast<std::size_t>(frames));
  motion.angles = pose::joint_angles(body);
  if (frames > 3) motion.angles->angles[1].degrees[3] = std::numeric_limits<double>::quiet_NaN();
  motion.bvh = "HIERARCHY\nROOT Hips\n{\n}\nMOTION\nFrames: 100\n\u00e9 </script>\n";
}

pose::Scene with_angles(Index frames) {
  pose::Scene scene = test::made_up_scene(frames);
  add_body(scene.motions[0], frames);
  return scene;
}

/// Two people with angles.
pose::Scene people() {
  pose::Scene scene = with_angles(60);
  scene.keypoints.reset();
  scene.motions[0].title = "Person 1";
  scene.motions[1].title = "Person 2";
  add_body(scene.motions[1], 60);
  for (pose::AngleTable::Angle& angle : scene.motions[1].angles->angles)
    for (double& degrees : angle.degrees) degrees += 10;
  return scene;
}

/// A title and a joint name that would run, were they markup.
pose::Scene hostile() {
  pose::Scene scene = test::made_up_scene(8);
  scene.title = "</title></script><script>document.title='run'</script>{{scene}} & \"co\"";
  scene.motions[0].title = "<img src=x onerror=\"document.title='run'\"><!--<script>";
  scene.motions[0].skeleton.names[1] = "<b>hip</b></script>";
  scene.motions[0].skeleton.names[2] = "=1+1, \"knee\"";
  add_body(scene.motions[0], 8);
  scene.motions[0].angles->angles[0].name = "<img src=x onerror=\"document.title='run'\"> tilt";
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
    pose::write_player(with_angles(100), folder + "/angles.html");
    pose::write_player(people(), folder + "/people.html");
    pose::write_player(hostile(), folder + "/hostile.html");
    pose::write_player(not_finite(), folder + "/not_finite.html");
    pose::write_player(test::made_up_scene(1), folder + "/one_frame.html");
  } catch (const Error& error) {
    std::fprintf(stderr, "write_pages: %s\n", error.what());
    return 1;
  }
  return 0;
}
