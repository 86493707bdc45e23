// What is where in the pictures.
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/render/draw_scene.h"
#include "pose/render/scene_layout.h"
#include "tensor/error.h"
#include "tests/render/clips.h"
#include "tests/render/scenes.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const DrawOptions kOnePicture{.sheet = 1};

/// Its first frame as a picture of panels of 500 pixels.
Picture drawn(const Scene& scene, const DrawOptions& options = kOnePicture) {
  const TemporaryFolder folder;
  draw_scene(scene, folder / "picture.png", options);
  return Picture(folder / "picture.png");
}

/// Where a joint of a motion is drawn in the first frame.
Point place(const Scene& scene, const SceneLayout& layout, Index joint, Index motion = 0) {
  const Vec3 root = joint_at(scene, 0, 0);
  return layout.view(motion, scene.azimuth, root)(joint_at(scene, 0, joint)).at;
}

/// The middle of the red pixels of an area, and how many there are.
struct Reds {
  double x = 0, y = 0;
  int count = 0;

  Reds(const Picture& picture, Rectangle area) {
    for (double row = area.y; row < area.y + area.height; ++row)
      for (double column = area.x; column < area.x + area.width; ++column) {
        if (!is_red(picture.at(column, row))) continue;
        x += column;
        y += row;
        ++count;
      }
    x /= count;
    y /= count;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(drawing)

BOOST_AUTO_TEST_CASE(joints_are_where_the_projection_says_right_ones_red) {
  for (const double azimuth : {0.0, 30.0, -35.0, 180.0}) {
    Scene scene = walker(1, 2);
    scene.azimuth = azimuth;
    const SceneLayout layout = scene_layout(scene, 500);
    const Picture picture = drawn(scene);
    BOOST_TEST(picture.width() == 1500);
    BOOST_TEST(picture.height() == 500);
    for (Index motion = 0; motion < 2; ++motion) {
      for (const Index joint : {2, 3, 15, 16})
        BOOST_TEST(is_red(picture.at(place(scene, layout, joint, motion))),
                   "joint " << joint << " from " << azimuth);
      for (const Index joint : {5, 6, 9, 10, 12, 13})
        BOOST_TEST(is_dark(picture.at(place(scene, layout, joint, motion))),
                   "joint " << joint << " from " << azimuth);
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_mirrored_or_upside_down) {
  // Who faces us has the right hand on our left, and lifted it above the other.
  const Scene scene = walker(1);
  const Picture picture = drawn(scene);
  const Reds body(picture, {500, 40, 500, 420});
  BOOST_TEST(body.count > 1000);
  BOOST_TEST(body.x < 740);
  BOOST_TEST(body.x > 600);
  const SceneLayout layout = scene_layout(scene, 500);
  BOOST_TEST(place(scene, layout, 16).x < 680);
  BOOST_TEST(place(scene, layout, 13).x > 820);
  BOOST_TEST(place(scene, layout, 16).y < place(scene, layout, 13).y - 30);
  BOOST_TEST(place(scene, layout, 10).y < place(scene, layout, 3).y - 200);

  // From behind it is the other way round.
  Scene behind = walker(1);
  behind.azimuth = 180;
  BOOST_TEST(Reds(drawn(behind), {500, 40, 500, 420}).x > 760);
}

BOOST_AUTO_TEST_CASE(keypoints_are_where_they_were_seen) {
  Scene scene = walker(1);
  // Of two points without bones near, so that their edges are seen.
  const auto xy = scene.keypoints->positions.cpu_span<float>();
  const auto set = [&](std::size_t joint, float x, float y) {
    xy[2 * joint] = x;
    xy[2 * joint + 1] = y;
  };
  set(16, 20, 10);
  set(13, 80, 10);
  const TemporaryFolder folder;
  ffmpeg(
      {"-f", "lavfi", "-i", "color=0x2040a0:size=100x80:rate=25:duration=0.2", folder / "a.mp4"});
  DrawOptions options = kOnePicture;
  options.video = folder / "a.mp4";
  const SceneLayout layout = scene_layout(scene, 500, VideoSize{100, 80});
  // As large as fits between title and foot, in the middle.
  BOOST_TEST(layout.input->screen.width == 500);
  BOOST_TEST(layout.input->screen.height == 400);
  BOOST_TEST(layout.input->screen.y == 55);
  const Picture picture = drawn(scene, options);
  const Point right = layout.keypoint({20, 10}), left = layout.keypoint({80, 10});
  BOOST_TEST(right.x == 100);
  BOOST_TEST(right.y == 105);
  BOOST_TEST(left.x == 400);
  BOOST_TEST(is_red(picture.at(right)));
  BOOST_TEST(is_dark(picture.at(left)));
  BOOST_TEST(picture.at(left).blue < 60);
  BOOST_TEST(is_bright(picture.at(right.x - 4.4, right.y - 0.5)));
  BOOST_TEST(is_bright(picture.at(left.x + 4.4, left.y - 0.5)));
  // The video is behind, and only there.
  BOOST_TEST(std::abs(picture.at(right.x - 20, right.y).blue - 0xa0) < 8);
  BOOST_TEST(std::abs(picture.at(250, 58).blue - 0xa0) < 8);
  BOOST_TEST(picture.at(250, 50).blue < 60);
  // A bone is pink half way: right hip to right knee.
  const Point hip = layout.keypoint({xy[2], xy[3]}), knee = layout.keypoint({xy[4], xy[5]});
  const Picture::Rgb bone = picture.at((hip.x + knee.x) / 2, (hip.y + knee.y) / 2);
  BOOST_TEST((bone.red > 240 && bone.green < 150 && bone.blue > 150));
}

BOOST_AUTO_TEST_CASE(without_a_video_the_input_shows_where_keypoints_are) {
  Scene scene = walker(3);
  const SceneLayout whole = scene_layout(scene, 500, VideoSize{100, 80});
  const SceneLayout part = scene_layout(scene, 500);
  BOOST_TEST(part.input->picture.width > 1.05 * whole.input->picture.width);
  BOOST_TEST(part.input->screen.width == whole.input->screen.width);
  const Picture picture = drawn(scene);
  const Rectangle& screen = part.input->screen;
  for (std::size_t joint = 0; joint < 17; ++joint) {
    const auto xy = scene.keypoints->positions.cpu_view<float>();
    const Point at = part.keypoint({xy[2 * joint], xy[2 * joint + 1]});
    BOOST_TEST((at.x > screen.x && at.x < screen.x + screen.width));
    BOOST_TEST((at.y > screen.y && at.y < screen.y + screen.height));
    const bool right = joint == 3 || joint == 16;
    if (right || joint == 6 || joint == 13) BOOST_TEST(is_red(picture.at(at)) == right);
  }
  for (Index joint = 0; joint < 17; ++joint)
    for (Index t = 0; t < 3; ++t) forget(scene.keypoints->positions, t, joint);
  BOOST_TEST(scene_layout(scene, 500).input->picture.width == whole.input->picture.width);
  BOOST_TEST(Reds(drawn(scene), {0, 40, 500, 420}).count == 0);
}

BOOST_AUTO_TEST_CASE(joints_that_are_not_known_are_left_out) {
  Scene scene = walker(1);
  const SceneLayout layout = scene_layout(scene, 500);
  const Point elbow = place(scene, layout, 15), knee = place(scene, layout, 2);
  const Point forearm{(elbow.x + place(scene, layout, 16).x) / 2,
                      (elbow.y + place(scene, layout, 16).y) / 2};
  BOOST_TEST(is_red(drawn(scene).at(forearm)));
  forget(scene.motions[0].positions, 0, 15);
  const Picture without = drawn(scene);
  BOOST_TEST(is_bright(without.at(elbow)));
  BOOST_TEST(is_bright(without.at(forearm)));
  BOOST_TEST(is_red(without.at(knee)));

  for (Index joint = 0; joint < 17; ++joint) {
    forget(scene.motions[0].positions, 0, joint);
    forget(scene.keypoints->positions, 0, joint);
  }
  const Picture empty = drawn(scene);
  BOOST_TEST(Reds(empty, {0, 0, 1000, 400}).count == 0);
  BOOST_TEST(is_bright(empty.at(knee)));
}

BOOST_AUTO_TEST_CASE(what_is_near_is_wider_and_darker) {
  // Two upright limbs of the same size at both sides of the cube.
  Scene scene;
  scene.fps = 25;
  scene.azimuth = 0;
  scene.frame_numbers = {0};
  const Skeleton bars{{"root", "near", "top", "far", "end"}, {-1, 0, 1, 0, 3}, {}, {}};
  scene.motions.push_back(
      {"bars",
       bars,
       Tensor::from<float>({1, 5, 3}, {0, 0, 0.9F, 0.8F, -0.4F, 0.6F, 0.8F, -0.4F, 1.4F, -0.8F,
                                       0.4F, 0.6F, -0.8F, 0.4F, 1.4F}),
       {}});
  const SceneLayout layout = scene_layout(scene, 500);
  const Picture picture = drawn(scene);
  const auto width = [&](double x, double y) {
    const FloorView view = layout.view(0, 0, {0, 0, 0});
    const Point at = view({x, y, 1.0}).at;
    int count = 0, darkest = 255;
    for (double column = at.x - 30; column < at.x + 30; ++column) {
      const Picture::Rgb color = picture.at(column, at.y);
      darkest = std::min(darkest, color.red);
      if (color.red < 200) ++count;
    }
    return std::pair(count, darkest);
  };
  const auto [near, near_dark] = width(0.8, -0.4);
  const auto [far, far_dark] = width(-0.8, 0.4);
  BOOST_TEST(near > 1.5 * far);
  BOOST_TEST(far > 4);
  BOOST_TEST(near_dark < far_dark - 50);
}

BOOST_AUTO_TEST_CASE(what_is_near_hides_what_is_far) {
  // Two limbs across, one behind the other; the red one is at x = 0.5.
  Scene scene;
  scene.fps = 25;
  scene.frame_numbers = {0};
  const Skeleton bars{{"root", "a", "b", "c", "d"}, {-1, -1, 1, -1, 3}, {}, {1, 2}};
  for (const double azimuth : {0.0, 180.0}) {
    scene.azimuth = azimuth;
    scene.motions.clear();
    scene.motions.push_back({"bars",
                             bars,
                             Tensor::from<float>({1, 5, 3}, {0, 0, 0.2F, 0.5F, -0.4F, 1, 0.5F, 0.4F,
                                                             1, -0.5F, -0.4F, 1, -0.5F, 0.4F, 1}),
                             {}});
    const FloorView view = scene_layout(scene, 500).view(0, azimuth, {0, 0, 0});
    // Lift the far one until the near one hides it.
    const double far = azimuth == 0 ? -0.5 : 0.5;
    const double wanted = view({-far, 0, 1}).at.y;
    double low = 0, high = 2;
    for (int i = 0; i < 40; ++i) {
      const double z = (low + high) / 2;
      (view({far, 0, z}).at.y > wanted ? low : high) = z;
    }
    const auto xyz = scene.motions[0].positions.cpu_span<float>();
    const std::size_t first = azimuth == 0 ? 9 : 3;
    xyz[first + 2] = xyz[first + 5] = static_cast<float>(low);
    BOOST_TEST(is_red(drawn(scene).at(view({-far, 0, 1}).at)) == (azimuth == 0));
  }
}

BOOST_AUTO_TEST_CASE(the_floor_stays_in_the_world_while_the_cube_follows) {
  for (const double x : {0.3, 0.45}) {
    Scene scene = walker(1);
    const auto xyz = scene.motions[0].positions.cpu_span<float>();
    for (std::size_t i = 0; i < xyz.size(); i += 3) xyz[i] += static_cast<float>(x);
    const SceneLayout layout = scene_layout(scene, 500);
    const FloorView view = layout.view(0, 0, {x, 0, 0});
    const Picture picture = drawn(scene);
    // The line x = 0 lies across, between two fine ones; y = 0.6 is away from the body.
    const auto brightness = [&](double at_x) {
      const Point at = view({at_x, 0.6, 0}).at;
      int darkest = 255;
      for (const double row : {-1.0, 0.0, 1.0})
        darkest = std::min(darkest, picture.at(at.x, at.y + row).red);
      return darkest;
    };
    BOOST_TEST(brightness(0) < brightness(0.12) - 15, "with the root at " << x);
    BOOST_TEST(brightness(0) < brightness(-0.12) - 15, "with the root at " << x);
    // The body is in the middle all the same.
    BOOST_TEST(std::abs(Reds(picture, {500, 40, 500, 420}).x -
                        Reds(drawn(walker(1)), {500, 40, 500, 420}).x) < 2);
  }
}

BOOST_AUTO_TEST_CASE(errors_and_their_bars_are_shown) {
  Scene scene = walker(2, 2);
  const Picture plain = drawn(scene);
  scene.motions[1].error_mm = Tensor::from<float>({2}, {12.5F, 3});
  const auto moved = scene.motions[1].positions.cpu_span<float>();
  for (std::size_t i = 2; i < moved.size(); i += 3) moved[i] += 0.4F;  // every joint: full bars
  const auto marks = [&](const Picture& picture, Rectangle area) {
    int count = 0;
    for (double y = area.y; y < area.y + area.height; ++y)
      for (double x = area.x; x < area.x + area.width; ++x)
        if (std::min(picture.at(x, y).red, picture.at(x, y).blue) < 150) ++count;
    return count;
  };
  const Rectangle title{1380, 10, 110, 24}, bars{1415, 62, 45, 230};
  const Picture with_error = drawn(scene);
  BOOST_TEST(marks(plain, title) == 0);
  BOOST_TEST(marks(with_error, title) > 20);
  BOOST_TEST(marks(with_error, bars) == 0);
  DrawOptions options = kOnePicture;
  options.joint_errors = true;
  BOOST_TEST(marks(drawn(scene, options), bars) > 1000);
  BOOST_TEST(marks(drawn(scene, options), {900, 62, 60, 230}) == 0);  // not of the first motion
}

BOOST_AUTO_TEST_CASE(a_layout_that_cannot_be_drawn_is_refused) {
  Scene scene = walker(1);
  check_throws<ValueError>([&] { scene_layout(scene, 10); },
                           "a picture of 2 panels of 10 pixels cannot be drawn: expected 50 pixels "
                           "or more, 16384 in all at most");
  BOOST_CHECK_THROW(scene_layout(scene, 9000), ValueError);
  scene.keypoints.reset();
  BOOST_TEST(scene_layout(scene, 100).width == 100);
  BOOST_TEST(scene_layout(scene, 100, VideoSize{64, 48}).width == 200);
}

BOOST_AUTO_TEST_SUITE_END()
