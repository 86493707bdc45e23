#include <array>
#include <csignal>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>

#include "pose/video/child_process.h"
#include "pose/video/video_info.h"
#include "pose/video/video_reader.h"
#include "pose/video/video_writer.h"
#include "tensor/error.h"
#include "tests/render/clips.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

using Names = std::vector<std::string>;

std::vector<Index> counts(const std::string& path, Index skip = 0) {
  VideoReader reader(path, {32, 24, skip});
  std::vector<std::byte> pixels(reader.frame_bytes());
  std::vector<Index> found;
  while (reader.next(pixels)) found.push_back(counted(pixels));
  return found;
}

std::vector<Index> from_to(Index first, Index end) {
  std::vector<Index> numbers;
  for (Index n = first; n < end; ++n) numbers.push_back(n);
  return numbers;
}

/// Frames that move, of one colour with a bar.
void write_frames(VideoWriter& writer, Index width, Index height, Index frames) {
  std::vector<std::byte> pixels(static_cast<std::size_t>(4 * width * height));
  for (Index frame = 0; frame < frames; ++frame) {
    for (Index i = 0; i < width * height; ++i) {
      const bool bar = i % width / 4 == frame % (width / 4);
      std::byte* pixel = pixels.data() + 4 * i;
      pixel[0] = std::byte{30};
      pixel[1] = bar ? std::byte{255} : std::byte{60};
      pixel[2] = std::byte{200};
      pixel[3] = std::byte{0};
    }
    writer.write(pixels);
  }
}

void write_clip(const std::string& path, const VideoWriterOptions& options, Index frames) {
  VideoWriter writer(path, options);
  write_frames(writer, options.width, options.height, frames);
  writer.finish();
}

/// No file may grow beyond that while it lives; SIGXFSZ is ignored, so that writing fails as on a
/// full disk.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, handler_);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit old_{};
  void (*handler_)(int);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(video)

