#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/video/picture_sequence.h"
#include "pose/video/video_info.h"
#include "pose/video/video_reader.h"
#include "tensor/error.h"
#include "tests/render/clips.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

/// Pictures 0, 1, ... of a counting clip: what counted() finds in them. `name` has "{}" for it.
void make_pictures(const std::string& folder, const std::string& name, Index frames,
                   const std::string& ending, const std::string& pixels = "") {
  const TemporaryFolder made;
  std::vector<std::string> arguments{"-f",
                                     "lavfi",
                                     "-i",
                                     "color=black:size=64x48:rate=25,format=gray,geq=lum='10+8*N'",
                                     "-frames:v",
                                     std::to_string(frames),
                                     "-q:v",
                                     "1",
                                     "-start_number",
                                     "0"};
  if (ending == "webp")
    arguments.insert(arguments.end(), {"-c:v", "libwebp", "-lossless", "1", "-f", "image2"});
  if (!pixels.empty()) arguments.insert(arguments.end(), {"-pix_fmt", pixels});
  arguments.push_back(made / ("%d." + ending));
  ffmpeg(arguments);
  fs::create_directories(folder);
  for (Index i = 0; i < frames; ++i)
    fs::copy_file(fmt::format("{}/{}.{}", made.path(), i, ending),
                  folder + "/" + fmt::format(fmt::runtime(name), i) + "." + ending,
                  fs::copy_options::overwrite_existing);
}

std::vector<Index> counts(const std::string& path, Index skip = 0) {
  VideoReader reader(path, {32, 24, skip});
  std::vector<std::byte> pixels(reader.frame_bytes());
  std::vector<Index> found;
  while (reader.next(pixels)) found.push_back(counted(pixels));
  BOOST_TEST(!reader.next(pixels));
  return found;
}

std::vector<Index> from_to(Index first, Index end) {
  std::vector<Index> numbers;
  for (Index n = first; n < end; ++n) numbers.push_back(n);
  return numbers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture_video)

