#include <boost/test/unit_test.hpp>

#include "pose/data/pose_files.h"
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

double figure(const std::string& line, const std::string& name) {
  return std::stod(line.substr(line.find(" " + name + " ") + name.size() + 2));
}

BOOST_AUTO_TEST_SUITE(run_trajectory)

BOOST_AUTO_TEST_CASE(a_model_of_the_path_is_trained_beside_that_of_the_poses) {
  const TinyRun run;
  pose::write_keypoints_2d(run.path("data/data_2d_h36m_coco.npz"), TinyDataset::coco());
  const std::string coco = "-k coco --trajectory -e 6 --checkpoint-frequency 3 ";
  const auto result = run(coco);
  check_succeeds(result);
  const std::vector<std::string> epochs = lines_with(result.out, "[");
  BOOST_REQUIRE(epochs.size() == 6U);
  BOOST_TEST(figure(epochs.back(), "traj_eval") < 0.5 * figure(epochs.front(), "traj_eval"));
  BOOST_TEST(epochs.back().find("2d_") == std::string::npos);
  BOOST_TEST(run.bytes("checkpoint/history.csv").find(",traj_valid (mm)") != std::string::npos);
  const pose::Checkpoint saved = pose::read_checkpoint(run.path("checkpoint/epoch_6.bin"));
  BOOST_REQUIRE(saved.model_traj.has_value());
  BOOST_TEST(!saved.random_state_semi.has_value());

  // The pose model learns from the same batches as without a path model.
  const TinyRun alone;
  pose::write_keypoints_2d(alone.path("data/data_2d_h36m_coco.npz"), TinyDataset::coco());
  const auto poses = alone("-k coco -e 1 -drop 0");
  const auto both = run("-k coco -e 1 -drop 0 --trajectory -c other");
  BOOST_TEST(figure(lines_with(poses.out, "[").front(), "3d_train") ==
             figure(lines_with(both.out, "[").front(), "3d_train"));

  const std::string expected = run.bytes("checkpoint/epoch_6.bin");
  check_succeeds(run(coco + "-r epoch_3.bin"));
  BOOST_TEST((run.bytes("checkpoint/epoch_6.bin") == expected));
  check_fails(run("-k coco -e 6 -r epoch_3.bin"),
              "checkpoint/epoch_3.bin: it holds a trajectory model: go on with --trajectory");
  check_fails(alone(coco + "-r epoch_1.bin"),
              "checkpoint/epoch_1.bin: it holds no trajectory model, which --trajectory needs: it "
              "was trained without");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
