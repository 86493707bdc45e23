#include <vector>

#include "tensor/cuda/launch.h"
#include "tensor/kernels/bias_relu.h"
#include "tensor/kernels/map_cuda.h"

namespace posegrad::kernels {
namespace {

/// Sequences whose rows follow each other: `Part` is what a kernel is to know of one, its number of
/// `rows` among it. An argument of kernels: nothing is uploaded, and a recorded step keeps a copy.
template <class Part>
struct Parts {
  static constexpr int kMost = 64;  // a kernel's arguments may have 4 KiB
  int count = 0;
  Index begin[kMost] = {};  // first row
  Part part[kMost] = {};

  /// The part with that row: the last one that begins no later, so never one without rows.
  __device__ int find(Index row) const {
    int low = 0, high = count - 1;
    while (low < high) {
      const int middle = (low + high + 1) / 2;
      if (begin[middle] <= row)
        low = middle;
      else
        high = middle - 1;
    }
    return low;
  }
};

/// Calls run(Parts, first row, number of rows) for as many parts at a time as fit.
template <class Part, class Run>
void for_parts(const std::vector<Part>& all, Run&& run) {
  Parts<Part> parts;
  Index rows = 0;
  const auto run_these = [&] {
    if (parts.count > 0) run(parts, parts.begin[0], rows - parts.begin[0]);
    parts.count = 0;
  };
  for (const Part& part : all) {
    if (parts.count == Parts<Part>::kMost) run_these();
    parts.begin[parts.count] = rows;
    parts.part[parts.count++] = part;
    rows += part.rows;
  }
  run_these();
}

struct Segment {
  Index rows;
  Index ahead;  // its row r takes row r + ahead of the residual
};

// x and y may be the same. A NaN goes through, to be seen. residual: null if there is none.
template <int N, class T>
__global__ void bias_relu_kernel(Index rows, Index columns, Parts<Segment> segments, Index begin,
                                 const Pack<T, N>* x, const Pack<T, N>* __restrict__ bias,
                                 const Pack<T, N>* __restrict__ residual, Pack<T, N>* y) {
  for (Index r = begin + first_row(); r < begin + rows; r += row_step()) {
    const Index source = r + segments.part[segments.find(r)].ahead;
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

std::vector<Segment> segments_of(const BiasRelu& op) {
  if (!op.residual.defined()) return {{dim<"R">(op), 0}};
  std::vector<Segment> list;
  Index first = 0, first_residual = 0;
  for (std::size_t s = 0; s < op.segments.lengths.size(); ++s) {
    list.push_back({op.segments.lengths[s], first_residual + op.start - first});
    first += op.segments.lengths[s];
    first_residual += op.residual_segments.lengths[s];
  }
  return list;
}

template <int N, class T>
void run(const BiasRelu& op) {
  for_parts(segments_of(op), [&](const Parts<Segment>& segments, Index begin, Index rows) {
    launch_rows(rows, dim<"C">(op) / N, bias_relu_kernel<N, T>, segments, begin,
                reinterpret_cast<const Pack<T, N>*>(op.x.bytes()),
                reinterpret_cast<const Pack<T, N>*>(op.bias.bytes()),
                reinterpret_cast<const Pack<T, N>*>(op.residual.bytes()),
                reinterpret_cast<Pack<T, N>*>(op.y.bytes()));
  });
}

}  // namespace

void BiasRelu::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() {
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
