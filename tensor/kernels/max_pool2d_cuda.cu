#include "tensor/kernels/map_cuda.h"
#include "tensor/kernels/max_pool2d.h"

namespace posegrad::kernels {
namespace {

// The pixel, h * W + w, of a window's largest number in the sample's channel at x.
template <class T>
__device__ Index winner(const Pool2dGeometry& g, Index i, Index j, const T* __restrict__ x) {
  const Pool2dGeometry::Range rows = g.pixels(i, g.H, g.rows),
                              columns = g.pixels(j, g.W, g.columns);
  Index best = rows.begin * g.W + columns.begin;
  for (Index h = rows.begin; h < rows.end; ++h)
    for (Index w = columns.begin; w < columns.end; ++w)
      if (MaxPool2d::is_larger(x[(h * g.W + w) * g.C], x[best * g.C])) best = h * g.W + w;
  return best;
}

// One row of threads per window, neighbouring threads take neighbouring channels.
template <class T>
__global__ void pool_kernel(Index windows, Index C, Pool2dGeometry g, const T* __restrict__ x,
                            T* __restrict__ y) {
  for (Index r = first_row(); r < windows; r += row_step()) {
    const Index j = r % g.columns.out, i = r / g.columns.out % g.rows.out,
                n = r / (g.columns.out * g.rows.out);
    const T* const sample = x + n * g.H * g.W * C;
    for (Index c = first_column(); c < C; c += column_step())
      y[r * C + c] = sample[winner(g, i, j, sample + c) * C + c];
  }
}

// One row of threads per pixel of dx: it looks whether it is the largest of its windows, in order.
template <class T>
__global__ void pool_grad_kernel(Index pixels, Index C, Pool2dGeometry g, const T* __restrict__ dy,
                                 const T* __restrict__ x, T* __restrict__ dx) {
  for (Index r = first_row(); r < pixels; r += row_step()) {
    const Index pixel = r % (g.H * g.W), n = r / (g.H * g.W);
    const Pool2dGeometry::Range rows = g.windows(pixel / g.W, g.rows),
                                columns = g.windows(pixel % g.W, g.columns);
    const T* const sample = x + n * g.H * g.W * C;
    for (Index c = first_column(); c < C; c += column_step()) {
      T sum = 0;
      for (Index i = rows.begin; i < rows.end; ++i)
        for (Index j = columns.begin; j < columns.end; ++j)
          if (winner(g, i, j, sample + c) == pixel)
            sum += dy[((n * g.rows.out + i) * g.columns.out + j) * C + c];
      dx[r * C + c] = sum;
    }
  }
}

}  // namespace

void MaxPool2d::cuda() const {
  const Pool2dGeometry g(*this);
  if (y.numel() == 0) return;
  visit_float(info.name, y.dtype(), [&]<class T>() {
    launch_rows(y.numel() / g.C, g.C, pool_kernel<T>, g, x.data<T>(), y.data<T>());
  });
}

void MaxPool2dGrad::cuda() const {
  const Pool2dGeometry g(*this);
  if (dx.numel() == 0) return;
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    launch_rows(dx.numel() / g.C, g.C, pool_grad_kernel<T>, g, dy.data<T>(), x.data<T>(),
                dx.data<T>());
  });
}

}  // namespace posegrad::kernels
