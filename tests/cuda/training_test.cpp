#include <memory>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "nn/adam.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/training/semi_supervised.h"
#include "pose/training/supervised.h"
#include "pose/training/training_step.h"
#include "pose/training/with_trajectory.h"
#include "tensor/dispatch.h"
#include "tensor/precision.h"
#include "tests/cuda/small_set.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

enum class Task { supervised, trajectory, semi_supervised };

struct Setting {
  Task task = Task::supervised;
  Index stride = 1;
  bool causal = false, fused = true;
  Precision precision = Precision::fp32;
  Index channels = 12;
  BatchFeed::Placement placement = BatchFeed::Placement::resident_if_it_fits;
};

/// A small training on a device.
class Training {
 public:
  Training(const Setting& setting, Device device)
      : setting_(setting),
        poses_(options(setting, 17), 1),
        path_(options(setting, 1), 1, 100),
        batches_(sequences_, mirroring_, chunks(setting, 16, false)),
        unlabelled_(sequences_, mirroring_, chunks(setting, 10, true)) {
    set_precision(setting.precision);
    nn::move_to(poses_, device);
    nn::move_to(path_, device);
    std::vector<nn::NamedVariable> parameters = poses_.state().parameters;
    if (setting.task != Task::supervised)
      for (const nn::NamedVariable& p : path_.state().parameters) parameters.push_back(p);
    adam_ = std::make_unique<nn::Adam>(parameters, nn::AdamOptions{});
    run_ = std::make_unique<TrainingRun>(TrainingRun{*adam_, batches_, {7, 5}, 1e-3, 0.1, 0, {}});
    task_ = make_task();
    step_ = std::make_unique<TrainingStep>(*run_, *task_, setting.fused, setting.placement);
  }

  /// Losses of some steps, over the ends of epochs; learning rate and momentum change from epoch to
  /// epoch.
  std::vector<double> losses(int steps) {
    std::vector<double> result;
    run_->batches.begin_epoch();
    while (static_cast<int>(result.size()) < steps) {
      if (!step_->advance()) {
        ++run_->epochs_done;
        run_->learning_rate *= 0.9;
        run_->momentum *= 0.5;
        run_->batches.begin_epoch();
        continue;
      }
      result.push_back(step_->run().total);
    }
    return result;
  }

  /// Everything that a checkpoint holds of the models.
  std::vector<Tensor> numbers() const {
    std::vector<Tensor> all;
    for (const nn::NamedTensor& t : poses_.state().all) all.push_back(t.tensor.to(Device::cpu));
    for (const nn::NamedTensor& t : path_.state().all) all.push_back(t.tensor.to(Device::cpu));
    for (const nn::Adam::Moments& m : adam_->moments()) all.push_back(m.vmax.to(Device::cpu));
    return all;
  }
  std::vector<Tensor> parameters() const {
    std::vector<Tensor> all;
    for (const nn::NamedVariable& p : adam_->parameters())
      all.push_back(p.variable.value().to(Device::cpu).clone());
    return all;
  }
  TrainingRun& run() { return *run_; }
  const nn::RandomStream& random() const { return run_->random; }
  Index steps() const { return adam_->steps(); }

 private:
  static TemporalModelOptions options(const Setting& setting, Index joints_out) {
    return {.joints_in = 17,
            .joints_out = joints_out,
            .widths = {3, 3},
            .channels = setting.channels,
            .causal = setting.causal};
  }
  static ChunkOptions chunks(const Setting& setting, Index count, bool endless) {
    return {.chunks_per_batch = count,
            .chunk_length = setting.stride,
            .padding = 4,
            .causal_shift = setting.causal ? 4 : 0,
            .mirror = true,
            .endless = endless};
  }
  std::unique_ptr<TrainingTask> make_task() {
    const ModelForm form = setting_.stride == 1 ? ModelForm::single_frame : ModelForm::dilated;
    if (setting_.task == Task::supervised)
      return std::make_unique<SupervisedTask>(
          SupervisedTask::Setup{poses_, form, mirroring_, sequences_, sequences_});
    if (setting_.task == Task::trajectory)
      return std::make_unique<WithTrajectoryTask>(
          WithTrajectoryTask::Setup{poses_, path_, form, mirroring_, sequences_, sequences_});
    return std::make_unique<SemiSupervisedTask>(SemiSupervisedTask::Setup{poses_,
                                                                          path_,
                                                                          form,
                                                                          mirroring_,
                                                                          h36m_17(),
                                                                          unlabelled_,
                                                                          sequences_,
                                                                          sequences_,
                                                                          {.warmup = 1}});
  }

