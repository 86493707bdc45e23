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
using test::kTinySteps;
using test::lines_with;
using test::TinyRun;
using Names = std::vector<std::string>;

constexpr int kInterrupted = 130;
// The log on standard output tells where the run is.
const std::string kWatched = "--checkpoint-frequency 1 --log /dev/stdout ";

/// Runs and sends the signal when the log says that the step is done, counted from the first epoch.
/// It arrives less than 40 steps later.
test::ProgramResult run_until_step(const TinyRun& run, Index step, int signal,
                                   const std::string& arguments) {
  return run(kWatched + arguments,
             {.signal = test::SignalAt{fmt::format("\"global_step\":{},", step), signal}});
}

/// What every interrupted run is compared with.
struct Uninterrupted {
  TinyRun run;
  test::ProgramResult result = run("--checkpoint-frequency 1");
};

const Uninterrupted& whole() {
  static const Uninterrupted one;
  return one;
}

const TinyRun& uninterrupted() {
  check_succeeds(whole().result);
  return whole().run;
}

/// The epoch's line without the time.
std::string errors_of_epoch(const std::string& out, int epoch) {
  const Names found = lines_with(out, fmt::format("[{}] ", epoch));
  return found.empty() ? "none" : found.front().substr(found.front().find(" lr "));
}

void check_same_end(const TinyRun& run) {
  BOOST_TEST(
      (run.bytes("checkpoint/epoch_4.bin") == uninterrupted().bytes("checkpoint/epoch_4.bin")));
}

/// The steps of an unfinished epoch that interrupted.bin holds.
Index steps_in(const TinyRun& run) {
  const auto facts = pose::read_checkpoint(run.path("checkpoint/interrupted.bin")).run_facts;
  return facts && facts->partial ? facts->partial->steps_done : -1;
}

BOOST_AUTO_TEST_SUITE(run_resume)

BOOST_AUTO_TEST_CASE(a_killed_run_resumed_ends_with_the_same_bytes) {
  const TinyRun run;
  const auto killed = run_until_step(run, 2 * kTinySteps + 20, SIGKILL, "");
  BOOST_TEST(killed.exit_code == 128 + SIGKILL);
  const Names left{"epoch_1.bin", "epoch_2.bin"};
  BOOST_TEST(run.checkpoints() == left, boost::test_tools::per_element());
  check_succeeds(run("-r epoch_2.bin"));
  check_same_end(run);
}

BOOST_AUTO_TEST_CASE(a_run_killed_while_saving_leaves_a_whole_file_or_none) {
  const TinyRun run;
  for (const int epoch : {1, 2, 3}) {
    const std::string file = fmt::format("checkpoint/epoch_{}.bin", epoch);
    const auto killed = run("--checkpoint-frequency 1",
                            {.signal = test::SignalAt{"Saving checkpoint to " + file, SIGKILL}});
    if (run.has(file)) BOOST_TEST((run.bytes(file) == uninterrupted().bytes(file)), file);
    if (epoch > 1) BOOST_TEST(run.has("checkpoint/epoch_1.bin"));
  }
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_resumed_ends_with_the_same_bytes) {
  const TinyRun run;
  const auto first = run_until_step(run, 2 * kTinySteps + 5, SIGINT, "");
  BOOST_TEST(first.exit_code == kInterrupted);
  BOOST_TEST(first.err ==
             "\nStopping after this step; once more stops at once.\n"
             "posegrad run: interrupted in epoch 3; go on with the same command and --resume "
             "interrupted.bin\n");
  BOOST_TEST(lines_with(first.out, "Saving checkpoint to checkpoint/interrupted.bin").size() == 1U);
  BOOST_TEST(lines_with(first.out, "Evaluating...").empty());
  BOOST_TEST(!run.has("checkpoint/epoch_3.bin"));
  BOOST_TEST((steps_in(run) >= 5 && steps_in(run) < 45));

  // Once more in the same epoch, and once in the next.
  const Index so_far = steps_in(run);
  const auto second =
      run_until_step(run, 2 * kTinySteps + so_far + 1, SIGTERM, "-r interrupted.bin");
  BOOST_TEST(second.exit_code == kInterrupted);
  BOOST_TEST(steps_in(run) > so_far);
  const auto third = run_until_step(run, 3 * kTinySteps + 20, SIGINT, "-r interrupted.bin");
  BOOST_TEST(third.exit_code == kInterrupted);
  BOOST_TEST(pose::read_checkpoint(run.path("checkpoint/interrupted.bin")).epoch.value() == 3);
  BOOST_TEST(
      (run.bytes("checkpoint/epoch_3.bin") == uninterrupted().bytes("checkpoint/epoch_3.bin")));

  const auto last = run("-r interrupted.bin");
  check_succeeds(last);
  check_same_end(run);
  BOOST_TEST(errors_of_epoch(third.out, 3) == errors_of_epoch(whole().result.out, 3));
  BOOST_TEST(errors_of_epoch(last.out, 4) == errors_of_epoch(whole().result.out, 4));
  BOOST_TEST(lines_with(last.out, "Protocol #1") ==
                 lines_with(uninterrupted()("--evaluate epoch_4.bin").out, "Protocol #1"),
             boost::test_tools::per_element());
}

// Where exactly the signal arrives depends on the machine; the end must not.
BOOST_AUTO_TEST_CASE(an_interruption_around_the_evaluation_of_an_epoch_changes_nothing) {
  const TinyRun run;
  std::string resume;
  for (const Index epoch : {1, 2, 3, 4}) {
    const auto result = run_until_step(run, epoch * kTinySteps, SIGINT, resume);
    if (result.exit_code == 0) break;  // only behind the last epoch
    BOOST_TEST(result.exit_code == kInterrupted);
    resume = "-r interrupted.bin";
  }
  check_succeeds(run(resume));
  check_same_end(run);
}

