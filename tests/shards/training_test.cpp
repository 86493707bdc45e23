#include <memory>

#include <boost/test/unit_test.hpp>

#include "pose/training/semi_supervised.h"
#include "pose/training/shard_threads.h"
#include "pose/training/supervised.h"
#include "pose/training/training_state.h"
#include "pose/training/with_trajectory.h"
#include "tests/support/loopback.h"
#include "tests/support/random_tensor.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

using test::Loopback;
using test::random_tensor;
using test::TemporaryFolder;

constexpr Index kJoints = 4;
const ModelFacts kFacts{};
const Mirroring kMirroring{{{1}, {2}}, {{1}, {2}}};
// Joint 0 is the root, the others hang on it.
const Skeleton kSkeleton{{"root", "left", "right", "head"}, {-1, 0, 0, 0}, {1}, {2}};

std::vector<Sequence> sequences_of(std::initializer_list<Index> lengths, std::uint64_t seed) {
  std::vector<Sequence> sequences;
  for (const Index frames : lengths) {
    sequences.emplace_back();
    Sequence& s = sequences.back();
    s.keypoints = random_tensor({frames, kJoints, 2}, DType::f32, ++seed);
    s.positions = random_tensor({frames, kJoints, 3}, DType::f32, seed + 100, 3, 5);
    s.intrinsics = random_tensor({9}, DType::f32, seed + 200, 0.1, 1);
  }
  return sequences;
}

enum class Kind { supervised, trajectory, semi_supervised };

struct Terms {
  Kind kind = Kind::supervised;
  bool fused = true;
  bool dense = false;
  Index batch = 16;
  Index chunk = 1;
  Index epochs = 2;
};

/// What one shard needs, or, without a communicator, a whole training.
class Worker {
 public:
  Worker(const Terms& terms, Communicator* shards, const Worker* first = nullptr)
      : terms_(terms),
        poses_(first ? replica_of(first->poses_) : model_of(kJoints, 1)),
        path_(first ? replica_of(first->path_) : model_of(1, 2)),
        batches_(first ? first->batches_ : ChunkedBatches(training_, kMirroring, chunks(false))),
        unlabelled_(first ? first->unlabelled_
                          : ChunkedBatches(without_poses(), kMirroring, chunks(true))),
        part_(part_of(batches_, shards)),
        unlabelled_part_(part_of(unlabelled_, shards)),
        optimizer_(parameters(), {}),
        run_{optimizer_,
             part_ ? static_cast<BatchSource&>(*part_) : batches_,
             {5, 0},
             1e-2,
             Schedule::kFirstMomentum,
             0,
             {}} {
    if (first != nullptr) follow(run_, first->run_);
    if (shards != nullptr) run_.shard = RunShard{shards, &*part_};
    task_ = make_task();
  }

  TrainingState state() {
    return {poses_, terms_.kind == Kind::supervised ? nullptr : &path_, run_,
            terms_.kind == Kind::semi_supervised ? &unlabelled_ : nullptr};
  }
  ShardTraining training() { return {run_, *task_}; }

 private:
  static std::optional<PartOfBatches> part_of(BatchSource& batches, const Communicator* shards) {
    if (shards == nullptr) return {};
    return PartOfBatches(batches, shards->shard(), shards->shards());
  }
  TemporalModel model_of(Index joints, std::uint64_t seed) const {
    return TemporalModel({.joints_in = kJoints,
                          .features = 2,
                          .joints_out = joints,
                          .widths = {3, 3},
                          .channels = 8,
                          .dense = terms_.dense},
                         seed);
  }
  ChunkOptions chunks(bool endless) const {
    return {.chunks_per_batch = terms_.batch,
            .chunk_length = terms_.chunk,
            .padding = poses_.padding(),
            .mirror = true,
            .endless = endless};
  }
  std::vector<Sequence> without_poses() const {
    std::vector<Sequence> some = sequences_of({19, 9}, 50);
    for (Sequence& s : some) s.positions = {};
    return some;
  }
  std::vector<nn::NamedVariable> parameters() const {
    std::vector<nn::NamedVariable> all = poses_.state().parameters;
    if (terms_.kind != Kind::supervised)
      for (const nn::NamedVariable& p : path_.state().parameters) all.push_back(p);
    return all;
  }
  std::unique_ptr<TrainingTask> make_task() {
    const ModelForm form =
        terms_.chunk == 1 && !terms_.dense ? ModelForm::single_frame : ModelForm::dilated;
    if (terms_.kind == Kind::supervised)
      return std::make_unique<SupervisedTask>(
          SupervisedTask::Setup{poses_, form, kMirroring, training_, validation_});
    if (terms_.kind == Kind::trajectory)
      return std::make_unique<WithTrajectoryTask>(
          WithTrajectoryTask::Setup{poses_, path_, form, kMirroring, training_, validation_});
    return std::make_unique<SemiSupervisedTask>(
        SemiSupervisedTask::Setup{poses_,
                                  path_,
                                  form,
                                  kMirroring,
                                  kSkeleton,
                                  unlabelled_,
                                  training_,
                                  validation_,
                                  {},
                                  true,
                                  unlabelled_part_ ? &*unlabelled_part_ : nullptr});
  }

