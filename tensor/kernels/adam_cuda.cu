#include <cmath>

#include "tensor/cuda/launch.h"
#include "tensor/kernels/adam.h"

namespace posegrad::kernels {
namespace {

constexpr int kMostTensors = 48;          // of one launch: their table is a parameter of the kernel
constexpr Index kNumbersPerBlock = 4096;  // of one tensor

template <class T>
struct Part {
  const T* grad;
  T *p, *m, *v, *vmax;  // vmax: or nullptr
  Index count;
  Index first_block;
};

template <class T>
struct Parts {
  Part<T> part[kMostTensors];
  int count = 0;
  Index blocks = 0;
};

template <class T>
struct Constants {
  T beta1, rest1, beta2, rest2;  // rest = 1 - beta, rounded after the subtraction
  T step, root;                  // lr / (1 - beta1^t), 1 / sqrt(1 - beta2^t)
  T eps;
  const T* scales_now;  // step and root, if not nullptr
};

// A block takes some numbers of one tensor, its threads neighbours.
template <class T>
__global__ void adam_kernel(Parts<T> parts, Constants<T> k) {
  int i = 0;
  while (i + 1 < parts.count && parts.part[i + 1].first_block <= Index{blockIdx.x}) ++i;
  const Part<T>& part = parts.part[i];
  const T step = k.scales_now != nullptr ? k.scales_now[0] : k.step;
  const T root = k.scales_now != nullptr ? k.scales_now[1] : k.root;
  const Index begin = (Index{blockIdx.x} - part.first_block) * kNumbersPerBlock;
  const Index stop = begin + kNumbersPerBlock, end = stop < part.count ? stop : part.count;
  for (Index e = begin + threadIdx.x; e < end; e += blockDim.x) {
    const T g = part.grad[e];
    const T m = k.beta1 * part.m[e] + k.rest1 * g;
    T second = k.beta2 * part.v[e] + k.rest2 * g * g;
    part.m[e] = m;
    part.v[e] = second;
    if (part.vmax != nullptr) {
      const T largest = part.vmax[e];
      second = largest > second ? largest : second;
      part.vmax[e] = second;
    }
    part.p[e] -= step * m / (std::sqrt(second) * root + k.eps);
  }
}

template <class T>
Constants<T> constants_of(const AdamRule& rule, const Tensor& scales_now) {
  const AdamScales scales(rule);
  return {static_cast<T>(rule.beta1),  static_cast<T>(1 - rule.beta1),
          static_cast<T>(rule.beta2),  static_cast<T>(1 - rule.beta2),
          static_cast<T>(scales.step), static_cast<T>(scales.root),
          static_cast<T>(rule.eps),    scales_now.defined() ? scales_now.data<T>() : nullptr};
}

template <class T>
void add_part(const AdamTensors& of, Parts<T>& parts) {
  parts.part[parts.count++] = {of.grad.data<T>(),
                               of.p.data<T>(),
                               of.m.data<T>(),
                               of.v.data<T>(),
                               of.vmax.defined() ? of.vmax.data<T>() : nullptr,
                               of.p.numel(),
                               parts.blocks};
  parts.blocks += (of.p.numel() + kNumbersPerBlock - 1) / kNumbersPerBlock;
}

template <class T>
void run(std::span<const AdamTensors> all, const AdamRule& rule, const Tensor& scales_now) {
  const Constants<T> constants = constants_of<T>(rule, scales_now);
  while (!all.empty()) {
    Parts<T> parts;
    const std::size_t count = std::min<std::size_t>(all.size(), kMostTensors);
    for (const AdamTensors& tensors : all.first(count)) add_part(tensors, parts);
    cuda::launch(static_cast<unsigned>(parts.blocks), cuda::kThreads, adam_kernel<T>, parts,
                 constants);
    all = all.subspan(count);
  }
}

}  // namespace

void AdamStep::cuda() const {
  const AdamTensors tensors{p, m, v, vmax, grad};
  visit_float(info.name, p.dtype(), [&]<class T>() { run<T>({&tensors, 1}, rule, scales_now); });
}

void adam_steps_cuda(std::span<const AdamTensors> all, const AdamRule& rule,
                     const Tensor& scales_now) {
  visit_float("adam", all.front().p.dtype(), [&]<class T>() { run<T>(all, rule, scales_now); });
}

}  // namespace posegrad::kernels
