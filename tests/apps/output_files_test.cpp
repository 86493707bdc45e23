#include <filesystem>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "apps/files/named_files.h"
#include "apps/usage_error.h"
#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

using test::check_throws;
using Files = std::vector<NamedFile>;

struct Work {
  test::TemporaryFolder folder;
  const std::string clip = folder / "clip.mp4", keypoints = folder / "keypoints";
  const Files inputs{{"--video", clip}, {"--kinect", ""}, {"DETECTIONS", keypoints}};

  Work() {
    test::write_text(clip, "clip");
    test::write_text(keypoints + "/1.json", "{}");
  }
  void check_usage(const Files& outputs, const std::string& message) const {
    check_throws<UsageError>([&] { check_output_files(outputs, inputs); }, message);
  }
  void check_place(const std::string& path, const std::string& message) const {
    check_throws<IoError>(
        [&] {
          check_output_files(Files{{"-o", path}}, inputs);
        },
        "cannot write " + path + ": " + message);
  }
};

BOOST_FIXTURE_TEST_SUITE(output_files, Work)

BOOST_AUTO_TEST_CASE(files_with_places_of_their_own_are_fine) {
  test::write_text(folder / "old.gif", "");
  BOOST_CHECK_NO_THROW(check_output_files(Files{{"-o", folder / "old.gif"},
                                                {"-o", folder / "new.gif"},
                                                {"-o", keypoints + "/new.json"},
                                                {"-o", "in_this_folder.gif"},
                                                {"--viz-export", ""},
                                                {"--viz-output", ""}},
                                          inputs));
}

BOOST_AUTO_TEST_CASE(an_input_is_not_replaced_however_it_is_spelt) {
  std::filesystem::create_symlink(clip, folder / "link.mp4");
  for (const std::string& path :
       {clip, folder / "./clip.mp4", keypoints + "/../clip.mp4", folder / "link.mp4"})
    check_usage({{"-o", path}}, "-o: found " + path +
                                    ", expected another file than that of "
                                    "--video");
  check_usage(
      {{"-o", keypoints + "/1.json"}},
      "-o: found " + keypoints + "/1.json, which is there already among the files of DETECTIONS");
}

BOOST_AUTO_TEST_CASE(a_picture_of_a_pattern_is_not_replaced) {
  const std::string pattern = folder / "frame_%03d.png", picture = folder / "frame_007.png";
  test::write_text(picture, "");
  const auto check = [&](const std::string& output) {
    check_output_files(Files{{"-o", output}}, Files{{"--video", pattern}});
  };
  test::check_throws<UsageError>(
      [&] { check(picture); },
      "-o: found " + picture + ", which is there already among the files of --video");
  BOOST_CHECK_NO_THROW(check(folder / "frame_008.png"));
  BOOST_CHECK_NO_THROW(check(folder / "old.gif"));
}

BOOST_AUTO_TEST_CASE(two_outputs_are_not_written_to_one_place) {
  const std::string path = folder / "a.npy", again = folder / "./a.npy";
  check_usage({{"-o", path}, {"-o", again}},
              "-o: found " + again + " twice, expected different files");
  check_usage({{"--viz-export", path}, {"--viz-output", path}},
              "--viz-output: found " + path + ", expected another file than that of --viz-export");
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_told_at_once) {
  check_place(folder / "none/a.gif", "there is no folder " + (folder / "none"));
  check_place(clip + "/a.gif", "there is no folder " + clip);
  std::filesystem::create_directory(folder / "a.gif");
  check_place(folder / "a.gif", "it exists and is not a regular file");
  check_place("/dev/null", "it exists and is not a regular file");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
