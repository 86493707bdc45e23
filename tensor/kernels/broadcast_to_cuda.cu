#include "tensor/kernels/broadcast_cuda.h"
#include "tensor/kernels/broadcast_to.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct First {
  __device__ T operator()(T x, T) const { return x; }
};

template <class Word>
void repeat(const Tensor& x, const Tensor& y) {
  const auto* const from = reinterpret_cast<const Word*>(x.bytes());
  broadcast(BroadcastLayout(x.shape(), x.shape(), y.shape()), y.numel(), from, from,
            reinterpret_cast<Word*>(y.bytes()), First<Word>{});
}

}  // namespace

// Moves words of a number's size.
void BroadcastTo::cuda() const {
  switch (size_of(y.dtype())) {
    case 2:
      return repeat<std::uint16_t>(x, y);
    case 4:
      return repeat<std::uint32_t>(x, y);
    default:
      return repeat<std::uint64_t>(x, y);
  }
}

}  // namespace posegrad::kernels
