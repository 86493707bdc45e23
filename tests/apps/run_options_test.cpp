#include <algorithm>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "apps/commands.h"
#include "apps/run/options.h"
#include "apps/usage_error.h"
#include "pose/render/chart.h"
#include "pose/render/draw_scene.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

using Line = std::vector<std::string>;

RunOptions parse(const Line& line) { return parse_run_options(line); }

void check_refused(const Line& line, const std::string& message) {
  test::check_throws<UsageError>([&] { parse(line); }, message);
}

BOOST_AUTO_TEST_SUITE(run_options)

BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_reference) {
  const RunOptions o = parse({});
  BOOST_TEST(o.dataset == "h36m");
  BOOST_TEST(o.keypoints == "cpn_ft_h36m_dbb");
  BOOST_TEST(o.subjects_train == (Line{"S1", "S5", "S6", "S7", "S8"}),
             boost::test_tools::per_element());
  BOOST_TEST(o.subjects_test == (Line{"S9", "S11"}), boost::test_tools::per_element());
  BOOST_TEST(o.actions.empty());
  BOOST_TEST(o.checkpoint == "checkpoint");
  BOOST_TEST(o.checkpoint_frequency == 10);
  BOOST_TEST(!o.architecture_told());
  BOOST_TEST(o.epochs == 60);
  BOOST_TEST(o.batch_size == 1024);
  BOOST_TEST(o.dropout == 0.25);
  BOOST_TEST(o.learning_rate == 0.001);
  BOOST_TEST(o.lr_decay == 0.95);
  BOOST_TEST(o.data_augmentation);
  BOOST_TEST(o.prediction.mirror);
  BOOST_TEST(!o.channels_told());
  BOOST_TEST(o.viz_limit == -1);
  BOOST_TEST(!o.semi_supervised());
  BOOST_TEST(o.data == "data");
}

BOOST_AUTO_TEST_CASE(a_line_of_the_references_readme_is_understood) {
  const RunOptions o =
      parse({"-e", "80", "-k", "cpn_ft_h36m_dbb", "-arc", "3,3,3,3,3", "-drop", "0.2", "-lrd=0.9",
             "-b512", "-no-da", "--no-eval", "--causal", "-a", "Walk,Sit", "--disable-opt"});
  BOOST_TEST(o.epochs == 80);
  BOOST_TEST(o.architecture.size() == 5U);
  BOOST_TEST(o.dropout == 0.2);
  BOOST_TEST(o.lr_decay == 0.9);
  BOOST_TEST(o.batch_size == 512);
  BOOST_TEST(!o.data_augmentation);
  BOOST_TEST(!o.eval);
  BOOST_TEST(o.causal);
  BOOST_TEST(!o.optimizations);
  BOOST_TEST(o.actions == (Line{"Walk", "Sit"}), boost::test_tools::per_element());
  const RunOptions wild = parse({"-d", "custom", "-k", "myvideos", "-c", "checkpoint", "--evaluate",
                                 "m.bin", "--render", "--viz-subject", "clip.mp4", "--viz-action",
                                 "custom", "--viz-export", "out.npy"});
  BOOST_TEST(wild.viz_export == "out.npy");
  BOOST_TEST(wild.render);
}

BOOST_AUTO_TEST_CASE(a_star_means_all_actions) { BOOST_TEST(parse({"-a", "*"}).actions.empty()); }

BOOST_AUTO_TEST_CASE(values_out_of_range_are_refused) {
  check_refused(
      {"-d", "h36"},
      "-d/--dataset: found 'h36', expected h36m, humaneva15, humaneva20 or a name that begins "
      "with custom or mocap; did you mean 'h36m'?");
  check_refused({"-k", ""}, "-k/--keypoints: found nothing, expected a name");
  check_refused({"-str", ""},
                "-str/--subjects-train: found an empty list, expected at least one item");
  check_refused({"-ste", ""},
                "-ste/--subjects-test: found an empty list, expected at least one item");
  check_refused({"-a", ""}, "-a/--actions: found an empty list, expected at least one item");
  check_refused({"-arc", ""},
                "-arc/--architecture: found an empty list, expected at least one item");
  check_refused({"-arc", "3,4"},
                "-arc/--architecture: found the filter width 4, expected odd widths of at least 1");
  check_refused(
      {"-arc", "3,-3"},
      "-arc/--architecture: found the filter width -3, expected odd widths of at least 1");
  check_refused({"-arc", "9999999,9999999,9999999"},
                "-arc/--architecture: found a receptive field above 1000000 frames (the product of "
                "the widths), "
                "expected less");
  check_refused({"-ch", "0"}, "-ch/--channels: found 0, expected at least 1");
  check_refused({"-e", "-1"}, "-e/--epochs: found -1, expected 0 or more");
  check_refused({"-s", "0"}, "-s/--stride: found 0, expected at least 1");
  check_refused({"-b", "0"}, "-b/--batch-size: found 0, expected at least 1");
  check_refused(
      {"-b", "4", "-s", "8"},
      "-b/--batch-size: found 4, expected at least the 8 frames of one chunk (-s/--stride)");
  check_refused({"-drop", "1"},
                "-drop/--dropout: found 1, expected a probability from 0 to below 1");
  check_refused({"-drop", "nan"},
                "-drop/--dropout: found nan, expected a probability from 0 to below 1");
  check_refused({"-lr", "inf"},
                "-lr/--learning-rate: found inf, expected a finite number of at least 0");
  check_refused({"-lr", "-0.1"},
                "-lr/--learning-rate: found -0.1, expected a finite number of at least 0");
  check_refused({"-lrd", "0"}, "-lrd/--lr-decay: found 0, expected a finite number above 0");
  check_refused({"--subset", "0"}, "--subset: found 0, expected a fraction above 0 and at most 1");
  check_refused({"--subset", "1.1"},
                "--subset: found 1.1, expected a fraction above 0 and at most 1");
  check_refused({"--downsample", "0"}, "--downsample: found 0, expected at least 1");
  check_refused({"--warmup", "-2"}, "--warmup: found -2, expected 0 or more");
  check_refused({"--checkpoint-frequency", "0"},
                "--checkpoint-frequency: found 0, expected at least 1");
  check_refused({"--seed", "-1"}, "--seed: found -1, expected 0 or more");
  check_refused({"--device", "gpu"}, "--device: found 'gpu', expected cpu, cuda or auto");
  check_refused({"--threads", "-1"}, "--threads: found -1, expected 0 (one per core) to 4096");
  check_refused(
      {"--model-layout", "cocoa"},
      "--model-layout: found 'cocoa', expected coco, h36m, mpii, humaneva15 or humaneva20");
  check_refused({"--viz-camera", "-1"}, "--viz-camera: found -1, expected 0 or more");
  check_refused({"--viz-skip", "-1"}, "--viz-skip: found -1, expected 0 or more");
  check_refused({"--viz-limit", "0"}, "--viz-limit: found 0, expected -1 (no limit) or at least 1");
  check_refused({"--viz-downsample", "0"}, "--viz-downsample: found 0, expected at least 1");
  check_refused({"--viz-bitrate", "0"}, "--viz-bitrate: found 0, expected at least 1");
  check_refused({"--viz-size", "0"}, "--viz-size: found 0, expected at least 1");
}

