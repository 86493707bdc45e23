#include <cmath>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "pose/data/pose_files.h"
#include "pose/render/draw_scene.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::TinyDataset;
using test::TinyRun;

const std::string kRender =
    "--evaluate epoch_1.bin --render --viz-subject S9 --viz-action 'Walking 1' ";

const TinyRun& trained() {
  static const TinyRun run;
  if (!run.has("checkpoint")) check_succeeds(run("-e 1 --no-eval"));
  return run;
}

BOOST_AUTO_TEST_SUITE(run_render)

BOOST_AUTO_TEST_CASE(a_reconstruction_stands_where_the_ground_truth_is) {
  const TinyRun& run = trained();
  check_succeeds(run(kRender + "--viz-output world.json"));
  const nlohmann::json found = nlohmann::json::parse(run.bytes("world.json"));
  BOOST_TEST(found["space"] == "world");
  BOOST_TEST(found["fps"].get<double>() == 50);
  BOOST_TEST(found["title"] == "S9, Walking 1");
  // The reconstruction's root is the network's own small offset from the ground truth's root.
  TinyDataset dataset;
  const Tensor& truth = dataset.poses("S9", "Walking 1");
  const auto& frames = found["positions_3d"];
  BOOST_REQUIRE(frames.size() == 40U);
  for (std::size_t t = 0; t < 40; ++t)
    for (std::size_t c = 0; c < 3; ++c)
      BOOST_TEST(
          std::abs(frames[t][0][c].get<double>() - truth.at(static_cast<Index>(t * 96 + c))) < 0.8);
  // Pixels of the first camera.
  BOOST_TEST(found["video_size"] == nlohmann::json({1000, 1002}));
}

BOOST_AUTO_TEST_CASE(the_ground_truth_is_shown_unless_it_is_not_wanted) {
  const TinyRun& run = trained();
  check_succeeds(run(kRender + "--viz-output both.html"));
  BOOST_TEST(run.bytes("both.html").find("Ground truth") != std::string::npos);
  check_succeeds(run(kRender + "--viz-output one.html --viz-no-ground-truth"));
  BOOST_TEST(run.bytes("one.html").find("Ground truth") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_read_is_not_written_over) {
  const TinyRun& run = trained();
  const auto refuse = [&](const std::string& options, const std::string& message) {
    check_fails(run(kRender + options), message + " (see posegrad run --help)", 2);
  };
  const std::string keypoints = run.bytes("data/data_2d_h36m_tiny.npz");
  refuse("--viz-output data/data_2d_h36m_tiny.npz",
         "--viz-output: found data/data_2d_h36m_tiny.npz, expected another file than that of "
         "-k/--keypoints");
  BOOST_TEST((run.bytes("data/data_2d_h36m_tiny.npz") == keypoints));
  refuse("--viz-export data/data_3d_h36m.npz",
         "--viz-export: found data/data_3d_h36m.npz, expected another file than that of "
         "-d/--dataset");
  refuse("--viz-export checkpoint/epoch_1.bin",
         "--viz-export: found checkpoint/epoch_1.bin, expected another file than that of "
         "--evaluate");
  refuse("--viz-output clip.gif --viz-video clip.gif",
         "--viz-output: found clip.gif, expected another file than that of --viz-video");
  refuse("--viz-output a.npy --viz-export a.npy",
         "--viz-output: found a.npy, expected another file than that of --viz-export");
  BOOST_TEST(!run.has("a.npy"));
}

BOOST_AUTO_TEST_CASE(what_is_drawn_can_be_limited) {
  const TinyRun& run = trained();
  check_succeeds(run(kRender + "--viz-output few.csv --viz-export few.npy --viz-limit 7"));
  BOOST_TEST(test::lines(run.bytes("few.csv")).size() == 8U);
  if (!pose::can_draw_scenes()) return;
  const auto drawn = run(kRender +
                         "--viz-output few.png --viz-size 1 --viz-limit 9 "
                         "--viz-downsample 3");
  check_succeeds(drawn);
  BOOST_TEST(test::lines(drawn.out).back() == "Wrote few.png: 3 frames");
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_to) {
  const TinyRun& run = trained();
  check_fails(run(kRender + "--viz-output nowhere/out.html"),
              "cannot write nowhere/out.html: there is no folder nowhere");
  if (pose::can_draw_scenes())
    check_fails(run(kRender + "--viz-output nowhere/out.png"),
                "cannot write nowhere/out.png: there is no folder nowhere");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