  Terms terms_;
  std::vector<Sequence> training_ = sequences_of({30, 23}, 1),
                        validation_ = sequences_of({12, 9, 17}, 20);
  TemporalModel poses_, path_;
  ChunkedBatches batches_, unlabelled_;
  std::optional<PartOfBatches> part_, unlabelled_part_;
  nn::Adam optimizer_;
  TrainingRun run_;
  std::unique_ptr<TrainingTask> task_;
};

/// What a training ends with: its checkpoint's bytes, and what it said.
struct Outcome {
  std::string checkpoint;
  std::vector<double> numbers;  // losses of steps, errors of epochs
  bool operator==(const Outcome&) const = default;
};

/// S shards on R ranks, up to so many steps, from a checkpoint or from nothing. Without shards: S = 0.
Outcome train_on(Index S, Index R, const Terms& terms, const std::string& from = "",
                 Index steps = 10000) {
  Outcome outcome;
  const TemporaryFolder folder;
  const auto train_rank = [&](Transport& transport) {
    ShardGroup group(std::max<Index>(S, 1) / R, &transport);
    const bool tells = transport.rank() == 0;
    std::vector<std::unique_ptr<Worker>> workers;
    for (Index i = 0; i < group.local(); ++i) {
      workers.push_back(std::make_unique<Worker>(terms, S == 0 ? nullptr : &group.member(i),
                                                 i == 0 ? nullptr : workers[0].get()));
      if (i == 0 && !from.empty())
        resume_training(from, workers[0]->state(), {.epochs = terms.epochs});
    }
    Index done = 0;
    const TrainingCallbacks callbacks{
        .after_step =
            [&](const StepReport& report) {
              ++done;
              if (tells) outcome.numbers.push_back(report.loss);
            },
        .evaluation_progress = {},
        .after_epoch =
            [&](const EpochReport& report) {
              if (!tells) return;
              outcome.numbers.insert(
                  outcome.numbers.end(),
                  {report.train_error, *report.valid_error, *report.train_eval_error});
              if (report.trajectory) outcome.numbers.push_back(report.trajectory->valid);
              if (report.projection) outcome.numbers.push_back(report.projection->unlabelled);
            },
        .should_stop = [&] { return tells && done >= steps; }};
    const TrainingOptions options{.epochs = terms.epochs, .schedule = {}, .fused = terms.fused};
    std::vector<ShardTraining> shards;
    for (const auto& worker : workers) shards.push_back(worker->training());
    train_shards(group, shards, options, callbacks);
    if (tells) save_training(folder / "model.bin", workers[0]->state(), kFacts);
  };
  Loopback(R).run(train_rank);
  outcome.checkpoint = test::read_text(folder / "model.bin");
  return outcome;
}

const std::vector<std::pair<const char*, Terms>> kTrainings{
    {"supervised", {}},
    {"op by op", {.fused = false}},
    {"chunks", {.batch = 6, .chunk = 4}},
    {"dense", {.dense = true, .epochs = 1}},
    {"trajectory", {.kind = Kind::trajectory}},
    {"semi-supervised", {.kind = Kind::semi_supervised}},
    {"semi-supervised chunks", {.kind = Kind::semi_supervised, .batch = 5, .chunk = 3}}};

BOOST_AUTO_TEST_SUITE(shards_of_trainings)

BOOST_AUTO_TEST_CASE(the_bits_do_not_depend_on_where_shards_are) {
  for (const auto& [name, terms] : kTrainings)
    for (const Index S : {4, 6}) BOOST_TEST_CONTEXT(name << ", " << S << " shards") {
        const Outcome alone = train_on(S, 1, terms);
        for (const Index R : {2, 3, 4, 6})
          if (S % R == 0) BOOST_TEST((train_on(S, R, terms) == alone), R << " ranks");
        BOOST_TEST((train_on(2, 1, terms) != alone));
      }
}

BOOST_AUTO_TEST_CASE(one_shard_is_no_shard) {
  for (const auto& [name, terms] : kTrainings)
    BOOST_TEST((train_on(1, 1, terms).checkpoint == train_on(0, 1, terms).checkpoint), name);
}

// To rounding, which a step of Adam may double where a gradient is about zero: few steps.
BOOST_AUTO_TEST_CASE(shards_learn_what_the_whole_batch_does) {
  for (const auto& [name, terms] : kTrainings) BOOST_TEST_CONTEXT(name) {
      const Outcome whole = train_on(0, 1, terms, "", 3), shards = train_on(4, 2, terms, "", 3);
      BOOST_REQUIRE(whole.numbers.size() == shards.numbers.size());
      for (std::size_t i = 0; i < whole.numbers.size(); ++i)
        BOOST_TEST(std::abs(shards.numbers[i] / whole.numbers[i] - 1) < 2e-5);
    }
}

BOOST_AUTO_TEST_CASE(what_was_stopped_on_many_goes_on_on_few) {
  const TemporaryFolder folder;
  for (const auto& [name, terms] : kTrainings) BOOST_TEST_CONTEXT(name) {
      const Outcome whole = train_on(4, 1, terms);
      const Outcome begun = train_on(4, 4, terms, "", 3);
      test::write_text(folder / "begun.bin", begun.checkpoint);
      BOOST_TEST((train_on(4, 2, terms, folder / "begun.bin").checkpoint == whole.checkpoint));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
