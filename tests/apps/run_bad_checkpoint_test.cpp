#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/formats/torch_file.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tests/support/golden_file.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::lines_with;
using test::TinyDataset;
using test::TinyRun;

const std::string kFile = "checkpoint/epoch_1.bin";

/// A run with a checkpoint of one epoch and what else the options say.
struct Trained {
  TinyRun run;
  explicit Trained(const std::string& arguments = "") { check_succeeds(run("-e 1 " + arguments)); }
};

const TinyRun& trained() {
  static const Trained plain;
  return plain.run;
}

void check_both_refuse(const TinyRun& run, const std::string& arguments,
                       const std::string& message) {
  for (const std::string use : {"--evaluate epoch_1.bin ", "-r epoch_1.bin "})
    check_fails(run(use + arguments), kFile + ": " + message);
}

BOOST_AUTO_TEST_SUITE(run_bad_checkpoint)

BOOST_AUTO_TEST_CASE(a_missing_cut_corrupt_or_hostile_file_is_one_line) {
  const TinyRun& run = trained();
  check_fails(
      run("-r epoch_9.bin"),
      "cannot open checkpoint/epoch_9.bin: No such file or directory; the checkpoint folder "
      "checkpoint holds epoch_1.bin");
  check_fails(run("-r checkpoint/epoch_1.bin"),
              "cannot open checkpoint/checkpoint/epoch_1.bin: No such file or directory; the "
              "checkpoint folder checkpoint holds epoch_1.bin");
  check_fails(run("-c nowhere --evaluate epoch_1.bin"),
              "cannot open nowhere/epoch_1.bin: No such file or directory; give the checkpoint "
              "folder with -c");
  const std::string whole = run.bytes(kFile);
  const auto check = [&](const std::string& bytes, const std::string& rest) {
    run.write("checkpoint/bad.bin", bytes);
    const auto result = run("--evaluate bad.bin");
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(test::lines(result.err).size() == 1U, result.err);
    BOOST_TEST(result.err.starts_with("posegrad run: checkpoint/bad.bin: " + rest), result.err);
  };
  check("", "an empty file");
  check("text\n", "not a file of weights");
  check("cposix\nsystem\n(S'touch hacked'\ntR.", "not a file of weights");
  check("<!DOCTYPE html><html>", "a web page, not weights");
  check(whole.substr(0, whole.size() / 2), "cut short: it begins as a zip archive but has no end");
  std::string changed = whole;
  changed[whole.size() / 2] = static_cast<char>(changed[whole.size() / 2] ^ 0x55);
  check(changed, "member 'archive/data/");
  check(test::read_text(test::golden_file("formats/torchscript.bin")),
        "a whole TorchScript module (__torch__.torch.nn.modules.linear.Linear) in which there are");
  check(test::read_text(test::golden_file("formats/small_zip.bin")),
        "there are no weights of a temporal model, expand_conv.weight to shrink.weight under any "
        "prefix; it has: weight");
  BOOST_TEST(!run.has("hacked"));
}

BOOST_AUTO_TEST_CASE(another_architecture_is_told_with_the_option_to_give) {
  const TinyRun& run = trained();
  const std::string made = "the model was made with the architecture 3,3, but ";
  check_both_refuse(run, "-arc 3,5", made + "3,5 was asked for; give -arc 3,3");
  check_both_refuse(run, "-arc 3", made + "3 was asked for; give -arc 3,3");
  check_both_refuse(run, "-ch 16", "the model has 8 channels, but 16 were asked for; give -ch 8");
  check_both_refuse(run, "--dense",
                    "the model has dilated filters, but --dense was given; leave --dense out");
  const Trained dense("--dense");
  check_both_refuse(dense.run, "",
                    "the model has dense filters, but --dense was not given; give --dense");
  check_succeeds(dense.run("--dense --evaluate epoch_1.bin"));
}

BOOST_AUTO_TEST_CASE(what_is_not_told_is_read_from_the_file) {
  const TinyRun& run = trained();
  const auto result =
      run.posegrad({"run", "-k", "tiny", "-ste", "S9", "--evaluate", "epoch_1.bin"});
  check_succeeds(result);
  BOOST_TEST(lines_with(result.out, "INFO: Receptive field: 9 frames").size() == 1U);
}

BOOST_AUTO_TEST_CASE(other_keypoints_are_told) {
  const TinyRun& run = trained();
  TinyDataset other;
  other.keypoints = TinyDataset::coco();
  const TinyRun with_scores(other);
  with_scores.write(kFile, run.bytes(kFile));
  check_both_refuse(with_scores, "",
                    "the model takes 34 numbers per frame (17 joints of 2), but the keypoints have "
                    "17 joints of 3 numbers; give other keypoints with -k");
  other = {};
  other.keypoints.metadata.layout_name = "coco";
  const TinyRun renamed(other);
  renamed.write(kFile, run.bytes(kFile));
  check_both_refuse(renamed, "",
                    "the model takes h36m keypoints, the data are coco; give other keypoints with "
                    "-k (--force uses it all the same)");
  other.keypoints.metadata.layout_name.reset();  // then nothing contradicts
  const TinyRun unnamed(other);
  unnamed.write(kFile, run.bytes(kFile));
  check_succeeds(unnamed("--evaluate epoch_1.bin"));
}

