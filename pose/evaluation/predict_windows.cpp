#include "pose/evaluation/predict_windows.h"

#include <algorithm>

#include <fmt/format.h>

#include "autograd/variable.h"
#include "pose/data/collect.h"
#include "tensor/call_site.h"
#include "tensor/error.h"
#include "tensor/kernels/mirror.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

// Windows that go through the model at once: enough for the matrix product, and 37 MiB of input for
// 243 frames.
constexpr Index kBlock = 1024;

}  // namespace

Tensor predict_windows(const TemporalModel& model, const Tensor& windows) {
  const NoGrad no_grad;
  const Index N = windows.dim(0), J = model.options().joints_out;
  if (windows.rank() != 4 || windows.dim(1) != model.receptive_field())
    throw ShapeError(fmt::format("predict_windows: 'windows' has shape {}; expected (N, {}, K, F)",
                                 windows.shape().to_string(), model.receptive_field()));
  const Device device = model.shrink().weight().value().device();
  const Tensor poses = Tensor::empty({N, J, 3}, DType::f32, device);
  const CallScope scope("evaluation");
  for (Index begin = 0; begin < N; begin += kBlock) {
    const Index end = std::min(begin + kBlock, N);
    const Variable out =
        forward_as("model_pos", model, Variable(windows.rows(begin, end).to(device)), {},
                   ModelForm::single_frame);
    collect(out.value().reshape({end - begin, J, 3}), poses.rows(begin, end));
  }
  return poses;
}

Tensor predict_windows_mirrored(const TemporalModel& model, const Tensor& windows,
                                const Mirroring& mirroring) {
  const Index N = windows.dim(0), L = windows.dim(1), K = windows.dim(2), F = windows.dim(3);
  const std::vector<Index> swap = mirroring.keypoints.permutation(K);
  const Tensor mirrored = Tensor::empty(windows.shape());
  parallel_for(N, static_cast<double>(L * K * F), [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n)
      copy_frames(windows.rows(n, n + 1).reshape({L, K, F}), 0, L, &swap,
                  mirrored.data<float>() + n * L * K * F);
  });
  const std::vector<Index> joints = mirroring.joints.permutation(model.options().joints_out);
  const Tensor swap_joints =
      Tensor::from<Index>({model.options().joints_out}, std::span<const Index>(joints));
  const Tensor plain = predict_windows(model, windows),
               poses = Tensor::empty(plain.shape(), DType::f32, plain.device());
  const Tensor other = predict_windows(model, mirrored);
  const CallScope scope("evaluation");
  kernels::merge_mirrored(plain, other, swap_joints.to(plain.device()), poses);
  return poses;
}

}  // namespace posegrad::pose