BOOST_AUTO_TEST_CASE(an_interruption_after_the_last_epoch_leaves_out_the_evaluation) {
  const TinyRun run;
  const auto result =
      run("", {.signal = test::SignalAt{"Saving checkpoint to checkpoint/epoch_4.bin", SIGINT}});
  check_same_end(run);
  if (result.exit_code == 0) return;  // it came too late
  BOOST_TEST((result.exit_code == kInterrupted || result.exit_code == 128 + SIGINT));
  BOOST_TEST(!run.has("checkpoint/interrupted.bin"));
}

BOOST_AUTO_TEST_CASE(an_interrupted_epoch_goes_on_with_the_same_batches_only) {
  const TinyRun run;
  run_until_step(run, 20, SIGINT, "");
  const Index steps = steps_in(run);
  for (const std::string other : {"-b 16", "-b 1280", "-s 3"})
    check_fails(run("-r interrupted.bin " + other),
                fmt::format("checkpoint/interrupted.bin: it was interrupted after {} steps of "
                            "together {} frames, which these options and data do not give: resume "
                            "with the same command",
                            steps, steps * 32));
}

BOOST_AUTO_TEST_CASE(a_finished_run_is_evaluated_when_resumed) {
  const TinyRun& run = uninterrupted();
  const auto result = run("-r epoch_4.bin");
  check_succeeds(result);
  BOOST_TEST(lines_with(result.out, "This model was trained for 4 epochs").size() == 1U);
  BOOST_TEST(lines_with(result.out, "[").empty());
  BOOST_TEST(lines_with(result.out, "Saving").empty());
  BOOST_TEST(lines_with(result.out, "Protocol #1   (MPJPE)").size() == 1U);
  const auto fewer = run("-r epoch_4.bin -e 2");
  BOOST_TEST(fewer.exit_code == 0);
  BOOST_TEST(fewer.err ==
             "posegrad run: checkpoint/epoch_4.bin was trained for 4 epochs already, -e 2 asks for "
             "no more\n");
}

BOOST_AUTO_TEST_CASE(the_reference_s_way_of_resuming_is_another) {
  const TinyRun run;
  run.write("checkpoint/epoch_2.bin", uninterrupted().bytes("checkpoint/epoch_2.bin"));
  check_succeeds(run("-r epoch_2.bin --compat-resume"));
  BOOST_TEST(
      (run.bytes("checkpoint/epoch_4.bin") != uninterrupted().bytes("checkpoint/epoch_4.bin")));
  check_succeeds(run("-r epoch_2.bin"));
  check_same_end(run);
}

/// Runs a script that knows torch in the checkpoint folder. False where no Python has torch.
bool run_torch(const TinyRun& run, const std::string& script) {
  constexpr int kNoTorch = 77;
  const std::string start = "try:\n  import torch\nexcept ImportError:\n  raise SystemExit(77)\n";
  for (const std::string python : {"python3", "/usr/bin/python3"}) {
    const auto result = test::run_program({python, "-c", start + script},
                                          {.working_directory = run.path("checkpoint")});
    if (result.exit_code == kNoTorch) continue;
    BOOST_TEST(result.exit_code == 0, result.err);
    return true;
  }
  BOOST_TEST_MESSAGE("skipped: no python3 has numpy and torch");
  return false;
}

BOOST_AUTO_TEST_CASE(pytorch_reads_an_interrupted_run_and_what_it_writes_resumes) {
  const TinyRun run;
  run_until_step(run, kTinySteps + 5, SIGINT, "");
  const bool has_torch = run_torch(run, R"(
whole, cut = torch.load('epoch_1.bin'), torch.load('interrupted.bin')
assert list(whole) == list(cut) == ['epoch', 'lr', 'random_state', 'optimizer', 'model_pos', 'model_traj',
                                    'random_state_semi', 'posegrad'], list(cut)
assert cut['epoch'] == 1 and abs(cut['lr'] - 0.00095) < 1e-9
assert cut['model_traj'] is None and cut['random_state_semi'] is None
assert whole['random_state'].get_state()[2] == cut['random_state'].get_state()[2]
torch.save(cut, 'copied.bin')
del whole['posegrad']
torch.save(whole, 'plain.bin', _use_new_zipfile_serialization=False)
)");
  if (!has_torch) return;
  check_succeeds(run("-r copied.bin"));
  check_same_end(run);

  // Without our key the batches go on in the same order, dropout does not.
  const auto plain = run("-r plain.bin");
  BOOST_TEST(plain.exit_code == 0);
  BOOST_TEST(plain.err ==
             "posegrad run: checkpoint/plain.bin does not say how it was trained: taken to be not "
             "causal, for h36m keypoints at 50 frames per second, as the options say\n"
             "posegrad run: checkpoint/plain.bin does not hold batch-norm momentum and dropout "
             "stream: momentum continues as epoch 2 of 4 has it, dropout with fresh numbers\n");
  const auto ours = pose::read_checkpoint(uninterrupted().path("checkpoint/epoch_4.bin"));
  const auto theirs = pose::read_checkpoint(run.path("checkpoint/epoch_4.bin"));
  BOOST_TEST((ours.random_state == theirs.random_state));
  BOOST_TEST(ours.learning_rate.value() == theirs.learning_rate.value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
