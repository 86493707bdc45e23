#include <csignal>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/model/checkpoint/checkpoint.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::lines_with;
using test::TinyRun;

const std::string kSemi =
    "-str S1 -sun S5 -ste S9 --warmup 1 -e 3 --no-eval --checkpoint-frequency 1 ";
constexpr Index kSteps = 40;  // labelled steps of an epoch of one subject

BOOST_AUTO_TEST_SUITE(run_semi_supervised)

BOOST_AUTO_TEST_CASE(an_epoch_prints_all_its_figures_and_saves_both_models) {
  const TinyRun run;
  const auto result = run("-str S1 -sun S5 -ste S9 --warmup 1 -e 2");
  check_succeeds(result);
  BOOST_TEST(lines_with(result.out, "INFO: Semi-supervision on 640 frames").size() == 1U);
  for (const std::string& line : lines_with(result.out, "["))
    for (const char* figure : {" 3d_train ", " 3d_eval ", " traj_eval ", " 3d_valid ",
                               " traj_valid ", " 2d_train_sup ", " 2d_train_unsup ", " 2d_valid "})
      BOOST_TEST(line.find(figure) != std::string::npos, line << " has no" << figure);
  const pose::Checkpoint saved = pose::read_checkpoint(run.path("checkpoint/epoch_2.bin"));
  BOOST_TEST(saved.model_traj.has_value());
  BOOST_TEST(saved.random_state_semi.has_value());
  BOOST_TEST(saved.optimizer->entries.size() == 2U * 11);
  check_succeeds(run("-str S1 -ste S9 --evaluate epoch_2.bin"));
}

BOOST_AUTO_TEST_CASE(killed_or_interrupted_and_resumed_ends_with_the_same_bytes) {
  const TinyRun whole;
  check_succeeds(whole(kSemi));
  const std::string expected = whole.bytes("checkpoint/epoch_3.bin");
  for (const int signal : {SIGKILL, SIGINT}) {
    const TinyRun run;
    const auto stopped =
        run(kSemi + "--log /dev/stdout",
            {.signal = test::SignalAt{fmt::format("\"global_step\":{},", kSteps + 5), signal}});
    BOOST_TEST(stopped.exit_code == (signal == SIGKILL ? 128 + SIGKILL : 130));
    check_succeeds(run(kSemi + (signal == SIGKILL ? "-r epoch_1.bin" : "-r interrupted.bin")));
    BOOST_TEST((run.bytes("checkpoint/epoch_3.bin") == expected));
  }
}

BOOST_AUTO_TEST_CASE(each_option_of_the_loss_changes_the_result_and_warm_up_takes_it_away) {
  const auto weights = [](const std::string& options) {
    const TinyRun run;
    BOOST_TEST(run("-str S1 -sun S5 -ste S9 -e 1 --no-eval " + options).exit_code == 0);
    return pose::read_checkpoint(run.path("checkpoint/epoch_1.bin"))
        .model_pos.front()
        .second.clone();
  };
  const auto equal = [](const Tensor& a, const Tensor& b) {
    for (Index e = 0; e < a.numel(); ++e)
      if (a.at(e) != b.at(e)) return false;
    return true;
  };
  const Tensor full = weights("--warmup 0");
  for (const char* option : {"--no-proj", "--no-bone-length", "--linear-projection"})
    BOOST_TEST(!equal(full, weights(std::string("--warmup 0 ") + option)), option);
  const Tensor warm = weights("--warmup 1");
  BOOST_TEST(!equal(full, warm));
  BOOST_TEST(equal(warm, weights("--warmup 1 --no-proj --no-bone-length")));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_semi_supervised_is_refused_with_the_reason) {
  const TinyRun run;
  check_succeeds(run("-str S1 -ste S9 -e 1 --no-eval"));
  check_fails(run("-str S1 -sun S5 -ste S9 -e 2 -r epoch_1.bin"),
              "checkpoint/epoch_1.bin: it holds no trajectory model, which -sun needs: it was "
              "trained without");
  check_succeeds(run("-str S1 -sun S5 -ste S9 -e 2 --no-eval --checkpoint-frequency 1"));
  check_fails(run("-str S1 -ste S9 -e 2 -r epoch_1.bin"),
              "checkpoint/epoch_1.bin: it holds a trajectory model: go on with the same -sun");
  check_fails(run("-str S1 -sun S5 -ste S9 -e 2 --warmup 3"),
              "--warmup: found 3, expected at most the 2 epochs of -e/--epochs (see posegrad run "
              "--help)",
              2);
  const auto warm = run("-str S1 -sun S5 -ste S9 -e 1 --no-eval");
  BOOST_TEST(warm.exit_code == 0);
  BOOST_TEST(warm.err ==
             "posegrad run: every epoch is warm-up (--warmup 1): the unlabelled subjects change "
             "nothing\n");
  const auto both = run("-str S1,S5 -sun S5 -ste S9 -e 2 --no-eval");
  BOOST_TEST(both.exit_code == 0);
  BOOST_TEST(both.err == "posegrad run: subject S5 is used with and without labels\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
