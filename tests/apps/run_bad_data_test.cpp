#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/formats/npz.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::TinyDataset;
using test::TinyRun;

const std::string k3d = "data/data_3d_h36m.npz", k2d = "data/data_2d_h36m_tiny.npz";

void check_refused(const TinyRun& run, const std::string& arguments, const std::string& message) {
  check_fails(run(arguments), message);
  BOOST_TEST(!run.has("checkpoint/epoch_1.bin"));
}

void check_refused(const TinyDataset& dataset, const std::string& message) {
  check_refused(TinyRun(dataset), "-e 1", message);
}

/// One line that begins so: what follows is a library's or the format's own.
void check_one_line(const test::ProgramResult& result, const std::string& beginning) {
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(test::lines(result.err).size() == 1U, result.err);
  BOOST_TEST(result.err.starts_with("posegrad run: " + beginning), result.err);
}

BOOST_AUTO_TEST_SUITE(run_bad_data)

BOOST_AUTO_TEST_CASE(a_missing_file_is_named_as_the_user_gave_it) {
  const TinyRun run;
  check_refused(run, "--data nowhere",
                "cannot open nowhere/data_3d_h36m.npz: No such file or directory; give the folder "
                "of the data with --data");
  check_refused(run, "-d humaneva15",
                "cannot open data/data_3d_humaneva15.npz: No such file or directory; -d can be "
                "h36m");
  run.write("data/data_2d_h36m_other.npz", "");
  run.write("data/data_2d_humaneva15_no.npz", "");
  check_refused(run, "-k cpn",
                "cannot open data/data_2d_h36m_cpn.npz: No such file or directory; -k can be tiny, "
                "other");
}

BOOST_AUTO_TEST_CASE(a_cut_corrupt_or_hostile_file_is_one_line) {
  for (const std::string& file : {k3d, k2d}) {
    const TinyRun run;
    const std::string whole = run.bytes(file);
    const auto check = [&](const std::string& bytes) {
      run.write(file, bytes);
      check_one_line(run("-e 1"), file + ": ");
    };
    check("");
    check("not an archive");
    check(whole.substr(0, whole.size() / 2));
    std::string changed = whole;
    changed[whole.size() / 3] = static_cast<char>(changed[whole.size() / 3] ^ 0x55);
    check(changed);
    pose::formats::save_npz(run.path(file), {{"something", pose::formats::Value(1)}});
    check_one_line(run("-e 1"), file + ": ");
  }
}

BOOST_AUTO_TEST_CASE(subjects_and_actions_that_are_not_there) {
  const TinyRun run;
  check_refused(run, "-str S1,S7", "the data set h36m has no subject S7; there are: S1, S5, S9");
  check_refused(run, "-ste S11", "the data set h36m has no subject S11; there are: S1, S5, S9");
  check_refused(run, "-a Sit,Eat",
                "no action of the subject S9 begins with Sit or Eat; there are: Walking 1, Walking "
                "2, Waving 1, Waving 2");
  check_refused(run, "-ste S9,S5 -a walk",
                "no action of the subjects S9, S5 begins with walk; there are: Walking 1, Walking "
                "2, Waving 1, Waving 2");
}

BOOST_AUTO_TEST_CASE(keypoints_that_do_not_fit_the_poses) {
  {
    TinyDataset shorter;
    Tensor& camera = shorter.recording_2d("S5", "Waving 1").cameras[2];
    camera = camera.rows(0, 39).clone();
    check_refused(shorter, k2d +
                               ": subject S5, action 'Waving 1', camera 2: 39 frames of 2D "
                               "keypoints, but " +
                               k3d + " has 40 frames of 3D poses");
  }
  {
    TinyDataset longer;  // is cut
    Tensor& poses = longer.poses("S5", "Waving 1");
    poses = poses.rows(0, 30).clone();
    check_succeeds(TinyRun(longer)("-e 1"));
  }
  {
    TinyDataset no_subject;
    no_subject.erase_2d("S5");
    check_refused(no_subject, k2d + ": subject S5 of " + k3d + " is missing");
  }
  {
    TinyDataset no_action;
    no_action.keypoints.subjects[0].recordings.erase(
        no_action.keypoints.subjects[0].recordings.begin());
    check_refused(no_action, k2d + ": subject S1, action 'Walking 1' of " + k3d + " is missing");
  }
  {
    TinyDataset three_cameras;
    three_cameras.recording_2d("S9", "Walking 2").cameras.pop_back();
    check_refused(three_cameras,
                  k2d + ": subject S9, action 'Walking 2': 4 cameras expected, 3 found");
  }
  {
    TinyDataset empty_camera;
    empty_camera.recording_2d("S9", "Walking 2").cameras[1] = Tensor();
    check_refused(empty_camera,
                  k2d + ": subject S9, action 'Walking 2', camera 1: there are no keypoints");
  }
  {
    TinyDataset reduced;
    reduced.positions.resize(1);
    for (pose::Recording3d& recording : reduced.positions[0].recordings)
      recording.poses = Tensor::zeros({40, 17, 3});
    check_refused(reduced, k3d +
                               ": subject S1, action 'Walking 1': 32 joints expected, 17 found; "
                               "was the file already reduced?");
  }
}