BOOST_AUTO_TEST_CASE(options_that_contradict_each_other_are_refused) {
  check_refused({"-r", "a.bin", "--evaluate", "b.bin"},
                "-r/--resume and --evaluate exclude each other");
  check_refused({"--export-training-curves", "--no-eval"},
                "--export-training-curves and --no-eval exclude each other");
  check_refused({"--render"},
                "--render: needs the checkpoint to render with; give --evaluate FILE");
  check_refused({"--evaluate", "a", "--render"},
                "--render: what becomes of the reconstruction? Give --viz-output FILE to draw it, "
                "or --viz-export FILE for the numbers");
  check_refused({"--evaluate", "a", "--render", "--viz-output", "a.avi"},
                "--viz-output: found a.avi, expected a file that ends in .mp4, .gif, .png, .html, "
                ".npy, .npz, .csv, .json, .bvh, .glb, .trc, .mot, angles.csv, angles.png");
  check_refused({"-d", "custom", "-sun", "S6"},
                "-sun/--subjects-unlabeled: semi-supervised training needs the cameras of -d h36m, "
                "found -d custom");
}

BOOST_AUTO_TEST_CASE(unlabelled_subjects_turn_semi_supervision_on) {
  BOOST_TEST(parse({"-str", "S1", "-sun", "S5,S6"}).semi_supervised());
  BOOST_TEST(!parse({"-sun", ""}).semi_supervised());
}

BOOST_AUTO_TEST_CASE(features_that_are_not_there_are_refused) {
  if (!pose::can_draw_charts())
    check_refused(
        {"--export-training-curves"},
        "--export-training-curves: this posegrad was built without Cairo, which draws the "
        "curves; leave it out: history.csv in the checkpoint folder holds the same "
        "figures");
  if (!pose::can_draw_scenes())
    check_refused({"--evaluate", "a", "--render", "--viz-output", "a.mp4"},
                  "--viz-output: this posegrad was built without Cairo, which draws a.mp4; .html "
                  "needs nothing");
}

BOOST_AUTO_TEST_CASE(help_needs_no_valid_rest) {
  BOOST_TEST(parse({"-e", "-5", "--help", "--nonsense"}).help);
}

BOOST_AUTO_TEST_CASE(help_explains_every_option_within_100_columns) {
  const std::string help = help_text(run_help());
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    BOOST_TEST(line.size() <= 100U, line);
    BOOST_TEST(!line.ends_with(' '), line);
  }
  RunOptions options;
  for (const OptionGroup& group : run_option_table(options)) {
    BOOST_TEST(help.find("\n" + group.title + ":\n") != std::string::npos, group.title);
    for (const Option& option : group.options) {
      BOOST_TEST(!option.help.empty(), option.name());
      for (const std::string& spelling : option.spellings)
        BOOST_TEST(help.find(spelling) != std::string::npos, spelling);
    }
  }
  BOOST_TEST(
      help.find(
          "  -drop, --dropout P              probability of dropping an activation, 0 <= P < 1 "
          "(default: 0.25)\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_spelling_is_used_twice) {
  RunOptions options;
  std::vector<std::string> all;
  for (const OptionGroup& group : run_option_table(options)) {
    for (const Option& option : group.options)
      all.insert(all.end(), option.spellings.begin(), option.spellings.end());
  }
  std::sort(all.begin(), all.end());
  BOOST_TEST((std::adjacent_find(all.begin(), all.end()) == all.end()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
