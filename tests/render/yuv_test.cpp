#include "pose/video/yuv.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "pose/video/video_info.h"
#include "pose/video/video_reader.h"
#include "tensor/error.h"
#include "tests/render/clips.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

using Words = std::vector<std::string>;

constexpr YuvColours kSd{.red = 0.299, .blue = 0.114}, kHd{.red = 0.2126, .blue = 0.0722};

std::vector<std::byte> first_frame(const std::string& path, const VideoInfo& info,
                                   const std::optional<YuvColours>& colours) {
  VideoReader reader(path, {.width = info.width, .height = info.height, .colours = colours});
  std::vector<std::byte> pixels(reader.frame_bytes());
  BOOST_REQUIRE(reader.next(pixels));
  return pixels;
}

struct Difference {
  double mean = 0;
  int most = 0;
};

Difference difference(const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  Difference found;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int step = std::abs(std::to_integer<int>(a[i]) - std::to_integer<int>(b[i]));
    found.mean += step / static_cast<double>(a.size());
    found.most = std::max(found.most, step);
  }
  return found;
}

// All colours, in squares and slopes.
void make_clip(const std::string& path, const Words& more) {
  Words words{"-f", "lavfi", "-i", "testsrc2=size=128x96:rate=5:duration=0.4", "-c:v", "ffv1"};
  words.insert(words.end(), more.begin(), more.end());
  words.push_back(path);
  ffmpeg(words);
}

std::optional<YuvColours> colours_of(const std::string& path, const Words& more) {
  make_clip(path, more);
  return probe_video(path).colours;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(yuv)

BOOST_AUTO_TEST_CASE(pixels_are_those_of_ffmpeg) {
  const TemporaryFolder folder;
  const std::string path = folder / "clip.mkv", turned = folder / "turned.mp4";
  for (const auto& [space, colours] : {std::pair<std::string, YuvColours>{"", kSd},
                                       {"smpte170m", kSd},
                                       {"bt470bg", kSd},
                                       {"bt709", kHd},
                                       {"bt2020nc", {.red = 0.2627, .blue = 0.0593}}}) {
    BOOST_TEST_CONTEXT(space) {
      make_clip(path, space.empty() ? Words{"-pix_fmt", "yuv420p"}
                                    : Words{"-pix_fmt", "yuv420p", "-colorspace", space});
      const VideoInfo info = probe_video(path);
      BOOST_REQUIRE(info.colours.has_value());
      BOOST_TEST((*info.colours == colours));
      const auto by_ffmpeg = first_frame(path, info, {});
      const Difference ours = difference(first_frame(path, info, info.colours), by_ffmpeg);
      BOOST_TEST(ours.mean < 0.7);
      BOOST_TEST(ours.most <= 3);
      // Colours of another kind of video would not pass.
      const YuvColours wrong = colours == kHd ? kSd : kHd;
      BOOST_TEST(difference(first_frame(path, info, wrong), by_ffmpeg).mean > 1.5);
    }
  }
  ffmpeg({"-f", "lavfi", "-i", "testsrc2=size=128x96:rate=5:duration=0.4", "-pix_fmt", "yuv420p",
          "-qp", "0", folder / "flat.mp4"});
  ffmpeg({"-i", folder / "flat.mp4", "-c", "copy", "-metadata:s:v", "rotate=90", turned});
  const VideoInfo info = probe_video(turned);
  BOOST_TEST(info.width == 96);
  const Difference ours =
      difference(first_frame(turned, info, info.colours), first_frame(turned, info, {}));
  BOOST_TEST(ours.mean < 0.7);
}

BOOST_AUTO_TEST_CASE(other_ways_to_keep_colours_are_left_to_ffmpeg) {
  const TemporaryFolder folder;
  const std::string path = folder / "clip.mkv";
  BOOST_TEST(colours_of(path, {"-pix_fmt", "yuv420p"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "yuv444p"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "yuv422p"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "yuv420p10le"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "yuva420p"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "gray"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "yuv420p", "-color_range", "pc"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "yuv420p", "-vf", "scale=127:96"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "yuv420p", "-vf", "scale=128:95"}).has_value());
  BOOST_TEST(!colours_of(path, {"-pix_fmt", "yuv420p", "-vf", "setsar=4/3"}).has_value());
  BOOST_TEST(!yuv_colours("yuv420p", "ycgco", "tv").has_value());
  BOOST_TEST(!yuv_colours("yuv420p", "bt709", "pc").has_value());
  BOOST_TEST(yuv_colours("yuv420p", "bt709", "tv").has_value());
  check_throws<ValueError>([&] { VideoReader(path, {.width = 5, .height = 4, .colours = kSd}); },
                           "VideoReader: 5 x 4 pixels with the video's colours: even sizes");
}

// By the definition: black, white and grey have no colour; pure red is (255, 0, 0), of which each of two
// products may be cut by a step.
BOOST_AUTO_TEST_CASE(known_colours_are_known) {
  const auto pixel = [](int y, int u, int v, const YuvColours& colours) {
    std::vector<std::byte> yuv(6, std::byte(y)), pixels(16);
    yuv[4] = std::byte(u);
    yuv[5] = std::byte(v);
    yuv_to_pixels(yuv, 2, 2, colours, pixels);
    for (std::size_t i = 4; i < 16; ++i) BOOST_TEST((pixels[i] == pixels[i - 4]));
    return std::vector<int>{std::to_integer<int>(pixels[2]), std::to_integer<int>(pixels[1]),
                            std::to_integer<int>(pixels[0]), std::to_integer<int>(pixels[3])};
  };
  for (const YuvColours& colours : {kSd, kHd}) {
    BOOST_TEST((pixel(16, 128, 128, colours) == std::vector{0, 0, 0, 255}));
    BOOST_TEST((pixel(235, 128, 128, colours) == std::vector{255, 255, 255, 255}));
    BOOST_TEST((pixel(0, 128, 128, colours) == std::vector{0, 0, 0, 255}));
    BOOST_TEST((pixel(255, 128, 128, colours) == std::vector{255, 255, 255, 255}));
    BOOST_TEST((pixel(126, 128, 128, colours) == std::vector{128, 128, 128, 255}));
  }
  BOOST_TEST((pixel(81, 90, 240, kSd) == std::vector{253, 0, 0, 255}));   // BT.601's red
  BOOST_TEST((pixel(63, 102, 240, kHd) == std::vector{254, 0, 0, 255}));  // BT.709's
}

// Rows longer than what is computed at once.
BOOST_AUTO_TEST_CASE(every_pixel_has_its_own_luma_and_shares_its_differences) {
  constexpr Index kW = 70, kH = 6;
  std::vector<std::byte> yuv(yuv_bytes(kW, kH));
  for (std::size_t i = 0; i < yuv.size(); ++i)
    yuv[i] = std::byte(i < kW * kH ? 40 + i * 7 % 150 : 128);
  std::vector<std::byte> pixels(4 * kW * kH);
  yuv_to_pixels(yuv, kW, kH, kSd, pixels);
  for (std::size_t i = 0; i < kW * kH; ++i) {
    const double luma = (std::to_integer<int>(yuv[i]) - 16) * 255.0 / 219;
    for (std::size_t c = 0; c < 3; ++c) {
      const double cut = luma - std::to_integer<int>(pixels[4 * i + c]);
      BOOST_TEST(cut >= -0.05);
      BOOST_TEST(cut < 1.05);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
