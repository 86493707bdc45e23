// Files that a scene is drawn into.
#include "pose/render/draw_scene.h"

#include <cmath>
#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "pose/render/scene_layout.h"
#include "pose/video/video_info.h"
#include "tensor/error.h"
#include "tests/render/clips.h"
#include "tests/render/scenes.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

using Names = std::vector<std::string>;
constexpr double kSmall = 1;  // inches

/// The number of the counting clip's frame that is behind the keypoints; halves for means.
double number_behind(const Picture& picture) {
  // The clip has 100 x 80 pixels: in a panel of 100 the upper left corner is below the title.
  const Picture::Rgb color = picture.at(4, 16);
  return (color.green - 10) / 8.0;
}

std::vector<double> numbers_behind(const std::string& path) {
  std::vector<double> numbers;
  for (const Picture& frame : Picture::frames_of(path)) numbers.push_back(number_behind(frame));
  return numbers;
}

void check_numbers(const std::vector<double>& found, const std::vector<double>& wanted) {
  BOOST_REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_TEST(std::abs(found[i] - wanted[i]) < 0.3,
               "frame " << i << " shows " << found[i] << ", not " << wanted[i]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(draw_scene_files)

BOOST_AUTO_TEST_CASE(videos_have_size_rate_frames_and_duration) {
  const TemporaryFolder folder;
  const Scene scene = walker(30, 2, 0.02);
  for (const bool gif : {false, true}) {
    const std::string path = folder / (gif ? "out.gif" : "out.mp4");
    const DrawReport report = draw_scene(scene, path);
    BOOST_TEST(report.drawn == 30);
    BOOST_TEST(report.motion_frames == 30);
    BOOST_TEST(!report.video_frames);
    BOOST_TEST(!report.stopped);
    const VideoInfo info = probe_video(path);
    BOOST_TEST(info.width == (gif ? 1200 : 1500));  // 80 or 100 pixels an inch
    BOOST_TEST(info.height == (gif ? 400 : 500));
    BOOST_TEST(info.frames == 30);
    BOOST_TEST(info.fps == 25, boost::test_tools::tolerance(1e-3));
    BOOST_TEST(info.duration == 1.2, boost::test_tools::tolerance(1e-3));
  }
  DrawOptions options{.frames = {.downsample = 2}, .size = 1.51};
  draw_scene(scene, folder / "odd.mp4", options);
  const VideoInfo odd = probe_video(folder / "odd.mp4");
  BOOST_TEST(odd.width == 454);  // 3 * 151 and one column
  BOOST_TEST(odd.height == 152);
  BOOST_TEST(odd.frames == 15);
  BOOST_TEST(odd.fps == 12.5, boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(one_frame_is_enough) {
  const TemporaryFolder folder;
  const Scene scene = walker(1);
  for (const std::string name : {"one.mp4", "one.gif", "one.png"}) {
    const DrawReport report = draw_scene(scene, folder / name, {.size = kSmall});
    BOOST_TEST(report.drawn == 1);
    BOOST_TEST(Picture::frames_of(folder / name).size() == 1);
  }
}

BOOST_AUTO_TEST_CASE(the_same_scene_gives_the_same_bytes) {
  const TemporaryFolder folder;
  const Scene scene = walker(5, 1, 0.1);
  for (const std::string ending : {".mp4", ".gif", ".png"}) {
    draw_scene(scene, folder / ("a" + ending), {.size = kSmall});
    draw_scene(scene, folder / ("b" + ending), {.size = kSmall});
    BOOST_TEST((read_text(folder / ("a" + ending)) == read_text(folder / ("b" + ending))));
  }
}

BOOST_AUTO_TEST_CASE(a_contact_sheet_holds_frames_at_equal_distances) {
  const TemporaryFolder folder;
  const Scene scene = walker(30, 1, 0.02);
  std::vector<Index> calls;
  const DrawReport report =
      draw_scene(scene, folder / "sheet.PNG", {.sheet = 6}, [&](Index drawn, Index of) {
        BOOST_TEST(of == 6);
        calls.push_back(drawn);
        return true;
      });
  BOOST_TEST(report.drawn == 6);
  BOOST_TEST(calls == (std::vector<Index>{1, 2, 3, 4, 5, 6}), boost::test_tools::per_element());
  const Picture sheet(folder / "sheet.PNG");
  // Two columns of three: 2 * (640 + 6) + 6 and 3 * (320 + 6) + 6 + 44.
  BOOST_TEST(sheet.width() == 1298);
  BOOST_TEST(sheet.height() == 1028);
  // Every cell has a dark and a bright panel.
  for (const int column : {0, 1})
    for (const int row : {0, 1, 2}) {
      BOOST_TEST(is_dark(sheet.at(6 + 646 * column + 8, 50 + 326 * row + 160)));
      BOOST_TEST(is_bright(sheet.at(6 + 646 * column + 632, 50 + 326 * row + 60)));
    }
  BOOST_TEST(draw_scene(walker(4), folder / "few.png", {.size = kSmall}).drawn == 4);
}

BOOST_AUTO_TEST_CASE(each_pose_is_over_its_own_frame_of_the_video) {
  const TemporaryFolder folder;
  make_counting_clip(folder / "clip.mp4", 24, 100, 80, 25);
  Scene scene = walker(10);
  DrawOptions options{.size = kSmall, .bitrate = 20000, .video = folder / "clip.mp4"};
  const auto numbers = [&] {
    draw_scene(scene, folder / "out.mp4", options);
    return numbers_behind(folder / "out.mp4");
  };
  check_numbers(numbers(), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  options.video_skip = 3;
  check_numbers(numbers(), {3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  options.frames.limit = 4;
  check_numbers(numbers(), {3, 4, 5, 6});
  options.frames.first = 2;
  check_numbers(numbers(), {5, 6, 7, 8});
  options.frames.downsample = 2;
  check_numbers(numbers(), {5.5, 7.5});
  options = {.size = kSmall, .bitrate = 20000, .video = folder / "clip.mp4"};
  scene.frame_numbers = {2, 3, 4, 8, 9, 10, 10, 12, 13, 20};  // gaps, and one again
  check_numbers(numbers(), {2, 3, 4, 8, 9, 10, 10, 12, 13, 20});
  // Late in a video that one can begin in the middle of.
  make_counting_clip(folder / "clip.mp4", 24, 100, 80, 25, {"-g", "4"});
  scene.frame_numbers = {12, 13, 14, 15, 15, 16, 17, 19, 20, 21};
  check_numbers(numbers(), {12, 13, 14, 15, 15, 16, 17, 19, 20, 21});
  options.video_skip = 2;
  check_numbers(numbers(), {14, 15, 16, 17, 17, 18, 19, 21, 22, 23});
  options.video_skip = 0;
  scene.frame_numbers = {2, 3, 4, 8, 9, 10, 10, 12, 13, 20};
  // A sheet takes frames from everywhere.
  options.sheet = 1;
  options.frames.first = 3;
  draw_scene(scene, folder / "one.png", options);
  check_numbers(numbers_behind(folder / "one.png"), {8});
}

BOOST_AUTO_TEST_CASE(a_video_of_irregular_rate_is_taken_frame_by_frame) {
  const TemporaryFolder folder;
  make_counting_clip(folder / "clip.mp4", 20, 100, 80, 25,
                     {"-vf", "setpts='if(lt(N,10),N,10+5*(N-10))/25/TB'", "-vsync", "vfr"});
  const DrawReport report =
      draw_scene(walker(20), folder / "out.mp4",
                 {.size = kSmall, .bitrate = 20000, .video = folder / "clip.mp4"});
  BOOST_TEST(report.video_frames.value() == 20);
  std::vector<double> wanted;
  for (int i = 0; i < 20; ++i) wanted.push_back(i);
  check_numbers(numbers_behind(folder / "out.mp4"), wanted);
}

BOOST_AUTO_TEST_CASE(as_many_frames_are_drawn_as_motion_and_video_have) {
  const TemporaryFolder folder;
  make_counting_clip(folder / "clip.mp4", 8, 64, 48, 25);
  DrawOptions options{.size = kSmall, .video = folder / "clip.mp4"};
  const DrawReport shorter = draw_scene(walker(10), folder / "out.mp4", options);
  BOOST_TEST(shorter.drawn == 8);
  BOOST_TEST(shorter.motion_frames == 10);
  BOOST_TEST(shorter.video_frames.value() == 8);
  BOOST_TEST(shorter.video_ended);
  BOOST_TEST(probe_video(folder / "out.mp4").frames == 8);
  const DrawReport longer = draw_scene(walker(5), folder / "out.mp4", options);
  BOOST_TEST(longer.drawn == 5);
  BOOST_TEST(longer.video_frames.value() == 8);
  BOOST_TEST(!longer.video_ended);
  // A sheet takes its frames from what both have: of 8, these.
  options.sheet = 4;
  options.size = 2;
  const DrawReport sheet = draw_scene(walker(20), folder / "sheet.png", options);
  BOOST_TEST(sheet.drawn == 4);
  BOOST_TEST(sheet.video_ended);
  BOOST_TEST(sheet.video_frames.value() == 8);
  std::filesystem::remove(folder / "sheet.png");
  options.video_skip = 8;
  const Names before = names_in(folder.path());
  check_throws<DataError>(
      [&] { draw_scene(walker(5), folder / "new.mp4", options); },
      (folder / "clip.mp4") +
          ": has 0 frames after the first 8; none is left to draw the motion's frames 0 to 4 on");
  BOOST_TEST(names_in(folder.path()) == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_rotated_video_is_drawn_upright) {
  const TemporaryFolder folder;
  // The right half is white.
  ffmpeg({"-f", "lavfi", "-i", "color=black:size=64x48:rate=25:duration=0.2", "-vf",
          "drawbox=x=32:w=32:h=48:c=white:t=fill", "-pix_fmt", "yuv420p", folder / "flat.mp4"});
  ffmpeg({"-i", folder / "flat.mp4", "-c", "copy", "-metadata:s:v", "rotate=90",
          folder / "phone.mp4"});
  Scene scene = walker(1);
  scene.keypoints.reset();
  const VideoInfo info = probe_video(folder / "phone.mp4");
  draw_scene(scene, folder / "out.png", {.video = folder / "phone.mp4", .sheet = 1});
  const SceneLayout layout = scene_layout(scene, 500, VideoSize{info.width, info.height});
  BOOST_TEST(layout.input->screen.height > layout.input->screen.width);
  const Picture picture(folder / "out.png");
  const Rectangle& screen = layout.input->screen;
  const double x = screen.x + screen.width / 2;
  const bool below = info.rotation == 90;
  BOOST_TEST(is_bright(picture.at(x, screen.y + 40)) != below);
  BOOST_TEST(is_bright(picture.at(x, screen.y + screen.height - 40)) == below);
}

BOOST_AUTO_TEST_CASE(stopping_leaves_what_was_there) {
  const TemporaryFolder folder;
  for (const std::string name : {"out.mp4", "out.gif", "out.png"}) {
    write_text(folder / name, "old");
    const DrawReport report = draw_scene(walker(20), folder / name, {.size = kSmall},
                                         [](Index drawn, Index) { return drawn < 3; });
    BOOST_TEST(report.stopped);
    BOOST_TEST(report.drawn == 3);
    BOOST_TEST(read_text(folder / name) == "old");
  }
  BOOST_CHECK_THROW(draw_scene(walker(20), folder / "out.mp4", {.size = kSmall},
                               [](Index, Index) -> bool { throw ValueError("from outside"); }),
                    ValueError);
  BOOST_TEST(names_in(folder.path()) == (Names{"out.gif", "out.mp4", "out.png"}),
             boost::test_tools::per_element());
  BOOST_TEST(read_text(folder / "out.mp4") == "old");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_drawn_is_refused) {
  const TemporaryFolder folder;
  const Scene scene = walker(3);
  check_throws<ValueError>([&] { draw_scene(scene, "out.avi"); },
                           "cannot draw out.avi: expected a name that ends in .mp4, .gif or .png");
  check_throws<ValueError>([&] { draw_scene(scene, folder / "out.png", {.size = 0.1}); },
                           "a panel of 0.1 inches cannot be drawn: expected 1 to 100");
  check_throws<IoError>([&] { draw_scene(scene, folder / "no/out.mp4"); },
                        "cannot write " + (folder / "no/out.mp4") + ": No such file or directory");
  check_throws<IoError>([&] { draw_scene(scene, folder / "no/out.png"); },
                        "cannot write " + (folder / "no/out.png") + ": No such file or directory");
  check_throws<IoError>(
      [&] { draw_scene(scene, folder / "out.mp4", {.video = folder / "none.mp4"}); },
      "cannot open " + (folder / "none.mp4") + ": No such file or directory");
  BOOST_TEST(names_in(folder.path()).empty());
  {
    const Environment path("PATH", folder.path());
    check_throws<IoError>(
        [&] { draw_scene(scene, folder / "out.gif"); },
        "ffmpeg was not found: install it (Debian and Ubuntu: apt-get install ffmpeg)");
    draw_scene(scene, folder / "out.png");  // needs none
  }
  BOOST_TEST(names_in(folder.path()) == Names{"out.png"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
