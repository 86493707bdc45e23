#include <cmath>

#include "tensor/cuda/launch.h"
#include "tensor/kernels/adam.h"

namespace posegrad::kernels {
namespace {

using cuda::kPack;
using cuda::kThreads;
using cuda::Pack;
using cuda::put_pack;

constexpr int kMostTensors = 48;          // of one launch: their table is a parameter of the kernel
constexpr Index kNumbersPerBlock = 4096;  // of one tensor

template <class T>
struct Part {
  const T* grad;
  T *p, *m, *v, *vmax;  // vmax: or nullptr
  Index count;
  Index first_block;
  bool is_packed;  // all of them begin at a multiple of 16 bytes
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
  const T* device_scales;  // step and root, if not nullptr
};

// The part that a block works on: the last one that begins at it or before.
template <class T>
__device__ const Part<T>& part_of_block(const Parts<T>& parts) {
  int first = 0, end_part = parts.count;
  while (end_part - first > 1) {
    const int middle = (first + end_part) / 2;
    if (parts.part[middle].first_block <= Index{blockIdx.x})
      first = middle;
    else
      end_part = middle;
  }
  return parts.part[first];
}

// N neighbours from e on. Everything is read before anything is written, as the compiler cannot
// know that the tensors are different ones.
template <int N, class T>
__device__ void update(const Part<T>& part, const Constants<T>& k, T step, T root, Index e) {
  using Numbers = Pack<T, N>;
  const auto at = [e](T* tensor) { return reinterpret_cast<Numbers*>(tensor + e); };
  const Numbers grad = *reinterpret_cast<const Numbers*>(part.grad + e);
  Numbers m = *at(part.m), v = *at(part.v), p = *at(part.p), largest{};
  const bool keeps_largest = part.vmax != nullptr;
  if (keeps_largest) largest = *at(part.vmax);
#pragma unroll
  for (int i = 0; i < N; ++i) {
    const T g = grad.item[i];
    m.item[i] = k.beta1 * m.item[i] + k.rest1 * g;
    v.item[i] = k.beta2 * v.item[i] + k.rest2 * g * g;
    T second = v.item[i];
    if (keeps_largest) {
      second = largest.item[i] > second ? largest.item[i] : second;
      largest.item[i] = second;
    }
    p.item[i] -= step * m.item[i] / (std::sqrt(second) * root + k.eps);
  }
  put_pack(part.m, e, m);
  put_pack(part.v, e, v);
  put_pack(part.p, e, p);
  if (keeps_largest) put_pack(part.vmax, e, largest);
}

// A block takes some numbers of one tensor, its threads neighbouring packs; what is left at the end
// of a tensor, one by one.
template <class T>
__global__ void adam_kernel(Parts<T> parts, Constants<T> k) {
  const Part<T>& part = part_of_block(parts);
  const T step = k.device_scales != nullptr ? k.device_scales[0] : k.step;
  const T root = k.device_scales != nullptr ? k.device_scales[1] : k.root;
  const Index begin = (Index{blockIdx.x} - part.first_block) * kNumbersPerBlock;
  const Index stop = begin + kNumbersPerBlock, end = stop < part.count ? stop : part.count;
  const Index packed_end = part.is_packed ? end - end % kPack<T> : begin;
  for (Index e = begin + Index{threadIdx.x} * kPack<T>; e < packed_end; e += kThreads * kPack<T>)
    update<kPack<T>>(part, k, step, root, e);
  for (Index e = packed_end + threadIdx.x; e < end; e += kThreads)
    update<1>(part, k, step, root, e);
}

template <class T>
Constants<T> constants_of(const AdamRule& rule, const Tensor& device_scales) {
  const AdamScales scales(rule);
  return {static_cast<T>(rule.beta1),  static_cast<T>(1 - rule.beta1),
          static_cast<T>(rule.beta2),  static_cast<T>(1 - rule.beta2),
          static_cast<T>(scales.step), static_cast<T>(scales.root),
          static_cast<T>(rule.eps),    device_scales.defined() ? device_scales.data<T>() : nullptr};
}

template <class T>
void add_part(const AdamStep& of, Parts<T>& parts) {
  Part<T> part{of.grad.data<T>(),
               of.p.data<T>(),
               of.m.data<T>(),
               of.v.data<T>(),
               of.vmax.defined() ? of.vmax.data<T>() : nullptr,
               of.p.numel(),
               parts.blocks,
               false};
  const auto begins_a_pack = [](const T* tensor) { return cuda::is_packed<kPack<T>>(0, tensor); };
  part.is_packed = begins_a_pack(part.grad) && begins_a_pack(part.p) && begins_a_pack(part.m) &&
                   begins_a_pack(part.v) && begins_a_pack(part.vmax);
  parts.part[parts.count++] = part;
  parts.blocks += (of.p.numel() + kNumbersPerBlock - 1) / kNumbersPerBlock;
}

// Calls of one number type and with the same constants.
template <class T>
void run(std::span<const AdamStep> calls) {
  const Constants<T> constants = constants_of<T>(calls.front().rule, calls.front().device_scales);
  while (!calls.empty()) {
    Parts<T> parts;
    const std::size_t count = std::min<std::size_t>(calls.size(), kMostTensors);
    for (const AdamStep& call : calls.first(count)) add_part(call, parts);
    cuda::launch(static_cast<unsigned>(parts.blocks), cuda::kThreads, adam_kernel<T>, parts,
                 constants);
    calls = calls.subspan(count);
  }
}

bool go_together(const AdamStep& a, const AdamStep& b) {
  return a.p.dtype() == b.p.dtype() && a.rule == b.rule &&
         a.device_scales.bytes() == b.device_scales.bytes();
}

}  // namespace

void AdamStep::cuda() const { cuda_all({this, 1}); }

void AdamStep::cuda_all(std::span<const AdamStep> calls) {
  while (!calls.empty()) {
    std::size_t count = 1;
    while (count < calls.size() && go_together(calls[0], calls[count])) ++count;
    visit_float(info.name, calls[0].p.dtype(), [&]<class T>() { run<T>(calls.first(count)); });
    calls = calls.subspan(count);
  }
}

}  // namespace posegrad::kernels