  Setting setting_;
  std::vector<Sequence> sequences_ = small_set(17);
  Mirroring mirroring_ = small_mirroring();
  TemporalModel poses_, path_;
  ChunkedBatches batches_, unlabelled_;
  std::unique_ptr<nn::Adam> adam_;
  std::unique_ptr<TrainingRun> run_;
  std::unique_ptr<TrainingTask> task_;
  std::unique_ptr<TrainingStep> step_;
};

const std::pair<const char*, Setting> kSettings[] = {
    {"single frames", {}},
    {"chunks", {.stride = 3}},
    {"causal", {.causal = true}},
    {"single ops", {.fused = false}},
    {"chunks, single ops", {.stride = 2, .fused = false}},
    {"with the path", {.task = Task::trajectory}},
    {"semi-supervised", {.task = Task::semi_supervised}},
    {"semi-supervised chunks", {.task = Task::semi_supervised, .stride = 2}},
    {"a set that does not fit", {.placement = BatchFeed::Placement::from_host}},
};

// A kernel is not recorded while it is observed.
class Observer final : public KernelObserver {
 public:
  Observer() : before_(set_kernel_observer(this)) {}
  ~Observer() override { set_kernel_observer(before_); }
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  void before(const KernelCall&) override {}
  void after(const KernelCall&, double) override { ++calls; }
  int calls = 0;

 private:
  KernelObserver* before_;
};

bool same_numbers(const Training& a, const Training& b) {
  const std::vector<Tensor> x = a.numbers(), y = b.numbers();
  bool same = x.size() == y.size();
  for (std::size_t i = 0; same && i < x.size(); ++i) same = same_bits(x[i], y[i]);
  return same;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training_on_the_gpu)

BOOST_AUTO_TEST_CASE(losses_are_those_of_the_cpu) {
  for (const auto& [name, setting] : kSettings) BOOST_TEST_CONTEXT(name) {
      Training cpu(setting, Device::cpu), gpu(setting, Device::cuda);
      const std::vector<double> expected = cpu.losses(12), found = gpu.losses(12);
      for (std::size_t i = 0; i < expected.size(); ++i)
        BOOST_TEST(found[i] == expected[i], boost::test_tools::tolerance(i < 3 ? 1e-5 : 2e-3));
      BOOST_TEST(gpu.random().counter == cpu.random().counter);
      BOOST_TEST(gpu.steps() == cpu.steps());
    }
}

BOOST_AUTO_TEST_CASE(recorded_steps_give_the_bits_of_steps_that_are_not) {
  for (const auto& [name, setting] : kSettings) BOOST_TEST_CONTEXT(name) {
      Training recorded(setting, Device::cuda), single(setting, Device::cuda);
      const std::vector<double> found = recorded.losses(14);
      {
        const Observer observer;
        const std::vector<double> expected = single.losses(14);
        BOOST_TEST(found == expected, boost::test_tools::per_element());
        BOOST_TEST(observer.calls > 100);
      }
      BOOST_TEST(same_numbers(recorded, single));
    }
}

BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_updates_nothing) {
  Training training({}, Device::cuda);
  training.losses(1);
  training.run().learning_rate = 1e30;
  BOOST_TEST(std::isfinite(training.losses(1).back()));
  const std::vector<Tensor> before = training.parameters();
  const Index steps = training.steps();
  for (const double loss : training.losses(3)) BOOST_TEST(!std::isfinite(loss));
  const std::vector<Tensor> after = training.parameters();
  for (std::size_t i = 0; i < before.size(); ++i) BOOST_TEST(same_bits(before[i], after[i]));
  BOOST_TEST(training.steps() == steps);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bits) {
  for (const Precision precision : {Precision::fp32, Precision::tf32, Precision::bf16}) {
    const Setting setting{.precision = precision, .channels = 16};
    Training one(setting, Device::cuda), other(setting, Device::cuda);
    BOOST_TEST(one.losses(10) == other.losses(10), boost::test_tools::per_element());
    BOOST_TEST(same_numbers(one, other));
  }
}

BOOST_AUTO_TEST_CASE(lower_precisions_stay_near) {
  const auto losses_in = [](Precision precision) {
    return Training({.precision = precision, .channels = 16}, Device::cuda).losses(30);
  };
  const std::vector<double> exact = losses_in(Precision::fp32);
  for (const auto& [precision, tolerance] :
       {std::pair(Precision::tf32, 0.01), std::pair(Precision::bf16, 0.05)}) {
    const std::vector<double> found = losses_in(precision);
    BOOST_TEST(found[0] == exact[0], boost::test_tools::tolerance(tolerance));
    if (precision == Precision::bf16) BOOST_TEST(found[0] != exact[0]);  // another arithmetic
    BOOST_TEST(found.back() == exact.back(), boost::test_tools::tolerance(2 * tolerance));
  }
  set_precision(Precision::tf32);
}

BOOST_AUTO_TEST_SUITE_END()
