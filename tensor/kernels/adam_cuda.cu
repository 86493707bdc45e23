#include "tensor/cuda/launch.h"
#include "tensor/kernels/adam.h"
#include "tensor/kernels/parts_cuda.h"

namespace posegrad::kernels {
namespace {

using cuda::kPack;
using cuda::kThreads;
using cuda::Pack;
using cuda::put_pack;

constexpr int kMostTensors = 48;          // of one launch
constexpr Index kNumbersPerBlock = 4096;  // of one tensor

template <class T>
struct Numbers {
  const T* grad;
  T *p, *m, *v, *vmax;  // vmax: or nullptr
  Index count;
  Index rows;      // blocks
  bool is_packed;  // all of them begin at a multiple of 16 bytes

  Numbers() = default;
  explicit Numbers(const AdamStep& of)
      : grad(of.grad.data<T>()),
        p(of.p.data<T>()),
        m(of.m.data<T>()),
        v(of.v.data<T>()),
        vmax(of.vmax.defined() ? of.vmax.data<T>() : nullptr),
        count(of.p.numel()),
        rows((count + kNumbersPerBlock - 1) / kNumbersPerBlock) {
    const auto begins_a_pack = [](const auto*... data) {
      return (cuda::is_packed<kPack<T>>(0, data) && ...);
    };
    is_packed = begins_a_pack(grad, p, m, v, vmax);
  }
};

// N neighbours from e on. Everything is read before anything is written, as the compiler cannot
// know that the tensors are different ones.
template <int N, class T>
__device__ void update(const Numbers<T>& of, const AdamFunction<T>& f, Index e) {
  const auto at = [e](const T* tensor) { return *reinterpret_cast<const Pack<T, N>*>(tensor + e); };
  const Pack<T, N> grad = at(of.grad);
  Pack<T, N> m = at(of.m), v = at(of.v), p = at(of.p), vmax{};
  const bool amsgrad = of.vmax != nullptr;
  if (amsgrad) vmax = at(of.vmax);
#pragma unroll
  for (int i = 0; i < N; ++i)
    f(amsgrad, grad.item[i], p.item[i], m.item[i], v.item[i], vmax.item[i]);
  put_pack(of.m, e, m);
  put_pack(of.v, e, v);
  put_pack(of.p, e, p);
  if (amsgrad) put_pack(of.vmax, e, vmax);
}

// A block takes some numbers of one tensor, its threads neighbouring packs; what is left at the end
// of a tensor, one by one. device_scales: step and root, if not nullptr.
template <class T>
__global__ void adam_kernel(Parts<Numbers<T>, kMostTensors> tensors, unsigned first_block,
                            AdamFunction<T> f, const T* device_scales) {
  const unsigned block = first_block + blockIdx.x;
  const int number = tensors.find(block);
  const Numbers<T>& of = tensors.part[number];
  if (device_scales != nullptr) {
    f.step = device_scales[0];
    f.root = device_scales[1];
  }
  const Index begin = (block - tensors.begin[number]) * kNumbersPerBlock;
  const Index stop = begin + kNumbersPerBlock, end = stop < of.count ? stop : of.count;
  const Index packed_end = of.is_packed ? end - end % kPack<T> : begin;
  for (Index e = begin + Index{threadIdx.x} * kPack<T>; e < packed_end; e += kThreads * kPack<T>)
    update<kPack<T>>(of, f, e);
  for (Index e = packed_end + threadIdx.x; e < end; e += kThreads) update<1>(of, f, e);
}

// Calls of one number type and with the same constants.
template <class T>
void run(std::span<const AdamStep> calls) {
  const AdamFunction<T> f(calls.front().rule);
  const Tensor& scales = calls.front().device_scales;
  std::vector<Numbers<T>> tensors;
  for (const AdamStep& call : calls) tensors.emplace_back(call);
  for_parts<kMostTensors>(tensors, [&](const auto& parts, Index first_block, Index blocks) {
    cuda::launch(static_cast<unsigned>(blocks), kThreads, adam_kernel<T>, parts,
                 static_cast<unsigned>(first_block), f,
                 scales.defined() ? scales.data<T>() : nullptr);
  });
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
