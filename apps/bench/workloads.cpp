#include "apps/bench/workloads.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

#include "apps/bench/gpu_training.h"
#include "nn/adam.h"
#include "pose/model/inference_model.h"
#include "pose/training/losses.h"
#include "tensor/device.h"
#include "tensor/dispatch.h"
#include "tensor/kernels/conv1d.h"
#include "tensor/precision.h"
#include "tensor/rng.h"

namespace posegrad::apps {
namespace {

constexpr Index kJoints = 17, kFeatures = 2;

template <class Work>
double seconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

pose::TemporalModel model_of(const Workload& work) {
  pose::TemporalModel model({.joints_in = kJoints,
                             .features = kFeatures,
                             .widths = work.widths,
                             .channels = work.channels},
                            1);
  nn::move_to(model, work.device);
  return model;
}

// What a GPU was asked for is done when it says so.
void finish(Device device) {
  if (device == Device::cuda) cuda::synchronize();
}

// Median seconds of one `work`. On a GPU many are timed together, as the host runs ahead of it;
// what the first ones do besides, as recording a step, is not counted.
template <class Work>
double seconds_of_one(int repeats, Device device, const Work& work) {
  const int count = device == Device::cuda ? 20 : 1;
  return median_seconds(repeats,
                        [&] {
                          for (int i = 0; i < count; ++i) work();
                          finish(device);
                        }) /
         count;
}

// Multiply-adds of the convolutions for one output frame of a chunk of `frames`; in the
// single-frame form only the frames that are needed.
struct Cost {
  double forward = 0;
  double first = 0;  // the part of the first convolution, whose input needs no gradient
};

Cost cost_of(const pose::TemporalModel& model, Index frames, bool single_frame) {
  Cost cost;
  const std::vector<pose::TemporalModel::Layer> layers = model.layers();
  Index context = model.receptive_field() - 1, single = model.receptive_field();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Tensor& w = layers[i].convolution.weight().value();
    context -= (w.dim(1) - 1) * layers[i].dilation;
    single /= w.dim(1);
    const Index rows = single_frame ? single : frames + context;
    const double products = static_cast<double>(rows) * static_cast<double>(w.numel());
    cost.forward += products;
    if (i == 0) cost.first = products;
  }
  cost.forward += static_cast<double>(single_frame ? 1 : frames) *
                  static_cast<double>(model.shrink().weight().value().numel());
  return cost;
}

pose::ModelForm form_of(const Workload& work) {
  return work.stride == 1 ? pose::ModelForm::single_frame : pose::ModelForm::dilated;
}

/// Steps on one batch that lies ready.
class CpuTraining {
 public:
  /// Keeps the references.
  CpuTraining(const Workload& work, const pose::TemporalModel& model)
      : work_(work),
        model_(model),
        adam_(model.state().parameters, {}),
        input_(bench_numbers({work.batch / work.stride, model.receptive_field() + work.stride - 1,
                              kJoints, kFeatures})),
        target_(bench_numbers({work.batch / work.stride, work.stride, kJoints, 3})) {}

  void step() {
    adam_.zero_grad();
    const nn::Pass pass{nn::Mode::training, 0.1, &random_, work_.fast};
    backward(pose::mpjpe_loss(model_.forward(input_, pass, form_of(work_)), target_));
    adam_.step();
  }

 private:
  const Workload& work_;
  const pose::TemporalModel& model_;
  nn::Adam adam_;
  nn::RandomStream random_{1, 0};
  Variable input_, target_;
};

/// A model with everything that a step needs.
class Training {
 public:
  explicit Training(const Workload& work) : work_(work), model_(model_of(work)) {
    if (work.device == Device::cuda)
      on_gpu_.emplace(work_, model_);
    else
      on_cpu_.emplace(work_, model_);
  }
  Training(const Training&) = delete;
  Training& operator=(const Training&) = delete;

  void step() { on_gpu_ ? on_gpu_->step() : on_cpu_->step(); }

  double flops() const {
    const Cost cost =
        cost_of(model_, work_.stride, form_of(work_) == pose::ModelForm::single_frame);
    const Index chunks = work_.batch / work_.stride;
    return 2 * (3 * cost.forward - cost.first) * static_cast<double>(chunks);
  }

 private:
  Workload work_;
  pose::TemporalModel model_;
  std::optional<CpuTraining> on_cpu_;
  std::optional<GpuTraining> on_gpu_;
};

class OpTimes final : public KernelObserver {
 public:
  OpTimes() : before_(set_kernel_observer(this)) {}
  ~OpTimes() override { set_kernel_observer(before_); }
  OpTimes(const OpTimes&) = delete;
  OpTimes& operator=(const OpTimes&) = delete;

  void before(const KernelCall&) override {}
  void after(const KernelCall& call, double seconds) override {
    OpShare& share = shares_[std::string(call.info().name)];
    ++share.calls;
    share.seconds += seconds;
    share.gflop += 1e-9 * call.flops();
    share.gigabytes += 1e-9 * call.bytes();
    share.is_product = call.info().is_product;
  }

