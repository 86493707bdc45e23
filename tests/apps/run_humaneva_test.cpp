#include <filesystem>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/formats/npy.h"
#include "tests/support/run_checks.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_humaneva.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::lines_with;
using test::TinyHumanEva;
using Names = std::vector<std::string>;

/// `posegrad run -d humaneva15` or 20 in a folder of its own.
class HumanEvaRun {
 public:
  explicit HumanEvaRun(Index joints) : HumanEvaRun(joints, TinyHumanEva(joints)) {}
  HumanEvaRun(Index joints, const TinyHumanEva& set) : joints_(joints) {
    const std::string data = folder_ / "data";
    std::filesystem::create_directories(data);
    pose::write_positions_3d(fmt::format("{}/data_3d_humaneva{}.npz", data, joints), set.positions);
    pose::write_keypoints_2d(fmt::format("{}/data_2d_humaneva{}_tiny.npz", data, joints),
                             set.keypoints);
  }

  test::ProgramResult operator()(const std::string& arguments) const {
    std::istringstream words(fmt::format(
        "run -d humaneva{} -k tiny -arc 3,3 -ch 8 -b 64 -e 2 --threads 1 {}", joints_, arguments));
    return test::run_posegrad({std::istream_iterator<std::string>(words), {}},
                              {.working_directory = folder_.path()});
  }
  std::string path(const std::string& name) const { return folder_ / name; }

 private:
  test::TemporaryFolder folder_;
  Index joints_;
};

const std::string kSubjects = "-str Train/S1,Train/S2 -ste Validate/S1,Validate/S2 ";

BOOST_AUTO_TEST_SUITE(run_humaneva)

BOOST_AUTO_TEST_CASE(both_numbers_of_joints_train_evaluate_and_export) {
  for (const Index joints : {15, 20}) {
    const HumanEvaRun run(joints);
    const auto trained = run(kSubjects + "--by-subject");
    check_succeeds(trained);
    BOOST_TEST(lines_with(trained.out, "[").size() == 2U);
    BOOST_TEST(lines_with(trained.out, "INFO: Testing on 540 frames").size() ==
               1U);  // 2 subjects, 3 pieces, 3 cameras
    const Names subjects{"Evaluating on subject Validate/S1", "Evaluating on subject Validate/S2"};
    BOOST_TEST(lines_with(trained.out, "Evaluating on") == subjects,
               boost::test_tools::per_element());
    // Pieces of one action count together.
    const Names actions{"----Walking----", "----Jog----", "----Walking----", "----Jog----"};
    const auto is_title = [](const std::string& line) { return line != "----------"; };
    Names titles = lines_with(trained.out, "----");
    std::erase_if(titles, [&](const std::string& line) { return !is_title(line); });
    BOOST_TEST(titles == actions, boost::test_tools::per_element());

    const auto evaluated = run("--evaluate epoch_2.bin -a Jog -ste Validate/S2 --by-subject");
    check_succeeds(evaluated);
    BOOST_TEST(lines_with(evaluated.out, "Protocol #1 Error") ==
                   Names{lines_with(trained.out, "Protocol #1 Error").back()},
               boost::test_tools::per_element());

    check_succeeds(
        run("--evaluate epoch_2.bin --render --viz-subject Unlabeled/S4 --viz-action Box "
            "--viz-camera 2 "
            "--viz-export out.npy"));
    const Tensor poses =
        to_tensor(pose::formats::load_npy(run.path("out.npy")).as_array(), DType::f32);
    BOOST_TEST(poses.shape().to_string() == Shape({30, joints, 3}).to_string());
  }
}

BOOST_AUTO_TEST_CASE(training_goes_on_exactly_where_it_stopped) {
  const HumanEvaRun whole(20), parts(20);
  check_succeeds(whole(kSubjects));
  check_succeeds(parts(kSubjects + "--checkpoint-frequency 1"));
  check_succeeds(parts(kSubjects + "-r epoch_1.bin"));
  BOOST_TEST((test::read_text(whole.path("checkpoint/epoch_2.bin")) ==
              test::read_text(parts.path("checkpoint/epoch_2.bin"))));
}

BOOST_AUTO_TEST_CASE(a_subject_without_its_prefix_is_told_the_names_before_training) {
  const HumanEvaRun run(15);
  const std::string has_no_s1 =
      "the data set humaneva15 has no subject S1: there is Train/S1, Validate/S1; give the name "
      "with its prefix";
  const std::string has_no =
      "the data set humaneva15 has no subject {}; there are: Train/S1, Train/S2, Validate/S1, "
      "Validate/S2, Validate/S3, Unlabeled/S4";
  check_fails(run(""), has_no_s1);  // Human3.6M's subjects are the default
  check_fails(run("-str Train/S1 -ste S1"), has_no_s1);
  check_fails(run("-str Train/S1"), fmt::format(fmt::runtime(has_no), "S9"));
  check_fails(run("-str Train/S9 -ste Validate/S1"), fmt::format(fmt::runtime(has_no), "Train/S9"));
  BOOST_TEST(!std::filesystem::exists(run.path("checkpoint")));
}

BOOST_AUTO_TEST_CASE(an_empty_subject_is_left_out) {
  const HumanEvaRun run(15);
  const std::string left_out =
      "posegrad run: subject Validate/S3 has nothing to evaluate on: left out\n";
  const auto result = run("-str Train/S1 -ste Validate/S3,Validate/S1 --by-subject");
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.err == left_out);
  BOOST_TEST(lines_with(result.out, "Evaluating on").size() == 1U);
  check_succeeds(run("--evaluate epoch_2.bin -ste Validate/S3,Validate/S1"));
}

BOOST_AUTO_TEST_CASE(files_that_do_not_fit_are_refused) {
  TinyHumanEva two_cameras(15);
  two_cameras.keypoints.subjects[1].recordings[0].cameras.pop_back();
  check_fails(HumanEvaRun(15, two_cameras)(kSubjects),
              "data/data_2d_humaneva15_tiny.npz: subject Train/S2, action 'Walking 1 chunk0': 3 "
              "cameras expected, 2 found");
  check_fails(HumanEvaRun(15, TinyHumanEva(20))(kSubjects),
              "data/data_3d_humaneva15.npz: subject Train/S1, action 'Walking 1 chunk0': 15 joints "
              "expected, 20 found; it is "
              "one of -d humaneva20");
  check_fails(HumanEvaRun(15)(kSubjects + "-sun Train/S1"),
              "-sun/--subjects-unlabeled: semi-supervised training needs the cameras of -d h36m, "
              "found -d humaneva15 (see "
              "posegrad run --help)",
              2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
