#include <regex>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::lines;
using test::lines_with;
using test::TinyRun;
using Names = std::vector<std::string>;

std::vector<nlohmann::json> log_lines(const std::string& text) {
  std::vector<nlohmann::json> list;
  for (const std::string& line : lines(text)) list.push_back(nlohmann::json::parse(line));
  return list;
}

BOOST_AUTO_TEST_SUITE(run_training)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bytes) {
  std::string one_thread;
  for (const std::string threads : {"1", "2"}) {
    const TinyRun first, second;
    for (const TinyRun* run : {&first, &second})
      check_succeeds((*run)("-e 2 -drop 0.25 --threads " + threads));
    BOOST_TEST((first.bytes("checkpoint/epoch_2.bin") == second.bytes("checkpoint/epoch_2.bin")),
               threads << " threads");
    if (one_thread.empty()) one_thread = first.bytes("checkpoint/epoch_2.bin");
  }
  const TinyRun other;
  check_succeeds(other("-e 2 -drop 0.25 --seed 1"));
  BOOST_TEST((other.bytes("checkpoint/epoch_2.bin") != one_thread));
}

BOOST_AUTO_TEST_CASE(every_form_of_the_model_trains) {
  for (const std::string form : {"--causal", "--dense", "--stride 3", "--disable-optimizations",
                                 "--subset 0.5 --downsample 2", "-no-da -no-tta", "-a Walk"}) {
    BOOST_TEST_CONTEXT(form) {
      const TinyRun run;
      const auto result = run("-e 1 " + form);
      check_succeeds(result);
      BOOST_TEST(lines_with(result.out, "Protocol #1   (MPJPE) action-wise average: ").size() ==
                 1U);
      BOOST_TEST(run.checkpoints() == Names{"epoch_1.bin"}, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_last_epoch_is_saved_as_well) {
  const TinyRun run;
  check_succeeds(run("-e 5 --checkpoint-frequency 2"));
  const Names wanted{"epoch_2.bin", "epoch_4.bin", "epoch_5.bin"};
  BOOST_TEST(run.checkpoints() == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_epochs_evaluate_the_first_weights) {
  const TinyRun run;
  const auto result = run("-e 0");
  check_succeeds(result);
  BOOST_TEST(lines_with(result.out, "[").empty());
  BOOST_TEST(lines_with(result.out, "Velocity      (MPJVE) action-wise average: ").size() == 1U);
  BOOST_TEST(run.checkpoints().empty());
}

BOOST_AUTO_TEST_CASE(the_epoch_lines_are_those_that_scripts_parse) {
  const TinyRun run;
  const std::string number = " -?[0-9]+\\.[0-9]{6}", start = "\\[[12]\\] time [0-9]+\\.[0-9]{2} lr";
  const auto check = [&](const std::string& arguments, const std::string& rest) {
    const auto result = run("-e 2 " + arguments);
    check_succeeds(result);
    const Names epochs = lines_with(result.out, "[");
    BOOST_TEST(epochs.size() == 2U);
    const std::regex wanted(start + number + rest);
    for (const std::string& line : epochs) BOOST_TEST(std::regex_match(line, wanted), line);
  };
  check("", " 3d_train" + number + " 3d_eval" + number + " 3d_valid" + number);
  check("--no-eval", " 3d_train" + number);
}

BOOST_AUTO_TEST_CASE(subjects_are_evaluated_one_by_one) {
  const TinyRun run;
  check_succeeds(run("-e 1"));
  const auto result = run("--evaluate epoch_1.bin --by-subject -ste S9,S5");
  check_succeeds(result);
  const Names all = lines(result.out);
  const Names subjects = lines_with(result.out, "Evaluating on subject ");
  const Names wanted{"Evaluating on subject S9", "Evaluating on subject S5"};
  BOOST_TEST(subjects == wanted, boost::test_tools::per_element());
  BOOST_TEST(lines_with(result.out, "----W").size() == 4U);
  BOOST_TEST(lines_with(result.out, "Protocol #1   (MPJPE)").size() == 2U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].starts_with("Velocity      ("))
      BOOST_TEST((i + 1 < all.size() && all[i + 1].empty()));
  }
  // Each subject's numbers are those of an evaluation of its own.
  const auto alone = run("--evaluate epoch_1.bin -ste S5");
  const std::string average = lines_with(alone.out, "Protocol #2 (P-MPJPE)").at(0);
  BOOST_TEST(lines_with(result.out, "Protocol #2 (P-MPJPE)").at(1) == average);
}

BOOST_AUTO_TEST_CASE(the_log_holds_a_line_for_each_step_and_epoch) {
  const TinyRun run;
  check_succeeds(run("-e 2 --log log.jsonl"));
  const auto log = log_lines(run.bytes("log.jsonl"));
  Index steps = 0, epochs = 0, actions = 0;
  for (const nlohmann::json& line : log) {
    const std::string event = line.at("event");
    if (event == "step") {
      ++steps;
      BOOST_TEST(line.at("global_step").get<Index>() == steps);
      BOOST_TEST(line.at("step").get<Index>() == (steps - 1) % test::kTinySteps + 1);
      BOOST_TEST(line.at("epoch").get<Index>() == (steps - 1) / test::kTinySteps + 1);
      BOOST_TEST(line.at("loss_mm").get<double>() > 0);
      BOOST_TEST(line.at("samples_per_second").get<double>() > 0);
    } else if (event == "epoch") {
      ++epochs;
      BOOST_TEST(steps == epochs * test::kTinySteps);
      for (const char* key : {"train_mm", "train_eval_mm", "valid_mm", "seconds", "learning_rate"})
        BOOST_TEST(line.at(key).get<double>() > 0, key);
    } else if (event == "evaluation") {
      ++actions;
      BOOST_TEST(line.at("frames").get<Index>() == 2 * 4 * 40);
    }
  }
  BOOST_TEST(steps == 2 * test::kTinySteps);
  BOOST_TEST(epochs == 2);
  BOOST_TEST(actions == 2);
  BOOST_TEST(log.back().at("event") == "evaluation_average");

  // A resumed run appends, a fresh one keeps the old log beside its own.
  check_succeeds(run("-e 3 -r epoch_2.bin --log log.jsonl"));
  BOOST_TEST(log_lines(run.bytes("log.jsonl")).size() > log.size() + test::kTinySteps);
  check_succeeds(run("-e 2 --log log.jsonl"));
  BOOST_TEST(log_lines(run.bytes("log.jsonl")).size() == log.size());
  BOOST_TEST(log_lines(run.bytes("log.jsonl.1")).size() > log.size());
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_stops_the_run_and_saves_nothing) {
  const TinyRun run;
  check_succeeds(run("-e 1"));
  const std::string good = run.bytes("checkpoint/epoch_1.bin");
  const std::string advice =
      ": the learning rate may be too large; the last checkpoint is untouched";
  check_fails(run("-e 1 -lr 1e38"), "the loss became NaN in epoch 1, step 2 of 80" + advice);
  // All in one step: the loss before it was fine, what the step made of the weights is not.
  const std::string one_step = "-e 1 -b 10000 -lr ";
  check_fails(run(one_step + "1e38"), "the evaluated error became NaN in epoch 1" + advice);
  check_fails(run(one_step + "1e38 --no-eval"),
              "expand_bn.weight became infinite in epoch 1" + advice);
  // Losses that are huge, but finite.
  check_fails(run("-e 1 -lr 1e18 --no-eval"),
              "expand_bn.running_var became infinite in epoch 1" + advice);
  BOOST_TEST(run.checkpoints() == Names{"epoch_1.bin"}, boost::test_tools::per_element());
  BOOST_TEST((run.bytes("checkpoint/epoch_1.bin") == good));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
