#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "pose/data/pose_files.h"
#include "pose/formats/npy.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::lines_with;
using test::TinyDataset;
using test::TinyRun;

const std::string kExport = "--evaluate epoch_1.bin --render --viz-export out.npy ";
const std::string kWalking = kExport + "--viz-subject S9 --viz-action Walking ";

const TinyRun& trained() {
  static const TinyRun run = [] {
    TinyDataset dataset;  // an action whose name is the beginning of another's
    dataset.positions[2].recordings[2].action = "Walk";
    dataset.keypoints.subjects[2].recordings[2].action = "Walk";
    return TinyRun(dataset);
  }();
  if (!run.has("checkpoint")) check_succeeds(run("-e 1"));
  return run;
}

Tensor exported(const TinyRun& run, const std::string& name = "out.npy") {
  return to_tensor(pose::formats::load_npy(run.path(name)).as_array(), DType::f32);
}

BOOST_AUTO_TEST_SUITE(run_export)

BOOST_AUTO_TEST_CASE(a_sequence_is_exported_whole_or_limited) {
  const TinyRun& run = trained();
  const auto result = run(kExport + "--viz-subject S9 --viz-action Waving");
  check_succeeds(result);
  BOOST_TEST(lines_with(result.out, "Exporting joint positions to out.npy").size() == 1U);
  BOOST_TEST((exported(run).shape() == Shape{40, 17, 3}));
  check_succeeds(run(kExport + "--viz-subject S9 --viz-action Waving --viz-limit 7"));
  BOOST_TEST((exported(run).shape() == Shape{7, 17, 3}));
  check_succeeds(run(kExport + "--viz-subject S9 --viz-action Waving --viz-limit 70"));
  BOOST_TEST((exported(run).shape() == Shape{40, 17, 3}));
  const std::string first = run.bytes("out.npy");
  check_succeeds(run(kExport + "--viz-subject S9 --viz-action Waving --viz-camera 3"));
  BOOST_TEST((run.bytes("out.npy") != first));
}

BOOST_AUTO_TEST_CASE(names_may_be_shortened_where_that_is_clear) {
  const TinyRun& run = trained();
  check_fails(
      run(kWalking),
      "--viz-action: several actions of subject S9 begin with 'Walking': Walking 1, Walking "
      "2; give one of them in full");
  check_succeeds(run(kExport + "--viz-subject S9 --viz-action Walk"));  // the exact name first
  check_fails(
      run(kExport + "--viz-subject S --viz-action Waving"),
      "--viz-subject: several subjects begin with 'S': S1, S5, S9; give one of them in full");
  check_fails(run(kExport + "--viz-subject S9 --viz-action Sitting"),
              "--viz-action: subject S9 has no action 'Sitting'; there are: Walking 1, Walking 2, "
              "Walk, Waving 2");
  check_fails(run(kExport + "--viz-subject S11 --viz-action Walk"),
              "--viz-subject: there is no subject 'S11'; there are: S1, S5, S9");
  check_fails(run(kExport + "--viz-subject S9 --viz-action Walk --viz-camera 4"),
              "--viz-camera 4: subject S9, action 'Walk' has 4 cameras, 0 to 3");
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_to) {
  const TinyRun& run = trained();
  const std::string sequence = "--viz-subject S9 --viz-action Walk --viz-export ";
  check_fails(run(kExport + sequence + "nowhere/out.npy"),
              "cannot write nowhere/out.npy: there is no folder nowhere");
  check_fails(run(kExport + sequence + "checkpoint"),
              "cannot write checkpoint: it exists and is not a regular file");
  check_fails(run(kExport + sequence + "/dev/full"),
              "cannot write /dev/full: it exists and is not a regular file");
}

BOOST_AUTO_TEST_CASE(a_custom_set_needs_no_ground_truth) {
  const TinyRun& run = trained();
  pose::Keypoints2d videos = TinyDataset{}.keypoints;
  videos.subjects.resize(2);
  for (pose::Subject2d& video : videos.subjects) {
    video.name = video.name == "S1" ? "garden.mp4" : "street.mp4";
    video.recordings.resize(1);
    video.recordings[0].action = "custom";
    video.recordings[0].cameras.resize(1);
    videos.metadata.videos.push_back({video.name, {1000, 1002}});
  }
  pose::write_keypoints_2d(run.path("data/data_2d_custom_mine.npz"), videos);
  const std::string custom = "-d custom -k mine " + kExport;
  const auto result = run(custom + "--viz-subject garden.mp4 --viz-action custom");
  check_succeeds(result);
  BOOST_TEST((exported(run).shape() == Shape{40, 17, 3}));
  // The same frames as Human3.6M's first camera sees them, and so the same poses.
  check_succeeds(run(kExport + "--viz-subject S1 --viz-export h36m.npy --viz-action 'Walking 1'"));
  BOOST_TEST((run.bytes("out.npy") == run.bytes("h36m.npy")));

  check_fails(run(custom + "--viz-subject roof.mp4 --viz-action custom"),
              "--viz-subject: there is no subject 'roof.mp4'; there are: garden.mp4, street.mp4");
  check_fails(run(custom + "--viz-subject garden.mp4 --viz-action custom --viz-camera 1"),
              "--viz-camera 1: subject garden.mp4, action 'custom' has 1 camera, number 0");

  videos.metadata.videos.pop_back();
  pose::write_keypoints_2d(run.path("data/data_2d_custom_mine.npz"), videos);
  check_fails(run(custom + "--viz-subject garden.mp4 --viz-action custom"),
              "data/data_2d_custom_mine.npz: metadata has no video_metadata for 'street.mp4': its "
              "width and height are needed");
  videos.metadata.videos.push_back({"street.mp4", {1000, 1002}});
  videos.subjects[0].recordings[0].cameras[0] = Tensor();
  pose::write_keypoints_2d(run.path("data/data_2d_custom_mine.npz"), videos);
  check_fails(run(custom + "--viz-subject garden.mp4 --viz-action custom"),
              "data/data_2d_custom_mine.npz: video 'garden.mp4', action 'custom': there are no "
              "keypoints");
  const Tensor view = videos.subjects[1].recordings[0].cameras[0];
  videos.subjects[0].recordings[0].cameras = {view, view};
  pose::write_keypoints_2d(run.path("data/data_2d_custom_mine.npz"), videos);
  check_fails(run(custom + "--viz-subject garden.mp4 --viz-action custom"),
              "data/data_2d_custom_mine.npz: video 'garden.mp4', action 'custom': 1 camera "
              "expected, 2 found");
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_told_before_anything_is_read) {
  const TinyRun run;
  const auto check = [&](const std::string& arguments, const std::string& message) {
    check_fails(run("--data nowhere " + arguments), message + " (see posegrad run --help)", 2);
  };
  const std::string advice =
      "; give --evaluate FILE --render --viz-export FILE --viz-subject VIDEO --viz-action custom";
  check("-d custom", "-d custom: a custom set has no ground truth to train on" + advice);
  check("-d custom --evaluate epoch_1.bin",
        "-d custom: a custom set has no ground truth to evaluate on" + advice);
  check(kExport, "--render: needs to know which sequence; give --viz-subject and --viz-action");
  check("--render --viz-export x",
        "--render: needs the checkpoint to render with; give --evaluate FILE");
  check("-r a.bin --evaluate b.bin", "-r/--resume and --evaluate exclude each other");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