BOOST_AUTO_TEST_CASE(what_the_file_says_of_itself_counts_unless_forced) {
  const TinyRun& run = trained();
  const std::string force = " (--force uses it all the same)";
  const std::string causal = "the model is not causal, but --causal was given; leave --causal out";
  check_both_refuse(run, "--causal", causal + force);
  const std::string rate =
      "the model was trained at 50 frames per second, the data have 25; leave --downsample out";
  check_both_refuse(run, "--downsample 2", rate + force);
  const std::string mirrored =
      "the model was trained with mirrored samples, but -no-da was given; leave -no-da out";
  check_fails(run("-r epoch_1.bin -no-da"), kFile + ": " + mirrored + force);
  check_succeeds(run("--evaluate epoch_1.bin -no-da"));  // an evaluation does not train

  const auto forced = run("--evaluate epoch_1.bin --causal --downsample 2 --force");
  BOOST_TEST(forced.exit_code == 0);
  const std::string used = "; used all the same (--force)\n",
                    start = "posegrad run: " + kFile + ": ";
  BOOST_TEST(forced.err == start + causal + used + start + rate + used);

  const Trained other("--causal --downsample 5 -no-da");
  check_both_refuse(other.run, "",
                    "the model is causal, but --causal was not given; give --causal" + force);
  check_both_refuse(other.run, "--causal",
                    "the model was trained at 10 frames per second, the data have 50; give "
                    "--downsample 5" +
                        force);
  check_fails(other.run("-r epoch_1.bin --causal --downsample 5"),
              kFile +
                  ": the model was trained without mirrored samples, but -no-da was not given; "
                  "give -no-da" +
                  force);
  check_succeeds(other.run("-r epoch_1.bin --causal --downsample 5 -no-da -e 2"));
}

BOOST_AUTO_TEST_CASE(weights_and_moments_that_are_of_no_use) {
  const TinyRun& run = trained();
  const pose::Checkpoint good = pose::read_checkpoint(run.path(kFile));
  const auto check = [&](const pose::Checkpoint& bad, const std::string& message) {
    pose::write_checkpoint(run.path("checkpoint/bad.bin"), bad);
    check_fails(run("-r bad.bin"), "checkpoint/bad.bin: " + message);
  };
  pose::Checkpoint bad = good;
  bad.model_pos[0].second = bad.model_pos[0].second.clone();
  bad.model_pos[0].second.cpu_span<float>()[3] = std::numeric_limits<float>::quiet_NaN();
  check(bad, "model_pos: " + bad.model_pos[0].first + " holds a number that is not finite");
  bad = good;
  std::erase_if(bad.model_pos, [](const auto& entry) { return entry.first == "shrink.bias"; });
  check(bad, "model_pos: the parameter shrink.bias is missing");
  bad = good;
  bad.optimizer->entries.pop_back();
  check(bad, "optimizer: the optimizer holds 10 parameters, this model has 11");
  bad = good;
  bad.model_pos.clear();
  check(bad,
        "there are no weights of a temporal model, expand_conv.weight to shrink.weight under any "
        "prefix; it has: epoch, lr, random_state, optimizer, model_pos, ...");
}

BOOST_AUTO_TEST_CASE(weights_alone_are_evaluated_but_not_resumed) {
  const TinyRun& run = trained();
  pose::Checkpoint checkpoint = pose::read_checkpoint(run.path(kFile));
  for (const std::string name : {"weights.bin", "weights.safetensors"}) {
    pose::write_weights(run.path("checkpoint/" + name), checkpoint, pose::WeightType::f32);
    const auto evaluated = run("--evaluate " + name);
    check_succeeds(evaluated);
    BOOST_TEST(lines_with(evaluated.out, "Protocol #1") ==
                   lines_with(run("--evaluate epoch_1.bin").out, "Protocol #1"),
               boost::test_tools::per_element());
    BOOST_TEST(lines_with(evaluated.out, "This model was trained for 1 epoch").size() == 1U);
    check_fails(run("-r " + name),
                "checkpoint/" + name +
                    ": it holds weights but not what a training goes on from (lr, random_state, "
                    "optimizer): --resume wants a checkpoint of a training, as epoch_N.bin is; "
                    "--evaluate takes the weights");
  }
  pose::formats::Value content = pose::formats::torch_load(run.path("checkpoint/weights.bin"));
  content.set("cfg", pose::formats::Value::object("mmcv.Config", pose::formats::Value::tuple()));
  pose::formats::torch_save(run.path("checkpoint/config.bin"), content);
  const auto noted = run("--evaluate config.bin");
  BOOST_TEST(noted.exit_code == 0);
  BOOST_TEST(noted.err ==
             "posegrad run: checkpoint/config.bin: left aside beside the weights: cfg "
             "(mmcv.Config)\n");
  // As the reference does.
  BOOST_TEST(run("-r weights.bin -e 1 --compat-resume").exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