BOOST_AUTO_TEST_CASE(a_folder_of_pictures_is_a_video_of_no_rate) {
  for (const std::string ending : {"jpg", "png", "bmp", "webp"}) {
    const TemporaryFolder folder;
    make_pictures(folder.path(), "frame_{}", 12, ending);
    write_text(folder / ".hidden.png", "");
    const VideoInfo info = probe_video(folder.path());
    BOOST_TEST(info.of_pictures);
    BOOST_TEST(info.width == 64);
    BOOST_TEST(info.height == 48);
    BOOST_TEST(info.fps == 0);
    BOOST_TEST(info.frames == 12);
    BOOST_TEST(info.rotation == 0);
    BOOST_TEST(info.numbers == from_to(0, 12), boost::test_tools::per_element());
    BOOST_TEST(info.notes.empty());
    BOOST_TEST(counts(folder.path()) == from_to(0, 12), boost::test_tools::per_element());
    BOOST_TEST(counts(folder.path(), 9) == from_to(9, 12), boost::test_tools::per_element());
    BOOST_TEST(counts(folder.path(), 12).empty());
    BOOST_TEST(counts(folder / ("frame_%d." + ending)) == from_to(0, 12),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(names_are_nothing_but_names) {
  const TemporaryFolder folder;
  for (const std::string name : {"-i 'it''s' \"{}\" é", "%03d {}", "100%%_{}", "a*b?c_{}",
                                 "[x]{{y}}_{}", "back\\slash_{}", "#comment {}", "file:{}"}) {
    const std::string inside = folder / "-x 'y' %d 100% é";
    make_pictures(inside, name, 3, "png");
    BOOST_TEST(counts(inside) == from_to(0, 3), boost::test_tools::per_element());
    fs::remove_all(inside);
  }
  make_pictures(folder / "a", "line\nbreak {}", 2, "png");
  check_throws<DataError>([&] { probe_video(folder / "a"); },
                          (folder / "a") +
                              ": the name of line\\x0abreak 0.png has a line break, "
                              "which ffmpeg does not take");
}

BOOST_AUTO_TEST_CASE(formats_and_kinds_of_pixels_may_be_mixed) {
  const TemporaryFolder folder;
  make_pictures(folder.path(), "{}", 9, "png");
  const std::vector<std::pair<std::string, std::string>> others{{"jpg", "yuvj420p"},
                                                                {"jpg", "yuvj444p"},
                                                                {"jpg", "gray"},
                                                                {"png", "rgb24"},
                                                                {"bmp", "bgr24"}};
  const TemporaryFolder made;
  for (Index i = 0; i < static_cast<Index>(others.size()); ++i) {
    const auto& [ending, pixels] = others[static_cast<std::size_t>(i)];
    make_pictures(made.path(), "{}", 9, ending, pixels);
    const std::string number = std::to_string(i + 2);
    fs::remove(folder / (number + ".png"));
    fs::copy_file(made / (number + "." + ending), folder / (number + "." + ending));
  }
  // Its name says another format than it has.
  fs::rename(folder / "8.png", folder / "8.JPEG");
  BOOST_TEST(counts(folder.path()) == from_to(0, 9), boost::test_tools::per_element());
  BOOST_TEST(counts(folder.path(), 3) == from_to(3, 9), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gaps_and_other_files_are_said) {
  const TemporaryFolder folder;
  make_pictures(folder.path(), "{:03}", 11, "png");
  fs::remove(folder / "004.png");
  write_text(folder / "notes.txt", "");
  fs::create_directory(folder / "more.png");
  const VideoInfo info = probe_video(folder.path());
  BOOST_TEST(info.frames == 10);
  const Names notes{folder.path() +
                        ": its pictures are numbered 0 to 10, but 1 of these numbers is missing "
                        "(4): those that are there are taken one after the other",
                    folder.path() + ": 2 in it are no pictures and left out: more.png, notes.txt"};
  BOOST_TEST(info.notes == notes, boost::test_tools::per_element());
  BOOST_TEST(counts(folder.path()) == (std::vector<Index>{0, 1, 2, 3, 5, 6, 7, 8, 9, 10}),
             boost::test_tools::per_element());
  BOOST_TEST(probe_video(folder / "*.png").frames == 10);
}

BOOST_AUTO_TEST_CASE(a_pattern_chooses_one_series_of_a_folder) {
  const TemporaryFolder folder;
  make_pictures(folder.path(), "left_{:02}", 3, "png");
  make_pictures(folder.path(), "right_{:02}", 2, "png");
  BOOST_TEST(probe_video(folder / "left_%02d.png").frames == 3);
  BOOST_TEST(probe_video(folder / "right_*.png").frames == 2);
  check_throws<DataError>([&] { probe_video(folder / "left_%d.png"); },
                          (folder / "left_%d.png") +
                              ": no picture has such a name; there is left_00.png, left_01.png, "
                              "left_02.png, ...");
  check_throws<IoError>([&] { probe_video(folder / "none/%d.png"); },
                        "cannot open " + (folder / "none") + ": No such file or directory");
  BOOST_TEST(stands_for(folder / "left_%02d.png", folder / "left_01.png"));
  BOOST_TEST(!stands_for(folder / "left_%02d.png", folder / "left_07.png"));
  BOOST_TEST(!stands_for(folder / "left_%02d.png", folder / "right_01.png"));
}

BOOST_AUTO_TEST_CASE(a_file_of_that_name_is_no_pattern) {
  const TemporaryFolder folder;
  make_counting_clip("file:" + (folder / "clip_%%02d.mp4"), 4, 64, 48, 25);
  if (fs::exists(folder / "clip_%%02d.mp4"))
    fs::rename(folder / "clip_%%02d.mp4", folder / "clip_%02d.mp4");
  BOOST_TEST(!probe_video(folder / "clip_%02d.mp4").of_pictures);
  BOOST_TEST(counts(folder / "clip_%02d.mp4").size() == 4U);
}

BOOST_AUTO_TEST_CASE(folders_that_are_no_video_are_refused) {
  const TemporaryFolder folder;
  const std::string wanted = "; a video or a folder of pictures is wanted";
  const std::string none = ": a folder without pictures (.jpg, .jpeg, .png, .bmp, .webp)";
  check_throws<DataError>([&] { probe_video(folder.path()); },
                          folder.path() + none + ": it is empty" + wanted);
  write_text(folder / "a.json", "");
  check_throws<DataError>([&] { probe_video(folder.path()); },
                          folder.path() + none + ", in it is a.json" + wanted);
  make_pictures(folder.path(), "f{}", 3, "png");
  ffmpeg({"-f", "lavfi", "-i", "color=red:size=48x64", "-frames:v", "1", folder / "f3.jpg"});
  const std::string sizes = folder / "f0.png has 64x48 pixels, ";
  check_throws<DataError>(
      [&] { probe_video(folder.path()); },
      sizes + (folder / "f3.jpg") + " has 48x64: the pictures of a video are of one size");
}

BOOST_AUTO_TEST_CASE(a_broken_picture_ends_the_video_with_its_place) {
  const TemporaryFolder folder;
  make_pictures(folder.path(), "f{}", 6, "png");
  const std::string whole = read_text(folder / "f4.png");
  write_text(folder / "f4.png", whole.substr(0, 60));  // its size is there, its pixels are not
  VideoReader reader(folder.path(), {32, 24});
  std::vector<std::byte> pixels(reader.frame_bytes());
  Index came = 0;
  try {
    while (reader.next(pixels)) BOOST_TEST(counted(pixels) == came++);
    BOOST_ERROR("nothing was thrown");
  } catch (const DataError& error) {
    const std::string message = error.what();
    BOOST_TEST(message.starts_with(folder.path() + ": cannot be decoded at f"), message);
    BOOST_TEST(message.find('\n') == std::string::npos);
  }
  BOOST_TEST(came <= 4);
}

BOOST_AUTO_TEST_SUITE_END()
