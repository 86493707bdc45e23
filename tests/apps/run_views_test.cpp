#include <csignal>
#include <iterator>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"
#include "tests/views/figure.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::lines_with;
using Names = std::vector<std::string>;

/// `posegrad run` on endless views of two clips, small.
class ViewsRun {
 public:
  ViewsRun() {
    pose::write_positions_3d(run_.path("data/data_3d_mocap_tiny.npz"), test::figure_positions(60));
  }
  test::ProgramResult operator()(const std::string& arguments,
                                 test::ProgramOptions options = {}) const {
    return run_(kSmall + arguments, std::move(options));
  }
  const test::TinyRun& folder() const { return run_; }

 private:
  const std::string kSmall =
      "-d mocap_tiny -k views -str A -ste B --samples-per-epoch 640 --views 300 "
      "--checkpoint-frequency 1 ";
  test::TinyRun run_;
};

const ViewsRun& trained() {
  static const ViewsRun run;
  static const test::ProgramResult result = run("");
  check_succeeds(result);
  return run;
}

BOOST_AUTO_TEST_SUITE(run_views)

BOOST_AUTO_TEST_CASE(it_trains_and_says_what_the_model_takes) {
  const pose::Checkpoint checkpoint =
      pose::read_checkpoint(trained().folder().path("checkpoint/epoch_4.bin"));
  BOOST_REQUIRE(checkpoint.model_facts.has_value());
  BOOST_TEST((checkpoint.model_facts->input == pose::ModelInput::person));
  BOOST_TEST(checkpoint.model_facts->keypoint_layout == "coco");
  BOOST_TEST(checkpoint.model_facts->fps == 25);
}

BOOST_AUTO_TEST_CASE(errors_fall_while_it_trains) {
  const ViewsRun run;
  const test::ProgramResult result = run("-lr 0.005 --no-eval");
  check_succeeds(result);
  const auto error = [&](int epoch) {
    const Names line = lines_with(result.out, fmt::format("[{}] ", epoch));
    BOOST_REQUIRE(line.size() == 1U);
    return std::stod(line[0].substr(line[0].find("3d_train ") + 9));
  };
  BOOST_TEST(error(4) < 0.8 * error(1));
}

BOOST_AUTO_TEST_CASE(a_run_interrupted_and_resumed_ends_with_the_same_bytes) {
  const ViewsRun run;
  const auto first =
      run("--log /dev/stdout", {.signal = test::SignalAt{"\"global_step\":27,", SIGINT}});
  BOOST_TEST(first.exit_code == 130);
  BOOST_TEST(run.folder().has("checkpoint/interrupted.bin"));
  check_succeeds(run("-r interrupted.bin"));
  BOOST_TEST((run.folder().bytes("checkpoint/epoch_4.bin") ==
              trained().folder().bytes("checkpoint/epoch_4.bin")));
}

BOOST_AUTO_TEST_CASE(a_killed_run_resumed_ends_with_the_same_bytes) {
  const ViewsRun run;
  const auto killed =
      run("--log /dev/stdout", {.signal = test::SignalAt{"\"global_step\":50,", SIGKILL}});
  BOOST_TEST(killed.exit_code == 128 + SIGKILL);
  BOOST_REQUIRE(run.folder().has("checkpoint/epoch_2.bin"));
  check_succeeds(run("-r epoch_2.bin"));
  BOOST_TEST((run.folder().bytes("checkpoint/epoch_4.bin") ==
              trained().folder().bytes("checkpoint/epoch_4.bin")));
}

BOOST_AUTO_TEST_CASE(another_epoch_size_cannot_resume_inside_an_epoch) {
  const ViewsRun run;
  run("--log /dev/stdout", {.signal = test::SignalAt{"\"global_step\":27,", SIGINT}});
  const auto result = run("-r interrupted.bin --samples-per-epoch 100");
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.err.find("which these options and data do not give") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(evaluation_is_a_table_beside_zero_depth) {
  const test::ProgramResult result = trained()("--evaluate epoch_4.bin --views 2000");
  BOOST_TEST(result.exit_code == 0);
  for (const char* row :
       {"all ", "action: turn", "camera pitch, degrees: 0 to 15", "distance, metres: 5 to 14"})
    BOOST_TEST(lines_with(result.out, row).size() == 1U, row);
}

BOOST_AUTO_TEST_CASE(what_has_no_meaning_is_refused) {
  const ViewsRun run;
  check_fails(run("-s 3"),
              "-s/--stride: it has no meaning with -d mocap_tiny, whose views are made on the fly "
              "(see posegrad run --help)",
              2);
  check_fails(run("-k gt"),
              "-k/--keypoints: found 'gt', expected views: -d mocap_tiny has no other keypoints "
              "(see posegrad run --help)",
              2);
  check_fails(
      run("-no-da"),
      "-no-da/--no-data-augmentation: it has no meaning with -d mocap_tiny, whose views are "
      "made on the fly (see posegrad run --help)",
      2);
  check_fails(run("--warmup 2"),
              "--warmup: it has no meaning with -d mocap_tiny, whose views are made on the fly "
              "(see posegrad run --help)",
              2);
  check_fails(run("--samples-per-epoch 0"),
              "--samples-per-epoch: found 0, expected at least 1 (see posegrad run --help)", 2);
  check_fails(run("-ste Z"), "data/data_3d_mocap_tiny.npz: it has no subject Z; there are: A, B");
  check_fails(run("-str A -ste A,B -a fly"),
              "no action of data/data_3d_mocap_tiny.npz to train on begins with fly");
}

BOOST_AUTO_TEST_CASE(a_model_of_the_screen_is_evaluated_beside_and_cannot_be_trained_on) {
  const test::TinyRun screen;
  pose::write_keypoints_2d(screen.path("data/data_2d_h36m_coco.npz"), test::TinyDataset::coco());
  pose::write_positions_3d(screen.path("data/data_3d_mocap_tiny.npz"), test::figure_positions(60));
  check_succeeds(screen("-k coco -e 1"));
  const std::string on_views = "-d mocap_tiny -k views -str A -ste B --views 200 ";
  const auto evaluated = screen(on_views + "--evaluate epoch_1.bin");
  BOOST_TEST_REQUIRE(evaluated.exit_code == 0, evaluated.err);
  const Names all = lines_with(evaluated.out, "all ");
  BOOST_TEST_REQUIRE(all.size() == 1U);
  std::istringstream columns(all[0]);
  const Names words{std::istream_iterator<std::string>(columns), {}};
  BOOST_TEST_REQUIRE(words.size() == 8U);
  BOOST_TEST(words[1] == "200");
  for (const std::size_t error : {2U, 3U, 4U}) BOOST_TEST(std::stod(words[error]) > 50);
  BOOST_TEST(words[5] == "-", "such a model says no up");

  const auto resumed = screen(on_views + "--resume epoch_1.bin");
  BOOST_TEST(resumed.exit_code == 1);
  BOOST_TEST(resumed.err.find("epoch_1.bin") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_model_of_other_keypoints_on_the_screen_is_refused) {
  const test::TinyRun screen;
  check_succeeds(screen("-e 1"));
  pose::write_positions_3d(screen.path("data/data_3d_mocap_tiny.npz"), test::figure_positions(60));
  const auto result = screen("-d mocap_tiny -k views -str A -ste B --evaluate epoch_1.bin");
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.err.find("epoch_1.bin: the model takes ") != std::string::npos, result.err);
  BOOST_TEST(result.err.find("endless views have coco's") != std::string::npos, result.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
