// Frames late in a video without those before: the same as when all is decoded.

#include "pose/video/video_seek.h"

#include <filesystem>
#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/video/video_info.h"
#include "pose/video/video_reader.h"
#include "tests/render/clips.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

using Words = std::vector<std::string>;

constexpr Index kWidth = 96, kHeight = 64, kFrames = 60;

using Frames = std::vector<std::vector<std::byte>>;

Frames frames_of(const std::string& path, VideoReaderOptions options) {
  options.width = kWidth;
  options.height = kHeight;
  VideoReader reader(path, options);
  Frames frames;
  std::vector<std::byte> pixels(reader.frame_bytes());
  while (reader.next(pixels)) frames.push_back(pixels);
  return frames;
}

// A picture that moves, and noise, so that no two frames are alike.
void make_clip(const std::string& path, const Words& encoder, const std::string& filters = "null") {
  Words words{"-f",
              "lavfi",
              "-i",
              fmt::format("testsrc2=size={}x{}:rate=25:duration={:.3f},noise=alls=9:allf=t", kWidth,
                          kHeight, kFrames / 25.0),
              "-vf",
              filters,
              "-vsync",
              "passthrough",
              "-pix_fmt",
              "yuv420p"};
  words.insert(words.end(), encoder.begin(), encoder.end());
  words.push_back(path);
  ffmpeg(words);
}

bool has_encoder(const std::string& name) {
  return run_program({"/bin/sh", "-c", "ffmpeg -v error -encoders | grep -q ' " + name + " '"})
             .exit_code == 0;
}

// Whether frames from `first` on are the last of all.
void check_tail(const std::string& path, const VideoInfo& info, const Frames& all, Index first) {
  BOOST_TEST_CONTEXT(path << " from " << first) {
    const auto seek = seek_before(info.seek_points, info.times, first);
    const Frames tail = frames_of(path, {.skip = first, .seek = seek});
    BOOST_REQUIRE(std::ssize(tail) == std::ssize(all) - first);
    bool same = true;
    for (std::size_t i = 0; i < tail.size(); ++i)
      same = same && tail[i] == all[static_cast<std::size_t>(first) + i];
    BOOST_TEST(same);
  }
}

FfprobeAnswer answer_of(const std::vector<FfprobePacket>& packets) {
  FfprobeAnswer answer;
  answer.container = "matroska,webm";
  answer.codec = "h264";
  answer.packets = packets;
  return answer;
}

FfprobePacket key(double time) { return {.shown_at = time, .is_key = true}; }
FfprobePacket other(double time) { return {.shown_at = time}; }

const std::vector<FfprobePacket> kPlain{key(0),   other(2), other(1), key(3),
                                        other(4), key(5),   other(6)};

}  // namespace

BOOST_AUTO_TEST_SUITE(video_seek)

