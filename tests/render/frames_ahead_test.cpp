#include "pose/video/frames_ahead.h"

#include <chrono>
#include <filesystem>
#include <limits>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/video/video_info.h"
#include "tensor/error.h"
#include "tests/render/clips.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

// For another thread to come to where it waits.
constexpr std::chrono::milliseconds kLongEnough{300};
constexpr double kEver = std::numeric_limits<double>::infinity();

struct Folder {
  TemporaryFolder folder;
  const std::string clip = folder / "clip.mp4";
};

VideoReaderOptions at_full_size(const std::string& path) {
  const PixelSize size = square_pixels(probe_video(path));
  return {.width = size.width, .height = size.height};
}

std::span<const std::byte> bytes_of(const Tensor& frame) { return {frame.bytes(), frame.nbytes()}; }

std::vector<Index> counts(const std::string& path, const VideoReaderOptions& options) {
  FramesAhead frames(path, options);
  std::vector<Index> found;
  for (Tensor frame = frames.next(); frame.defined(); frame = frames.next()) {
    BOOST_TEST((frame.shape() == Shape({options.height, options.width, 4})));
    found.push_back(counted(bytes_of(frame)));
  }
  BOOST_TEST(!frames.next().defined());
  return found;
}

// How many frames come, and what is said of the end.
std::pair<Index, std::string> read_all(const std::string& path, VideoReaderOptions options) {
  options.up_to_damage = true;
  FramesAhead frames(path, options);
  Index count = 0;
  while (frames.next().defined()) ++count;
  return {count, frames.note()};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(frames_ahead, Folder)

BOOST_AUTO_TEST_CASE(every_frame_comes_once_and_in_order) {
  make_counting_clip(clip, 23, 32, 24, 25);
  std::vector<Index> all;
  for (Index n = 0; n < 23; ++n) all.push_back(n);
  BOOST_TEST(counts(clip, at_full_size(clip)) == all, boost::test_tools::per_element());
  // Also when all places of the queue are full.
  FramesAhead frames(clip, at_full_size(clip));
  for (const Index n : all) {
    if (n % 8 == 0) std::this_thread::sleep_for(kLongEnough);
    BOOST_TEST(counted(bytes_of(frames.next())) == n);
  }
}

BOOST_AUTO_TEST_CASE(frames_are_chosen_by_number) {
  make_counting_clip(clip, 23, 32, 24, 25);
  const auto chosen = [&](Index skip, Index count, Index every) {
    return counts(clip, {.width = 32, .height = 24, .skip = skip, .count = count, .every = every});
  };
  BOOST_TEST((chosen(20, 0, 1) == std::vector<Index>{20, 21, 22}));
  BOOST_TEST((chosen(5, 3, 1) == std::vector<Index>{5, 6, 7}));
  BOOST_TEST((chosen(0, 0, 8) == std::vector<Index>{0, 8, 16}));
  BOOST_TEST((chosen(3, 7, 3) == std::vector<Index>{3, 6, 9}));
  BOOST_TEST((chosen(22, 10, 2) == std::vector<Index>{22}));
  BOOST_TEST(chosen(23, 0, 1).empty());
  // The same of pictures, and of one.
  ffmpeg({"-i", clip, folder / "p%03d.png"});
  const std::string pattern = folder / "p%03d.png";
  BOOST_TEST((counts(pattern, {.width = 32, .height = 24, .skip = 3, .count = 7, .every = 3}) ==
              std::vector<Index>{3, 6, 9}));
  BOOST_TEST(
      (counts(folder / "p005.png", at_full_size(folder / "p005.png")) == std::vector<Index>{4}));
  check_throws<ValueError>([&] { chosen(0, -1, 0); },
                           "VideoReader: count -1, every 0; expected count >= 0, every >= 1");
}

BOOST_AUTO_TEST_CASE(frames_are_found_by_time) {
  make_counting_clip(clip, 25, 32, 24, 10);
  const VideoInfo info = probe_video(clip);
  BOOST_TEST((frames_between(info, 0, kEver, clip) == VideoPart{0, 25}));
  BOOST_TEST((frames_between(info, 0.5, 1, clip) == VideoPart{5, 5}));
  BOOST_TEST((frames_between(info, 0.41, kEver, clip) == VideoPart{5, 20}));
  BOOST_TEST((frames_between(info, 2.4, 9, clip) == VideoPart{24, 1}));
  check_throws<DataError>([&] { frames_between(info, 2.5, 9, clip); },
                          clip + ": no frame from 2.5 to 9 seconds; its last is at 2.400");
  check_throws<DataError>([&] { frames_between(info, 3, kEver, clip); },
                          clip + ": no frame from 3 seconds on; its last is at 2.400");
  check_throws<ValueError>([&] { frames_between(info, 2, 1, clip); },
                           "frames from 2 to 1 seconds: 0 <= start < end is wanted");
  ffmpeg({"-i", clip, "-frames:v", "2", folder / "p%d.png"});
  const std::string pattern = folder / "p%d.png";
  check_throws<DataError>(
      [&] { frames_between(probe_video(pattern), 1, 2, pattern); },
      pattern + ": nothing says when its frames are shown; a time cannot be found in it");
}

BOOST_AUTO_TEST_CASE(pixels_are_made_square) {
  const auto size = [&](const std::string& aspect, const std::string& filters = "null") {
    ffmpeg({"-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=0.4,setsar=" + aspect, "-vf",
            filters, clip});
    return square_pixels(probe_video(clip));
  };
  BOOST_TEST((size("1") == PixelSize{64, 48}));
  BOOST_TEST((size("4/3") == PixelSize{85, 48}));
  BOOST_TEST((size("1/2") == PixelSize{64, 96}));
  BOOST_TEST(read_all(clip, {.width = 64, .height = 96}).first == 2);
  // Turned by the display matrix: a wide pixel becomes a high one.
  size("4/3");
  ffmpeg({"-i", clip, "-c", "copy", "-metadata:s:v:0", "rotate=90", folder / "turned.mp4"});
  const VideoInfo turned = probe_video(folder / "turned.mp4");
  BOOST_TEST(turned.rotation % 180 == 90);
  BOOST_TEST((square_pixels(turned) == PixelSize{48, 85}));
  BOOST_TEST(
      (square_pixels({.width = 10000, .height = 10, .pixel_aspect = 4}) == PixelSize{16384, 4}));
}

BOOST_AUTO_TEST_CASE(odd_videos_are_read) {
  const auto check = [&](const std::string& name, const std::string& source,
                         const std::vector<std::string>& encoder, PixelSize size) {
    BOOST_TEST_CONTEXT(name) {
      const std::string path = folder / name;
      std::vector<std::string> arguments{"-f", "lavfi", "-i", source};
      arguments.insert(arguments.end(), encoder.begin(), encoder.end());
      arguments.push_back(path);
      ffmpeg(arguments);
      BOOST_TEST((square_pixels(probe_video(path)) == size));
      const auto [frames, note] = read_all(path, at_full_size(path));
      BOOST_TEST(frames == 3);
      BOOST_TEST(note == "");
    }
  };
  const std::string three = ":rate=10:duration=0.3";
  check("flat.mkv", "testsrc=size=64x1" + three, {"-c:v", "ffv1"}, {64, 1});
  check("large.mkv", "color=size=7680x4320" + three, {"-c:v", "mjpeg"}, {7680, 4320});
  check("deep.mkv", "testsrc2=size=64x48" + three, {"-c:v", "ffv1", "-pix_fmt", "yuv420p10le"},
        {64, 48});
  check("alpha.mov", "testsrc2=size=64x48" + three, {"-c:v", "qtrle", "-pix_fmt", "argb"},
        {64, 48});
  check("rates.mkv", "testsrc2=size=64x48" + three + ",setpts='N*N/10/TB'",
        {"-c:v", "ffv1", "-vsync", "passthrough"}, {64, 48});
}

BOOST_AUTO_TEST_CASE(a_damaged_video_comes_up_to_the_damage_with_a_note) {
  const std::string path = folder / "long.mkv";
  ffmpeg({"-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=1", "-c:v", "ffv1", path});
  const std::string whole = read_text(path);
  write_text(path, whole.substr(0, whole.size() / 2));
  const auto [frames, note] = read_all(path, at_full_size(path));
  BOOST_TEST(frames > 0);
  BOOST_TEST(frames < 25);
  BOOST_TEST(note.starts_with(fmt::format("{}: behind the {} frames that came: ", path, frames)),
             note);
  BOOST_TEST(note.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_video_is_told_in_one_line) {
  ffmpeg({"-f", "lavfi", "-i", "sine=duration=0.2", folder / "sound.wav"});
  check_throws<DataError>([&] { probe_video(folder / "sound.wav"); },
                          (folder / "sound.wav") + ": holds no video");
  write_text(folder / "text.mp4", "no video at all");
  BOOST_CHECK_THROW(probe_video(folder / "text.mp4"), DataError);
  // The error of the thread comes out here.
  BOOST_CHECK_THROW(read_all(folder / "text.mp4", {.width = 8, .height = 8}), DataError);
  for (const char* address : {"http://host/clip.mp4", "rtsp://host/camera"}) {
    const std::string message = fmt::format(
        "cannot open {}: it is an address in a network; a file is wanted: download or "
        "record it first",
        address);
    check_throws<IoError>([&] { probe_video(address); }, message);
    check_throws<IoError>([&] { FramesAhead(address, {.width = 8, .height = 8}); }, message);
  }
}

// A decoder that writes nothing any more would be waited for.
BOOST_AUTO_TEST_CASE(reading_stops_at_once_when_the_frames_go) {
  make_counting_clip(clip, 23, 32, 24, 25);
  const auto seconds = [&](int wanted) {
    const auto start = std::chrono::steady_clock::now();
    {
      FramesAhead frames(clip, {.width = 32, .height = 24});
      for (int i = 0; i < wanted; ++i) frames.next();
      std::this_thread::sleep_for(kLongEnough);
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  for (const int wanted : {0, 1, 23}) BOOST_TEST(seconds(wanted) < 5);
  write_program(folder / "ffmpeg", "exec sleep 60\n");
  const Environment path("PATH", folder.path() + ":" + std::getenv("PATH"));
  BOOST_TEST(seconds(0) < 5);
}

BOOST_AUTO_TEST_SUITE_END()
