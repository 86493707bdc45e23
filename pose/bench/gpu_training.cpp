#include "pose/bench/gpu_training.h"

#include "tensor/rng.h"

namespace posegrad::pose {
namespace {

constexpr Index kSequences = 16, kFrames = 4096;

// In [-0.5, 0.5).
Tensor random_poses(Index frames, Index joints, Index numbers, std::uint64_t stream) {
  Tensor poses = Tensor::empty({frames, joints, numbers});
  std::uint64_t e = 0;
  for (float& x : poses.cpu_span<float>())
    x = static_cast<float>(random_word({stream, 0}, e++) >> 8) * 0x1p-24F - 0.5F;
  return poses;
}

std::vector<Sequence> random_sequences(const TemporalModelOptions& model) {
  std::vector<Sequence> sequences;
  for (Index s = 0; s < kSequences; ++s) {
    const auto stream = 2 * static_cast<std::uint64_t>(s);
    sequences.push_back(
        {.subject = "random",
         .action = "random",
         .keypoints = random_poses(kFrames, model.joints_in, model.features, stream),
         .positions = random_poses(kFrames, model.joints_out, 3, stream + 1),
         .intrinsics = {}});
  }
  return sequences;
}

}  // namespace

GpuTraining::GpuTraining(const Workload& work, const TemporalModel& model)
    : sequences_(random_sequences(model.options())),
      batches_(sequences_, mirroring_,
               {.chunks_per_batch = work.batch / work.stride,
                .chunk_length = work.stride,
                .padding = model.padding(),
                .mirror = true}),
      adam_(model.state().parameters, {}),
      task_({model, work.stride == 1 ? ModelForm::single_frame : ModelForm::dilated, mirroring_,
             sequences_, sequences_}),
      run_{adam_, batches_, {1, 0}, 1e-3, 0.1, 0, {}},
      step_(run_, task_, work.fast) {}

void GpuTraining::step() {
  while (!step_.advance()) batches_.begin_epoch();
  step_.run();
}

}  // namespace posegrad::pose