BOOST_AUTO_TEST_CASE(frames_are_those_of_a_whole_decoding) {
  struct Clip {
    std::string name;
    Words encoder;
    bool is_sure = true;
    std::string filters = "null";
  };
  const Words x264{"-c:v", "libx264", "-preset", "veryfast", "-g", "8", "-bf", "3"};
  const auto with = [](Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const std::vector<Clip> clips{
      {"closed.mp4", x264},
      {"closed.mkv", x264},
      {"open.mp4", with(x264, {"-x264-params", "open-gop=1:bframes=3:keyint=8"})},
      {"open.mkv", with(x264, {"-x264-params", "open-gop=1:bframes=3:keyint=8"})},
      {"renewed.mp4", with(x264, {"-x264-params", "intra-refresh=1:keyint=8"})},
      {"renewed.mkv", with(x264, {"-x264-params", "intra-refresh=1:keyint=8"})},
      {"late.mp4", with(x264, {"-output_ts_offset", "7"})},
      {"uneven.mkv", x264, true, "setpts='round((N+floor(N/5)*3)/25/TB)'"},
      {"thinned.mp4", x264, true, "select='not(eq(mod(n,7),3))'"},
      {"simple.mp4", {"-c:v", "mpeg4", "-g", "8", "-bf", "2"}},
      {"single.mov", {"-c:v", "mjpeg"}},
      {"transport.ts", x264, false},
      {"old.avi", {"-c:v", "mpeg4", "-g", "8", "-bf", "2"}, false}};
  const TemporaryFolder folder;
  for (const Clip& clip : clips) {
    const std::string path = folder / clip.name;
    make_clip(path, clip.encoder, clip.filters);
    const VideoInfo info = probe_video(path);
    const Frames all = frames_of(path, {});
    BOOST_TEST(std::ssize(all) == info.frames, clip.name);
    const Index middle = info.frames / 2;
    BOOST_TEST(seek_before(info.seek_points, info.times, middle).has_value() == clip.is_sure,
               clip.name);
    for (const Index first : {Index{1}, Index{17}, middle, middle + 1, info.frames - 1})
      check_tail(path, info, all, first);
  }
}

BOOST_AUTO_TEST_CASE(newer_codecs_too_where_ffmpeg_writes_them) {
  const std::vector<std::pair<std::string, Words>> clips{
      {"libx265",
       {"-c:v", "libx265", "-preset", "ultrafast", "-x265-params",
        "keyint=8:min-keyint=8:bframes=3:open-gop=1:log-level=none"}},
      {"libvpx-vp9", {"-c:v", "libvpx-vp9", "-g", "8", "-deadline", "realtime", "-cpu-used", "8"}},
      {"libsvtav1", {"-c:v", "libsvtav1", "-g", "8", "-preset", "12"}}};
  const TemporaryFolder folder;
  for (const auto& [name, encoder] : clips) {
    if (!has_encoder(name)) continue;
    const std::string path = folder / (name + ".mkv");
    make_clip(path, encoder);
    const VideoInfo info = probe_video(path);
    const Frames all = frames_of(path, {});
    for (const Index first : {Index{30}, Index{33}, info.frames - 1})
      check_tail(path, info, all, first);
  }
}

// The file begins in the middle of what it was cut from.
BOOST_AUTO_TEST_CASE(a_cut_without_encoding_keeps_its_numbers) {
  const TemporaryFolder folder;
  make_clip(folder / "whole.mp4", {"-c:v", "libx264", "-g", "8", "-bf", "3"});
  for (const std::string name : {"cut.mp4", "cut.mkv"}) {
    ffmpeg({"-ss", "0.5", "-i", folder / "whole.mp4", "-c", "copy", folder / name});
    const VideoInfo info = probe_video(folder / name);
    const Frames all = frames_of(folder / name, {});
    for (const Index first : {20, 25, 40}) check_tail(folder / name, info, all, first);
  }
}

BOOST_AUTO_TEST_CASE(parts_and_steps_of_what_was_come_to) {
  const TemporaryFolder folder;
  const std::string path = folder / "clip.mp4";
  make_clip(path, {"-c:v", "libx264", "-g", "8", "-bf", "3"});
  const VideoInfo info = probe_video(path);
  const Frames all = frames_of(path, {});
  const auto seek = seek_before(info.seek_points, info.times, 35);
  BOOST_REQUIRE(seek.has_value());
  const Frames part =
      frames_of(path, {.skip = 35, .count = 10, .every = 4, .seek = seek, .up_to_damage = true});
  BOOST_REQUIRE(part.size() == 3U);
  for (std::size_t i = 0; i < part.size(); ++i) BOOST_TEST((part[i] == all[35 + 4 * i]));
  // Decoding begins late: what lies before is damaged, and that is not seen.
  std::string bytes = read_text(path);
  bytes.replace(bytes.find("mdat") + 3000, 400, 400, '\x55');
  write_text(folder / "damaged.mp4", bytes);
  BOOST_TEST((frames_of(folder / "damaged.mp4",
                        {.skip = 50, .seek = seek_before(info.seek_points, info.times, 50)}) ==
              Frames(all.begin() + 50, all.end())));
}

BOOST_AUTO_TEST_CASE(where_the_frame_is_not_found_all_is_decoded) {
  const TemporaryFolder folder;
  const std::string path = folder / "clip.mp4";
  make_clip(path, {"-c:v", "libx264", "-g", "8", "-bf", "3"});
  const Frames all = frames_of(path, {});
  const Frames expected(all.begin() + 30, all.end());
  for (const VideoSeek wrong : {VideoSeek{.to = 1.5, .from = 1.19, .until = 1.21},
                                VideoSeek{.to = 1, .from = 1.205, .until = 1.21},
                                VideoSeek{.to = 1000, .from = 1000, .until = 1001}})
    BOOST_TEST((frames_of(path, {.skip = 30, .seek = wrong}) == expected));
}

BOOST_AUTO_TEST_CASE(points_are_what_surely_is_one) {
  BOOST_TEST((seek_points(answer_of(kPlain)).frames == std::vector<Index>{0, 3, 5}));
  FfprobeAnswer answer = answer_of(kPlain);
  answer.container = "avi";
  BOOST_TEST(seek_points(answer).frames.empty());
  answer = answer_of(kPlain);
  answer.codec = "vp8";  // has frames that are not shown
  BOOST_TEST(seek_points(answer).frames.empty());
  // A frame of an unknown time; two of the same; one before the first.
  for (const double time : {std::numeric_limits<double>::quiet_NaN(), 3.0, -1.0}) {
    std::vector<FfprobePacket> packets = kPlain;
    packets[2].shown_at = time;
    BOOST_TEST(seek_points(answer_of(packets)).frames.empty());
  }
  // Behind an open group's point, frames that are shown before it are no harm; frames before it that
  // are shown behind it are.
  BOOST_TEST(
      (seek_points(answer_of({key(0), other(1), key(4), other(2), other(3), other(5)})).frames ==
       std::vector<Index>{0, 4}));
  BOOST_TEST(
      (seek_points(answer_of({key(0), other(5), key(4), other(2), other(3), other(6)})).frames ==
       std::vector<Index>{0}));
  // What is not shown has no number.
  std::vector<FfprobePacket> packets = kPlain;
  for (std::size_t i = 0; i < 3; ++i) packets[i].is_discarded = true;
  const SeekPoints points = seek_points(answer_of(packets));
  BOOST_TEST((points.frames == std::vector<Index>{0, 2}));
  BOOST_TEST(points.first_time == 3);
}

BOOST_AUTO_TEST_CASE(a_frame_is_come_to_from_the_last_point_but_one) {
  const SeekPoints points{{0, 3, 5}, 100};
  const std::vector<double> times{0, 1, 2, 3, 4, 5, 6};
  for (const Index first : {0, 2, 3, 4}) BOOST_TEST(!seek_before(points, times, first).has_value());
  for (const Index first : {5, 6}) {
    const auto seek = seek_before(points, times, first);
    BOOST_REQUIRE(seek.has_value());
    BOOST_TEST(seek->to == 103, boost::test_tools::tolerance(1e-5));
    BOOST_TEST(seek->from == 100 + static_cast<double>(first) - 0.5);
    BOOST_TEST(seek->until == 100 + static_cast<double>(first) + 0.5);
  }
  BOOST_TEST(!seek_before(points, times, 7).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
