#include "apps/bench/gpu_training.h"

namespace posegrad::apps {
namespace {

constexpr Index kSequences = 16, kFrames = 4096;

std::vector<pose::Sequence> random_sequences(const pose::TemporalModelOptions& model) {
  std::vector<pose::Sequence> sequences;
  for (Index s = 0; s < kSequences; ++s) {
    const auto seed = static_cast<std::uint32_t>(2 * s + 1);
    sequences.push_back(
        {.subject = "random",
         .action = "random",
         .keypoints = bench_numbers({kFrames, model.joints_in, model.features}, seed),
         .positions = bench_numbers({kFrames, model.joints_out, 3}, seed + 1),
         .intrinsics = {}});
  }
  return sequences;
}

}  // namespace

GpuTraining::GpuTraining(const Workload& work, const pose::TemporalModel& model)
    : sequences_(random_sequences(model.options())),
      batches_(sequences_, mirroring_,
               {.chunks_per_batch = work.batch / work.stride,
                .chunk_length = work.stride,
                .padding = model.padding(),
                .mirror = true}),
      adam_(model.state().parameters, {}),
      task_({model, work.stride == 1 ? pose::ModelForm::single_frame : pose::ModelForm::dilated,
             mirroring_, sequences_, sequences_}),
      run_{adam_, batches_, {1, 0}, 1e-3, 0.1, 0, {}},
      step_(run_, task_, work.fast) {}

void GpuTraining::step() {
  while (!step_.advance()) batches_.begin_epoch();
  step_.run();
}

}  // namespace posegrad::apps