BOOST_AUTO_TEST_CASE(a_video_says_what_it_is) {
  const TemporaryFolder folder;
  const std::string path = folder / "-a 'strange' \"name\": 100%.mp4";
  make_counting_clip("file:" + path, 20, 64, 48, 25);
  const VideoInfo info = probe_video(path);
  BOOST_TEST(info.width == 64);
  BOOST_TEST(info.height == 48);
  BOOST_TEST(info.rotation == 0);
  BOOST_TEST(info.fps == 25);
  BOOST_TEST(!info.variable_rate);
  BOOST_TEST(info.frames == 20);
  BOOST_TEST(info.duration == 0.8, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(counts(path) == from_to(0, 20), boost::test_tools::per_element());
  BOOST_TEST(counts(path, 7) == from_to(7, 20), boost::test_tools::per_element());
  BOOST_TEST(counts(path, 20).empty());
}

BOOST_AUTO_TEST_CASE(a_rate_in_rounded_milliseconds_is_constant) {
  const TemporaryFolder folder;
  const std::string path = folder / "clip.mkv";
  make_counting_clip(path, 15, 33, 21, 30);
  const VideoInfo info = probe_video(path);
  BOOST_TEST(info.width == 33);
  BOOST_TEST(info.height == 21);
  BOOST_TEST(!info.variable_rate);
  BOOST_TEST(info.fps == 30, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(info.frames == 15);
  BOOST_TEST(counts(path) == from_to(0, 15), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_frame_comes_once_whatever_its_time) {
  const TemporaryFolder folder;
  const std::string path = folder / "clip.mp4";
  // Ten frames at 25/s, then ten at 5/s.
  make_counting_clip(path, 20, 64, 48, 25,
                     {"-vf", "setpts='if(lt(N,10),N,10+5*(N-10))/25/TB'", "-vsync", "vfr"});
  const VideoInfo info = probe_video(path);
  BOOST_TEST(info.variable_rate);
  BOOST_TEST(info.frames == 20);
  BOOST_TEST(info.fps == 19 / (55 / 25.0), boost::test_tools::tolerance(1e-3));
  BOOST_TEST(counts(path) == from_to(0, 20), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_phones_rotation_is_undone) {
  const TemporaryFolder folder;
  const std::string flat = folder / "flat.mp4", turned = folder / "turned.mp4";
  // The right half is white.
  ffmpeg({"-f", "lavfi", "-i", "color=black:size=64x48:rate=10:duration=0.5", "-vf",
          "drawbox=x=32:w=32:h=48:c=white:t=fill", "-pix_fmt", "yuv420p", flat});
  for (const int degrees : {90, 180, 270}) {
    ffmpeg(
        {"-i", flat, "-c", "copy", "-metadata:s:v", "rotate=" + std::to_string(degrees), turned});
    const VideoInfo info = probe_video(turned);
    // Versions of ffmpeg differ in the direction that they take the tag for.
    BOOST_TEST((info.rotation == degrees || info.rotation == 360 - degrees));
    const bool upside_down = degrees == 180;
    BOOST_TEST(info.width == (upside_down ? 64 : 48));
    BOOST_TEST(info.height == (upside_down ? 48 : 64));
    VideoReader reader(turned, {info.width, info.height});
    std::vector<std::byte> pixels(reader.frame_bytes());
    BOOST_REQUIRE(reader.next(pixels));
    const auto white = [&](Index x, Index y) {
      return std::to_integer<int>(pixels[static_cast<std::size_t>(4 * (y * info.width + x))]) > 128;
    };
    const Index w = info.width, h = info.height;
    // Turned to the right, what was right is below.
    BOOST_TEST(white(w / 2, h - 4) == (info.rotation == 90));
    BOOST_TEST(white(w / 2, 4) == (info.rotation == 270));
    BOOST_TEST(white(4, h / 2 - 4) == (upside_down || info.rotation == 270));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_video_is_refused) {
  const TemporaryFolder folder;
  write_text(folder / "text.mp4", "this is no video, however long it may be");
  check_throws<DataError>([&] { probe_video(folder / "text.mp4"); },
                          (folder / "text.mp4") +
                              ": is not a video that ffprobe can read: Invalid data found when "
                              "processing input");
  check_throws<IoError>([&] { probe_video(folder / "none.mp4"); },
                        "cannot open " + (folder / "none.mp4") + ": No such file or directory");
  write_text(folder / "empty.mp4", "");
  check_throws<DataError>([&] { probe_video(folder / "empty.mp4"); },
                          (folder / "empty.mp4") + ": is empty; a video is wanted");
  ffmpeg({"-f", "lavfi", "-i", "sine=duration=0.2", folder / "sound.wav"});
  check_throws<DataError>([&] { probe_video(folder / "sound.wav"); },
                          (folder / "sound.wav") + ": holds no video");
  VideoReader reader(folder / "text.mp4", {8, 8});
  std::vector<std::byte> pixels(reader.frame_bytes());
  check_throws<DataError>(
      [&] { reader.next(pixels); },
      (folder / "text.mp4") + ": cannot be decoded: Invalid data found when processing input");
}

BOOST_AUTO_TEST_CASE(a_written_mp4_is_whole) {
  const TemporaryFolder folder;
  for (const double fps : {25.0, 50.0, 30000.0 / 1001, 12.5}) {
    const std::string path = folder / "a b'c.mp4";
    write_clip(path, {.width = 64, .height = 48, .fps = fps}, 30);
    const VideoInfo info = probe_video(path);
    BOOST_TEST(info.width == 64);
    BOOST_TEST(info.height == 48);
    BOOST_TEST(info.frames == 30);
    BOOST_TEST(info.fps == fps, boost::test_tools::tolerance(1e-7));
    BOOST_TEST(info.duration == 30 / fps, boost::test_tools::tolerance(1e-4));
    BOOST_TEST(names_in(folder.path()) == Names{"a b'c.mp4"}, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(colours_survive_an_mp4) {
  const TemporaryFolder folder;
  const std::string path = folder / "clip.MP4";
  write_clip(path, {.width = 64, .height = 64, .fps = 25}, 3);
  VideoReader reader(path, {64, 64});
  std::vector<std::byte> pixels(reader.frame_bytes());
  BOOST_REQUIRE(reader.next(pixels));
  const std::size_t at = static_cast<std::size_t>(4) * (32 * 64 + 40);
  BOOST_TEST(std::abs(std::to_integer<int>(pixels[at]) - 30) < 12);
  BOOST_TEST(std::abs(std::to_integer<int>(pixels[at + 1]) - 60) < 12);
  BOOST_TEST(std::abs(std::to_integer<int>(pixels[at + 2]) - 200) < 12);
}

BOOST_AUTO_TEST_CASE(an_odd_size_gets_one_more_row_and_column) {
  const TemporaryFolder folder;
  write_clip(folder / "odd.mp4", {.width = 65, .height = 49, .fps = 25}, 5);
  const VideoInfo info = probe_video(folder / "odd.mp4");
  BOOST_TEST(info.width == 66);
  BOOST_TEST(info.height == 50);
  BOOST_TEST(info.frames == 5);
}

BOOST_AUTO_TEST_CASE(a_written_gif_is_whole) {
  const TemporaryFolder folder;
  const std::string path = folder / "clip.gif";
  write_clip(path, {.width = 65, .height = 49, .fps = 25}, 30);
  const VideoInfo info = probe_video(path);
  BOOST_TEST(info.width == 65);
  BOOST_TEST(info.height == 49);
  BOOST_TEST(info.frames == 30);
  BOOST_TEST(info.fps == 25, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(info.duration == 1.2, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(read_text(path).find("NETSCAPE2.0") != std::string::npos);  // endless

  write_clip(path, {.width = 64, .height = 48, .fps = 100}, 40);  // too fast for a browser
  BOOST_TEST(probe_video(path).fps == 50, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(probe_video(path).frames == 20);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_refused) {
  const TemporaryFolder folder;
  check_throws<ValueError>([&] { VideoWriter("clip.avi", {.width = 64, .height = 48, .fps = 25}); },
                           "cannot write clip.avi: expected a name that ends in .mp4 or .gif");
  check_throws<ValueError>(
      [&] { VideoWriter("clip.mp4", {.width = 64, .height = 48}); },
      "cannot write clip.mp4: 0 frames per second; expected more than 0, at most 1000");
  const std::string nowhere = folder / "no/clip.mp4";
  check_throws<IoError>([&] { VideoWriter(nowhere, {.width = 64, .height = 48, .fps = 25}); },
                        "cannot write " + nowhere + ": No such file or directory");
}

BOOST_AUTO_TEST_CASE(without_ffmpeg_one_line_says_to_install_it) {
  const TemporaryFolder folder;
  write_text(folder / "clip.mp4", "old");
  const Environment path("PATH", folder.path());
  const std::string install =
      " was not found: install it (Debian and Ubuntu: apt-get install ffmpeg)";
  check_throws<IoError>([&] { probe_video(folder / "clip.mp4"); }, "ffprobe" + install);
  check_throws<IoError>([&] { VideoReader(folder / "clip.mp4", {8, 8}); }, "ffmpeg" + install);
  check_throws<IoError>(
      [&] { VideoWriter(folder / "clip.mp4", {.width = 8, .height = 8, .fps = 1}); },
      "ffmpeg" + install);
  BOOST_TEST(read_text(folder / "clip.mp4") == "old");
  BOOST_TEST(names_in(folder.path()) == Names{"clip.mp4"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(when_ffmpeg_fails_its_last_line_is_told_and_no_file_is_left) {
  const TemporaryFolder folder, bin;
  const std::string old = std::getenv("PATH");
  const Environment path("PATH", bin.path() + ":" + old);
  write_text(folder / "clip.mp4", "old");
  const auto write = [&](Index frames) {
    write_clip(folder / "clip.mp4", {.width = 64, .height = 48, .fps = 25}, frames);
  };
  const std::string failure = "cannot write " + (folder / "clip.mp4") + ": ";
  const auto untouched = [&] {
    BOOST_TEST(read_text(folder / "clip.mp4") == "old");
    BOOST_TEST(names_in(folder.path()) == Names{"clip.mp4"}, boost::test_tools::per_element());
  };

  write_program(bin / "ffmpeg",
                "echo first >&2\necho '[mp4 @ 0x55c0] the encoder broke' >&2\n"
                "echo 'Conversion failed!' >&2\nexit 1\n");
  check_throws<IoError>([&] { write(200); }, failure + "the encoder broke");
  untouched();
  write_program(bin / "ffmpeg", "head -c 100000 >/dev/null\nexit 3\n");
  check_throws<IoError>([&] { write(200); }, failure + "ffmpeg failed with exit code 3");
  write_program(bin / "ffmpeg", "cat >/dev/null\nexit 3\n");
  check_throws<IoError>([&] { write(2); }, failure + "ffmpeg failed with exit code 3");
  write_program(bin / "ffmpeg", "head -c 100000 >/dev/null\nkill -9 $$\n");
  check_throws<IoError>([&] { write(200); }, failure + "ffmpeg was ended by signal 9 (Killed)");
  write_program(bin / "ffmpeg", "exit 0\n");
  check_throws<IoError>([&] { write(200); }, failure + "ffmpeg ended too early");
  untouched();
}

BOOST_AUTO_TEST_CASE(an_ffprobe_that_hangs_or_raves_is_stopped) {
  const TemporaryFolder folder, bin;
  const std::string old = std::getenv("PATH");
  const Environment path("PATH", bin.path() + ":" + old);
  const std::string clip = folder / "clip.mp4";
  write_text(clip, "some");
  for (const std::string script : {"echo surprise\n", "exit 0\n", "head -c 5000 /dev/urandom\n"}) {
    write_program(bin / "ffprobe", script);
    check_throws<DataError>([&] { probe_video(clip); }, clip + ": ffprobe's answer cannot be read");
  }
  // What the script started holds the pipe, too.
  write_program(bin / "ffprobe", "echo '{'; sleep 1000; echo '}'\n");
  check_throws<IoError>([&] { probe_video(clip, std::chrono::milliseconds(50)); },
                        clip + ": ffprobe has written nothing for 0.05 seconds and was stopped");
  write_program(bin / "rave", "yes\n");
  ChildProcess rave({"rave"}, ChildProcess::Pipe::from_its_output);
  check_throws<IoError>([&] { rave.read_all(100000); },
                        "rave has written more than 100000 bytes and was stopped");
}

BOOST_AUTO_TEST_CASE(a_full_disk_leaves_no_file) {
  const TemporaryFolder folder;
  for (const std::string name : {"clip.mp4", "clip.gif"}) {
    const std::string path = folder / name;
    const auto write = [&] {
      VideoWriterOptions options{.width = 640, .height = 480, .fps = 25, .bitrate = 100000};
      write_clip(path, options, 60);
    };
    for (const rlim_t bytes : {rlim_t{0}, rlim_t{40}}) {  // too little for ffmpeg's own message
      const FileLimit limit(bytes);
      BOOST_CHECK_THROW(write(), IoError);
    }
    {
      const FileLimit limit(5000);
      check_throws<IoError>(write, "cannot write " + path + ": File too large");
    }
    BOOST_TEST(names_in(folder.path()).empty());
    write();
    BOOST_TEST(names_in(folder.path()) == Names{name}, boost::test_tools::per_element());
    std::filesystem::remove(path);
  }
}

BOOST_AUTO_TEST_CASE(a_video_that_is_not_finished_leaves_no_file) {
  const TemporaryFolder folder;
  {
    VideoWriter writer(folder / "clip.mp4", {.width = 64, .height = 48, .fps = 25});
    write_frames(writer, 64, 48, 10);
  }
  BOOST_TEST(names_in(folder.path()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
