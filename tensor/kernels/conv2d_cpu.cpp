// A convolution as a matrix product: a row of the matrix of windows is what an output pixel sees of its
// group, in the order of the filters' rows. A 1 x 1 convolution with stride 1 has that matrix already:
// x. Else the windows of some pixels are copied side by side, a product made of them, and so on.

#include <algorithm>
#include <vector>

#include "tensor/blas.h"
#include "tensor/kernels/conv2d.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/parallel.h"
#include "tensor/thin_product.h"

namespace posegrad::kernels {
namespace {

constexpr auto plain = blas::Op::plain;
constexpr auto transposed = blas::Op::transposed;

// Calls use(pixel's place in x or -1 outside, tap's place in a window) for the taps of output pixel
// `row`.
template <class Use>
void for_taps(const Conv2dGeometry& g, Index row, const Use& use) {
  const Index q = row % g.w.out, p = row / g.w.out % g.h.out, n = row / (g.w.out * g.h.out);
  for (Index k = 0; k < g.h.taps; ++k)
    for (Index l = 0; l < g.w.taps; ++l) {
      const Index r = g.h.at(p, k), s = g.w.at(q, l);
      const bool inside = g.h.has(r) && g.w.has(s);
      use(inside ? g.in(n, r, s) : -1, (k * g.w.taps + l) * g.C_group);
    }
}

// Windows of a group, of output pixels [begin, end): to[row - begin, :]. Without groups, the taps beside
// each other are numbers beside each other.
template <class T>
void gather_windows(const Conv2dGeometry& g, Index group, const T* x, Index begin, Index end,
                    T* to) {
  const Index together = g.groups == 1 ? g.w.taps : 1;
  for (Index row = begin; row < end; ++row) {
    const Index q = row % g.w.out, p = row / g.w.out % g.h.out, n = row / (g.w.out * g.h.out);
    for (Index k = 0; k < g.h.taps; ++k)
      for (Index l = 0; l < g.w.taps; l += together, to += together * g.C_group) {
        const Index r = g.h.at(p, k), s = g.w.at(q, l);
        // Taps [first, last) of these lie in the picture.
        const Index last = g.h.has(r) ? std::clamp<Index>(g.w.size - s, 0, together) : 0,
                    first = std::clamp<Index>(-s, 0, last);
        std::fill_n(to, first * g.C_group, T{0});
        std::copy_n(x + g.in(n, r, s + first) + group * g.C_group, (last - first) * g.C_group,
                    to + first * g.C_group);
        std::fill_n(to + last * g.C_group, (together - last) * g.C_group, T{0});
      }
  }
}

// The transpose: adds every window back to the pixels that it came from.
template <class T>
void scatter_windows(const Conv2dGeometry& g, Index group, const T* from, Index begin, Index end,
                     T* dx) {
  for (Index row = begin; row < end; ++row, from += g.window())
    for_taps(g, row, [&](Index pixel, Index tap) {
      if (pixel < 0) return;
      T* const to = dx + pixel + group * g.C_group;
      for (Index i = 0; i < g.C_group; ++i) to[i] += from[tap + i];
    });
}

// Rows of one product: of those forward, at least, and of BLAS's.
constexpr Index kRows = 192, kGradientRows = 1024;
// Of the windows beside which filters are packed once.
constexpr Index kMostBytes = Index{192} << 10;
constexpr Index kFewRows = 256, kColumns = 16;
constexpr double kNsPerProduct = 0.04;

// Rows [begin, end) and columns [first, last) of a group's product.
template <class T>
void convolve(const Conv2dGeometry& g, Index group, Index begin, Index end, Index first, Index last,
              const T* x, const T* w, ProductEnd<T> of_sums, T* y) {
  thread_local std::vector<T> windows;
  const Index K = g.window(), o = group * g.C_group_out + first;
  if (of_sums.bias != nullptr) of_sums.bias += o;
  const Index together =
      std::max(kRows, kMostBytes / std::max<Index>(K * static_cast<Index>(sizeof(T)), 1));
  for (Index row = begin; row < end; row += together) {
    const Index rows = std::min(together, end - row);
    const T* from = x + row * K;
    if (!g.is_windows()) {
      windows.resize(static_cast<std::size_t>(together * K));
      gather_windows(g, group, x, row, row + rows, windows.data());
      from = windows.data();
    }
    thin_product(rows, last - first, K, from, K, w + o, g.C_out, y + row * g.C_out + o, g.C_out,
                 of_sums);
  }
}

// Threads share the rows; where there are few, the columns, so that each packs its own filters.
template <class T>
void forward(const Conv2dGeometry& g, const T* x, const T* w, const ProductEnd<T>& end, T* y) {
  const Index rows = g.rows(), columns = g.C_group_out, blocks = columns / kColumns;
  const double cost = kNsPerProduct * static_cast<double>(g.window());
  for (Index group = 0; group < g.groups; ++group)
    if (rows < kFewRows && blocks >= 4)
      parallel_for(blocks, cost * static_cast<double>(rows * kColumns),
                   [&](Index first, Index last) {
                     convolve(g, group, 0, rows, first * kColumns,
                              last == blocks ? columns : last * kColumns, x, w, end, y);
                   });
    else
      parallel_for(
          rows, cost * static_cast<double>(columns),
          [&](Index first, Index last) {
            convolve(g, group, first, last, 0, columns, x, w, end, y);
          },
          kRows / 2);
}

// Calls body(group, first row, rows, matrix with room for their windows).
template <class T, class Body>
void for_row_blocks(const Conv2dGeometry& g, const Body& body) {
  const Tensor matrix = Tensor::empty({kGradientRows, g.window()}, dtype_of<T>);
  for (Index group = 0; group < g.groups; ++group)
    for (Index begin = 0; begin < g.rows(); begin += kGradientRows)
      body(group, begin, std::min(kGradientRows, g.rows() - begin), matrix.data<T>());
}

template <class T>
void grad_x(const Conv2dGeometry& g, const T* dy, const T* w, T* dx) {
  std::fill_n(dx, g.in(g.N, 0, 0), T{0});
  for_row_blocks<T>(g, [&](Index group, Index begin, Index rows, T* windows) {
    const Index o = group * g.C_group_out;
    blas::gemm<T>(plain, transposed, rows, g.window(), g.C_group_out, 1, dy + begin * g.C_out + o,
                  g.C_out, w + o, g.C_out, 0, windows, g.window());
    scatter_windows(g, group, windows, begin, begin + rows, dx);
  });
}

template <class T>
void grad_w(const Conv2dGeometry& g, const T* dy, const T* x, T* dw) {
  for_row_blocks<T>(g, [&](Index group, Index begin, Index rows, T* windows) {
    const Index o = group * g.C_group_out;
    gather_windows(g, group, x, begin, begin + rows, windows);
    blas::gemm<T>(transposed, plain, g.window(), g.C_group_out, rows, 1, windows, g.window(),
                  dy + begin * g.C_out + o, g.C_out, begin == 0 ? T{0} : T{1}, dw + o, g.C_out);
  });
}

template <class Op>
void run_forward(const Op& op, const Tensor& bias, double low, double high) {
  const Conv2dGeometry g(op);
  visit_float(Op::info.name, op.y.dtype(), [&]<class T>() {
    const ProductEnd<T> end{bias.defined() ? bias.data<T>() : nullptr, rounded<T>(low),
                            rounded<T>(high)};
    forward(g, op.x.template data<T>(), op.w.template data<T>(), end, op.y.template data<T>());
  });
}

}  // namespace

void Conv2d::cpu() const { run_forward(*this, {}, -kUnbounded, kUnbounded); }
void Conv2dBiasClamp::cpu() const { run_forward(*this, b, low, high); }

void Conv2dGradX::cpu() const {
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    grad_x(Conv2dGeometry(*this), dy.data<T>(), w.data<T>(), dx.data<T>());
  });
}

void Conv2dGradW::cpu() const {
  const Conv2dGeometry g(*this);
  visit_float(info.name, dw.dtype(), [&]<class T>() {
    if (g.rows() == 0) std::fill_n(dw.data<T>(), dw.numel(), T{0});
    grad_w(g, dy.data<T>(), x.data<T>(), dw.data<T>());
  });
}

}  // namespace posegrad::kernels
