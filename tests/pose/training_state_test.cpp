#include "pose/training/training_state.h"

#include <boost/test/unit_test.hpp>

#include "pose/training/with_trajectory.h"
#include "tests/support/random_tensor.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

using test::random_tensor;
using test::read_text;
using test::TemporaryFolder;

constexpr Index kEpochs = 3, kJoints = 4;
const ModelFacts kFacts{};
const Mirroring kMirroring{{{1}, {2}}, {{1}, {2}}};

/// Two recordings of random keypoints and poses, the people some metres away.
std::vector<Sequence> some_sequences() {
  std::vector<Sequence> sequences;
  for (const Index frames : {60, 37}) {
    const auto seed = static_cast<std::uint64_t>(frames);
    sequences.emplace_back();
    sequences.back().keypoints = random_tensor({frames, kJoints, 2}, DType::f32, seed);
    sequences.back().positions = random_tensor({frames, kJoints, 3}, DType::f32, seed + 1, 3, 5);
  }
  return sequences;
}

TemporalModel model_of(Index joints_out, std::uint64_t seed) {
  return TemporalModel({.joints_in = kJoints,
                        .features = 2,
                        .joints_out = joints_out,
                        .widths = {3, 3},
                        .channels = 8},
                       seed);
}

/// Training of poses and path, with unlabelled batches beside it that are drawn and not used.
class Training {
 public:
  /// `seed`: of initial weights and dropout.
  explicit Training(std::uint64_t seed, Index batch = 16)
      : poses_(model_of(kJoints, seed)),
        path_(model_of(1, seed + 1)),
        batches_(sequences_, kMirroring, chunks(batch, false)),
        unlabelled_(sequences_, kMirroring, chunks(batch, true)),
        optimizer_(both(), {}),
        run_{optimizer_, batches_, {seed, 0}, 1e-3, Schedule::kFirstMomentum, 0, {}},
        task_({poses_, path_, ModelForm::single_frame, kMirroring, sequences_, sequences_}) {}

  TrainingState state() { return {poses_, &path_, run_, &unlabelled_}; }

  /// Trains to the end, or until so many steps are done.
  TrainingEnd train(Index steps = 1000) {
    const TrainingOptions options{.epochs = kEpochs, .schedule = {}, .evaluate_each_epoch = false};
    const auto after_step = [&](const StepReport&) {
      unlabelled_.next();
      --steps;
    };
    return pose::train(run_, task_, options,
                       {.after_step = after_step,
                        .evaluation_progress = {},
                        .after_epoch = [](const EpochReport&) {},
                        .should_stop = [&] { return steps <= 0; }});
  }

 private:
  ChunkOptions chunks(Index batch, bool endless) const {
    return {.chunks_per_batch = batch,
            .chunk_length = 1,
            .padding = poses_.padding(),
            .mirror = true,
            .endless = endless};
  }
  std::vector<nn::NamedVariable> both() const {
    std::vector<nn::NamedVariable> all = poses_.state().parameters;
    for (const nn::NamedVariable& p : path_.state().parameters) all.push_back(p);
    return all;
  }

  std::vector<Sequence> sequences_ = some_sequences();
  TemporalModel poses_, path_;
  ChunkedBatches batches_, unlabelled_;
  nn::Adam optimizer_;
  TrainingRun run_;
  WithTrajectoryTask task_;
};

BOOST_AUTO_TEST_SUITE(training_state)

BOOST_AUTO_TEST_CASE(a_resumed_training_ends_with_the_same_bytes) {
  const TemporaryFolder folder;
  Training whole(1);
  BOOST_TEST((whole.train() == TrainingEnd::finished));
  save_training(folder / "whole.bin", whole.state(), kFacts);

  // Stopped inside the first epoch, after its last step, and inside the second.
  Training first(1);
  BOOST_TEST((first.train(5) == TrainingEnd::interrupted));
  save_training(folder / "stopped.bin", first.state(), kFacts);
  for (const Index steps : {8, 7, 1000}) {
    Training next(99);
    BOOST_TEST(resume_training(folder / "stopped.bin", next.state(), {.epochs = kEpochs}));
    BOOST_TEST(
        (next.train(steps) == (steps == 1000 ? TrainingEnd::finished : TrainingEnd::interrupted)));
    save_training(folder / "stopped.bin", next.state(), kFacts);
  }
  BOOST_TEST((read_text(folder / "stopped.bin") == read_text(folder / "whole.bin")));

  Training other(2);
  other.train();
  save_training(folder / "other.bin", other.state(), kFacts);
  BOOST_TEST((read_text(folder / "other.bin") != read_text(folder / "whole.bin")));
}

BOOST_AUTO_TEST_CASE(the_originals_files_hold_less) {
  const TemporaryFolder folder;
  Training training(1);
  training.train(20);
  Checkpoint checkpoint = checkpoint_of(training.state(), kFacts);
  checkpoint.run_facts.reset();
  Training resumed(1);
  const TrainingState state = resumed.state();
  BOOST_TEST(!resume_from(checkpoint, "theirs.bin", state, {.epochs = kEpochs}));
  BOOST_TEST(state.run.epochs_done == checkpoint.epoch.value());
  BOOST_TEST(state.run.momentum == Schedule::momentum(checkpoint.epoch.value(), kEpochs));
  BOOST_TEST(state.run.random.counter > 0U);
  BOOST_TEST(resume_from(checkpoint, "theirs.bin", state, {.like_original = true}));
  BOOST_TEST(state.run.momentum == Schedule::kFirstMomentum);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const TemporaryFolder folder;
  const std::string file = folder / "file.bin";
  Training training(1);
  training.train(5);
  save_training(file, training.state(), kFacts);
  Training other_steps(1, 8);
  test::check_throws<DataError>(
      [&] { resume_training(file, other_steps.state()); },
      file +
          ": it was interrupted after 5 steps of together 80 frames, which these options and "
          "data do not give: resume with the same command");
  const TrainingState whole = training.state();
  const TrainingState poses{whole.poses, nullptr, whole.run, nullptr};
  test::check_throws<DataError>(
      [&] { resume_training(file, poses); },
      file + ": it holds a model of the root's path, this training has none");
  write_weights(file, checkpoint_of(training.state(), kFacts), WeightType::f32);
  BOOST_CHECK_THROW(resume_training(file, training.state()), DataError);
}

BOOST_AUTO_TEST_CASE(a_state_that_is_not_finite_is_not_saved) {
  const TemporaryFolder folder;
  const std::string file = folder / "file.bin";
  Training training(1);
  save_training(file, training.state(), kFacts);
  const std::string good = read_text(file);
  training.state().poses.state().parameters[0].variable.value().cpu_span<float>()[0] =
      std::numeric_limits<float>::quiet_NaN();
  BOOST_CHECK_THROW(save_training(file, training.state(), kFacts), NumericError);
  BOOST_TEST((read_text(file) == good));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