BOOST_AUTO_TEST_CASE(subjects_that_human36m_does_not_have) {
  TinyDataset renamed;
  renamed.keypoints.subjects[1].name = renamed.positions[1].name = "Anna";
  check_refused(renamed, k2d +
                             ": Human3.6M has no subject 'Anna'; its subjects are S1, S2, S3, "
                             "S4, S5, S6, S7, S8, S9, S11");
  TinyDataset no_place;  // its cameras' places were never published
  no_place.keypoints.subjects[1].name = no_place.positions[1].name = "S2";
  check_refused(no_place, k3d +
                              ": subject S2: the places of its cameras are not known, so that "
                              "its 3D poses cannot be used");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite) {
  TinyDataset in_2d;
  in_2d.recording_2d("S1", "Waving 2").cameras[3].cpu_span<float>()[(7 * 17 + 4) * 2 + 1] =
      std::numeric_limits<float>::quiet_NaN();
  check_refused(in_2d, k2d +
                           ": subject S1, action 'Waving 2', camera 3, frame 7, joint 4: the "
                           "number nan is not finite");
  TinyDataset in_3d;
  in_3d.poses("S9", "Walking 1").cpu_span<float>()[(39 * 32 + 31) * 3] =
      -std::numeric_limits<float>::infinity();
  check_refused(in_3d, k3d +
                           ": subject S9, action 'Walking 1', frame 39, joint 31: the number "
                           "-inf is not finite");
}

BOOST_AUTO_TEST_CASE(subjects_without_3d_poses) {
  TinyDataset no_test;
  no_test.erase_3d("S9");
  const std::string rest = ", action 'Walking 1' has no 3D poses in " + k3d;
  check_refused(no_test, "subject S9" + rest + " to evaluate on");
  // Not after an epoch, nor by leaving the subject out.
  check_refused(TinyRun(no_test), "-e 1 --no-eval", "subject S9" + rest + " to evaluate on");
  check_refused(TinyRun(no_test), "-e 1 -ste S5,S9", "subject S9" + rest + " to evaluate on");
  TinyDataset no_training;
  no_training.erase_3d("S5");
  check_refused(no_training, "subject S5" + rest + " to train on");
  check_succeeds(TinyRun(no_training)("-e 1 -str S1"));
}

BOOST_AUTO_TEST_CASE(selections_that_leave_nothing) {
  const TinyRun run;
  check_refused(run, "--subset 0.001",
                "no frame is left of the subjects S1, S5 with --subset 0.001 and --downsample 1");
  check_refused(run, "--subset 0.9 --downsample 50",
                "no frame is left of the subjects S1, S5 with --subset 0.9 and --downsample 50");
  TinyDataset empty;
  for (const std::string action : {"Walking 1", "Walking 2"}) {
    empty.poses("S9", action) = Tensor::zeros({0, 32, 3});
    for (Tensor& camera : empty.recording_2d("S9", action).cameras)
      camera = Tensor::zeros({0, 17, 2});
  }
  const TinyRun with_empty(empty);
  check_refused(with_empty, "-a Walk", "the subject S9: the sequences chosen have no frame");
  check_succeeds(with_empty("-e 1"));
}

BOOST_AUTO_TEST_CASE(sequences_shorter_than_the_receptive_field_work) {
  const TinyRun run;
  for (const std::string form : {"", "--causal", "--dense", "-s 7", "--disable-optimizations"})
    check_succeeds(run("-e 1 -arc 3,3,3,3,3 -b 512 -a Walk " + form));
  TinyDataset short_set;  // one frame has no velocity, but all the rest
  Tensor& poses = short_set.poses("S9", "Walking 1");
  poses = poses.rows(0, 1).clone();
  check_succeeds(TinyRun(short_set)("-e 1"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
