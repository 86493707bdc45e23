#include "tensor/cuda/launch.h"
#include "tensor/kernels/bias_relu.h"
#include "tensor/kernels/map_cuda.h"
#include "tensor/kernels/parts_cuda.h"

namespace posegrad::kernels {
namespace {

constexpr int kMostParts = 64;  // of one launch

// x and y may be the same. A NaN goes through, to be seen. residual: null if there is none.
template <int N, class T>
__global__ void bias_relu_kernel(Index rows, Index columns, Parts<BiasRelu::Part, kMostParts> parts,
                                 Index begin, const Pack<T, N>* x,
                                 const Pack<T, N>* __restrict__ bias,
                                 const Pack<T, N>* __restrict__ residual, Pack<T, N>* y) {
  for (Index r = begin + first_row(); r < begin + rows; r += row_step()) {
    const Index source = r + parts.part[parts.find(r)].ahead;
    for (Index c = first_column(); c < columns; c += column_step()) {
      const Pack<T, N> in = x[r * columns + c], shift = bias[c];
      Pack<T, N> added = {}, out;
      if (residual != nullptr) added = residual[source * columns + c];
#pragma unroll
      for (int i = 0; i < N; ++i) {
        const Math<T> sum = static_cast<Math<T>>(in.item[i]) + static_cast<Math<T>>(shift.item[i]);
        out.item[i] =
            static_cast<T>((sum < 0 ? Math<T>{0} : sum) + static_cast<Math<T>>(added.item[i]));
      }
      y[r * columns + c] = out;
    }
  }
}

template <int N, class T>
void run(const BiasRelu& op) {
  const auto packs = [](const Tensor& numbers) {
    return reinterpret_cast<Pack<T, N>*>(numbers.bytes());
  };
  for_parts<kMostParts>(op.parts(), [&](const auto& parts, Index begin, Index rows) {
    launch_rows(rows, dim<"C">(op) / N, bias_relu_kernel<N, T>, parts, begin, packs(op.x),
                packs(op.bias), packs(op.residual), packs(op.y));
  });
}

}  // namespace

void BiasRelu::cuda() const {
  visit_number(info.name, y.dtype(), [&]<class T>() {
    constexpr int N = cuda::kPack<T>;
    const auto fits = [&](const Tensor& rows) {
      return !rows.defined() || cuda::is_packed<N>(dim<"C">(*this), rows.data<T>());
    };
    if (fits(x) && fits(bias) && fits(residual) && fits(y))
      run<N, T>(*this);
    else
      run<1, T>(*this);
  });
}

}  // namespace posegrad::kernels
