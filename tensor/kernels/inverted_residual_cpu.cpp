// Some rows of outputs at a time. The wide rows that they see lie in a ring, row r in place r modulo
// its length; those that the rows before saw already are there. What a row is does not depend on which
// are made together, so threads share the rows.

#include <algorithm>
#include <vector>

#include "tensor/kernels/depthwise_row.h"
#include "tensor/kernels/inverted_residual.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/parallel.h"
#include "tensor/thin_product.h"

namespace posegrad::kernels {
namespace {

constexpr double kNsPerProduct = 0.04;
constexpr Index kRingBytes = Index{256} << 10;  // half of a usual second cache
constexpr Index kMostRows = 8;                  // of outputs; more of them gain nothing

template <class T>
struct Block {
  WindowAxis h, w;
  Index C, E, C_out;
  const InvertedResidual& op;
  T low, high;

  explicit Block(const InvertedResidual& of)
      : h(dim<"H">(of), dim<"K_h">(of), of.options),
        w(dim<"W">(of), dim<"K_w">(of), of.options),
        C(dim<"C_in">(of)),
        E(dim<"E">(of)),
        C_out(dim<"C_out">(of)),
        op(of),
        low(rounded<T>(of.low)),
        high(rounded<T>(of.high)) {}

  // Wide rows that `rows` rows of outputs see.
  Index seen(Index rows) const { return (rows - 1) * h.stride + h.taps; }

  Index rows_together() const {
    const Index room = kRingBytes / std::max<Index>(w.size * E * static_cast<Index>(sizeof(T)), 1);
    return std::clamp<Index>((room - h.taps) / h.stride + 1, 1, kMostRows);
  }

  // Output rows [begin, end) of picture n.
  void rows(const DepthwiseRow<T>& filter, Index n, Index begin, Index end) const {
    thread_local std::vector<T> ring, filtered;
    thread_local std::vector<const T*> taps;
    const Index together = rows_together(), length = seen(together), width = w.size * E;
    ring.resize(static_cast<std::size_t>(length * width));
    filtered.resize(static_cast<std::size_t>(together * w.out * E));
    taps.resize(static_cast<std::size_t>(h.taps));
    Index done = std::max<Index>(h.at(begin, 0), 0);  // wide rows
    for (Index p = begin; p < end; p += together) {
      const Index count = std::min(together, end - p);
      done = std::max(done, h.at(p, 0));  // strides may leave rows out
      done = expand(n, done, std::min(h.at(p, 0) + seen(count), h.size), length, ring.data());
      for (Index i = 0; i < count; ++i) {
        for (Index k = 0; k < h.taps; ++k) {
          const Index r = h.at(p + i, k);
          taps[static_cast<std::size_t>(k)] = h.has(r) ? ring.data() + r % length * width : nullptr;
        }
        filter(taps.data(), filtered.data() + i * w.out * E);
      }
      thin_product(count * w.out, C_out, E, filtered.data(), E, op.w3.data<T>(), C_out,
                   op.y.data<T>() + (n * h.out + p) * w.out * C_out, C_out,
                   ProductEnd<T>{.bias = op.b3.data<T>()});
    }
  }

  // Wide rows [done, end); returns end, or `done` where that lies behind it.
  Index expand(Index n, Index done, Index end, Index length, T* ring) const {
    while (done < end) {
      const Index place = done % length, count = std::min(end - done, length - place);
      thin_product(count * w.size, E, C, op.x.data<T>() + (n * h.size + done) * w.size * C, C,
                   op.w1.data<T>(), E, ring + place * w.size * E, E,
                   ProductEnd<T>{op.b1.data<T>(), low, high});
      done += count;
    }
    return done;
  }
};

template <class T>
void forward(const InvertedResidual& op) {
  const Block<T> block(op);
  const DepthwiseRow<T> filter(block.h, block.w, block.E, op.w2.data<T>(), op.b2.data<T>(),
                               block.low, block.high);
  const Index out = block.h.out;
  const double products =
      static_cast<double>(block.E) *
      static_cast<double>(block.w.size * block.h.stride * block.C +
                          block.w.out * (block.h.taps * block.w.taps + block.C_out));
  parallel_for(
      dim<"N">(op) * out, kNsPerProduct * products,
      [&](Index begin, Index end) {
        for (Index row = begin; row < end;) {
          const Index n = row / out, last = std::min(end, (n + 1) * out);
          block.rows(filter, n, row - n * out, last - n * out);
          row = last;
        }
      },
      kMostRows);
}

}  // namespace

void InvertedResidual::cpu() const {
  visit_float(info.name, y.dtype(), [&]<class T>() { forward<T>(*this); });
}

}  // namespace posegrad::kernels