  std::vector<OpShare> longest_first() const {
    std::vector<OpShare> list;
    for (const auto& [name, share] : shares_) {
      list.push_back(share);
      list.back().op = name;
    }
    std::ranges::sort(list, std::ranges::greater{}, &OpShare::seconds);
    return list;
  }

 private:
  KernelObserver* before_;
  std::map<std::string, OpShare> shares_;
};

/// A model with padded sequences, ready to be evaluated.
class Evaluation {
 public:
  explicit Evaluation(const Workload& work)
      : work_(work), model_(model_of(work)), copies_(work.mirror ? 2 : 1) {
    const Index L = work.frames + model_.receptive_field() - 1;
    if (work.fast) {
      fast_.emplace(model_);
      inputs_.assign(static_cast<std::size_t>(work.sequences * copies_),
                     bench_numbers({L, kJoints, kFeatures}).to(work.device));
    } else {
      pair_ = Variable(bench_numbers({copies_, L, kJoints, kFeatures}).to(work.device));
    }
  }

  void run() const {
    const NoGrad no_grad;
    if (fast_) {
      fast_->forward(inputs_);
    } else {
      for (Index s = 0; s < work_.sequences; ++s) model_.forward(pair_, {});
    }
    finish(work_.device);
  }

  double flops() const {
    return 2 * cost_of(model_, work_.frames, false).forward *
           static_cast<double>(work_.sequences * copies_);
  }

 private:
  Workload work_;
  pose::TemporalModel model_;
  Index copies_;
  std::optional<pose::InferenceModel> fast_;
  std::vector<Tensor> inputs_;
  Variable pair_;
};

WorkloadSpeed speed_of(double seconds, double frames, double flops) {
  return {seconds, frames / seconds, 1e-9 * flops / seconds};
}

}  // namespace

Tensor bench_numbers(const Shape& shape, std::uint32_t seed) {
  Tensor tensor = Tensor::empty(shape);
  std::uint32_t state = seed;
  for (float& x : tensor.cpu_span<float>()) {
    state = state * 1664525U + 1013904223U;
    x = static_cast<float>(state >> 8) * 0x1p-24F - 0.5F;
  }
  return tensor;
}

WorkloadSpeed measure_training(const Workload& work) {
  Training training(work);
  const double seconds = seconds_of_one(work.repeats, work.device, [&] { training.step(); });
  const Index chunks = work.batch / work.stride;
  return speed_of(seconds, static_cast<double>(chunks * work.stride), training.flops());
}

double median_seconds(int repeats, const std::function<void()>& work) {
  std::vector<double> seconds;
  work();
  for (int i = 0; i < repeats; ++i) seconds.push_back(seconds_of(work));
  std::ranges::sort(seconds);
  return seconds[seconds.size() / 2];
}

Profile profile_of(const std::function<void()>& work) {
  work();
  Profile profile;
  const OpTimes times;
  profile.seconds = seconds_of(work);
  profile.ops = times.longest_first();
  return profile;
}

Profile profile_training(const Workload& work) {
  Training training(work);
  return profile_of([&] { training.step(); });
}

Profile profile_evaluation(const Workload& work) {
  const Evaluation evaluation(work);
  return profile_of([&] { evaluation.run(); });
}

WorkloadSpeed measure_evaluation(const Workload& work) {
  const Evaluation evaluation(work);
  const double seconds = median_seconds(work.repeats, [&] { evaluation.run(); });
  return speed_of(seconds, static_cast<double>(work.frames * work.sequences), evaluation.flops());
}

Limit limit_of(const Profile& profile, double gflops, double gigabytes) {
  Limit limit;
  for (const OpShare& op : profile.ops) {
    if (op.is_product)
      limit.product_seconds += op.gflop / gflops;
    else
      limit.memory_seconds += op.gigabytes / gigabytes;
  }
  return limit;
}

double measure_copy(int repeats, Device device) {
  constexpr Index kNumbers = Index{64} << 20;
  const Tensor from = Tensor::zeros({kNumbers}, DType::f32, device),
               to = Tensor::zeros({kNumbers}, DType::f32, device);
  const double seconds = seconds_of_one(repeats, device, [&] { to.copy_from(from); });
  return 2e-9 * static_cast<double>(from.nbytes()) / seconds;
}

double measure_product(Index rows, Index channels, int repeats, Device device) {
  const Index depth = 3 * channels;
  const DType dtype =
      device == Device::cuda && precision() == Precision::bf16 ? DType::bf16 : DType::f32;
  const Tensor a = bench_numbers({1, rows, depth}).to(device).to(dtype),
               b = bench_numbers({channels, 1, depth}).to(device).to(dtype);
  // A convolution of width 1 is one product.
  const double seconds = seconds_of_one(repeats, device, [&] { kernels::conv1d(a, b); });
  return 2e-9 * static_cast<double>(rows * channels * depth) / seconds;
}

}  // namespace posegrad::apps
