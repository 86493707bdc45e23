#include "tensor/kernels/move_cuda.h"
#include "tensor/kernels/slice.h"

namespace posegrad::kernels {
namespace {

// The rows of which a slice is made, `count` to each sample o: single positions, or with step 1 all
// of a sample's at once. Lengths and steps in units of `unit` to a number.
struct SliceRows {
  Index rows, count, length, start;
  RowSteps whole, part;

  SliceRows(const Tensor& x, const Tensor& slice, int axis, SliceRange range, Index unit) {
    const AxisView all(x.shape(), axis), some(slice.shape(), axis);
    const Index position = all.inner * unit;
    count = range.step == 1 ? 1 : some.size;
    rows = all.outer * count;
    length = range.step == 1 ? some.size * position : position;
    start = range.start * position;
    whole = {all.size * position, range.step * position};
    part = {some.size * position, position};
  }
};

template <int N, class T>
__global__ void slice_add_kernel(Index rows, Index columns, Index count, const T* __restrict__ dy,
                                 RowSteps from, T* __restrict__ sum, RowSteps to) {
  for (Index r = first_row(); r < rows; r += row_step()) {
    const Index o = count == 1 ? r : r / count, i = r - o * count;
    const auto* const source =
        reinterpret_cast<const Pack<T, N>*>(dy + o * from.outer + i * from.inner);
    auto* const target = reinterpret_cast<Pack<T, N>*>(sum + o * to.outer + i * to.inner);
    for (Index c = first_column(); c < columns; c += column_step()) {
      const Pack<T, N> added = source[c];
      Pack<T, N> all = target[c];
#pragma unroll
      for (int k = 0; k < N; ++k)
        all.item[k] =
            static_cast<T>(static_cast<Math<T>>(all.item[k]) + static_cast<Math<T>>(added.item[k]));
      target[c] = all;
    }
  }
}

// Rows (o, i) of y: each is row (o, source(i)) of x, or zeros where x has no such row.
template <class Word, class Source>
__global__ void take_rows_kernel(Index rows, Index columns, Index size_x, Index size_y,
                                 Source source, const Word* __restrict__ x, Word* __restrict__ y) {
  for (Index r = first_row(); r < rows; r += row_step()) {
    const Index o = r / size_y, i = source(r - o * size_y);
    const bool is_taken = i >= 0 && i < size_x;
    const Word* const from = is_taken ? x + (o * size_x + i) * columns : x;
    for (Index c = first_column(); c < columns; c += column_step())
      y[r * columns + c] = is_taken ? from[c] : Word{};
  }
}

template <class Source>
void take_rows(const Tensor& x, const Tensor& y, int axis, Source source) {
  const AxisView from(x.shape(), axis), to(y.shape(), axis);
  const Index bytes = bytes_of(to.inner, y);
  visit_word(widest_word({bytes, address_of(x.bytes()), address_of(y.bytes())}), [&]<class Word>() {
    launch_rows(to.outer * to.size, bytes / Index{sizeof(Word)}, take_rows_kernel<Word, Source>,
                from.size, to.size, source, reinterpret_cast<const Word*>(x.bytes()),
                reinterpret_cast<Word*>(y.bytes()));
  });
}

struct IndexIn {
  SliceRange range;
  __device__ Index operator()(Index position) const { return range.index_of(position); }
};

struct PositionAt {
  const Index* positions;
  __device__ Index operator()(Index p) const { return positions[p]; }
};

// Rows (o, i) of dx: each thread looks through all positions, in order, for those that are i.
// Positions are few; their list stays in the first cache.
template <int N, class T>
__global__ void gather_grad_kernel(Index rows, Index columns, Index L, Index P,
                                   const Index* __restrict__ positions,
                                   const Pack<T, N>* __restrict__ dy, Pack<T, N>* __restrict__ dx) {
  for (Index r = first_row(); r < rows; r += row_step()) {
    const Index o = r / L, i = r - o * L;
    for (Index c = first_column(); c < columns; c += column_step()) {
      double sums[N] = {};
      for (Index p = 0; p < P; ++p) {
        if (positions[p] != i) continue;
        const Pack<T, N> from = dy[(o * P + p) * columns + c];
#pragma unroll
        for (int k = 0; k < N; ++k)
          sums[k] += static_cast<double>(static_cast<Math<T>>(from.item[k]));
      }
      Pack<T, N> out;
#pragma unroll
      for (int k = 0; k < N; ++k) out.item[k] = static_cast<T>(sums[k]);
      dx[r * columns + c] = out;
    }
  }
}

}  // namespace

void Slice::cuda() const {
  const SliceRows r(x, y, axis, range, bytes_of(1, x));
  move_rows(r.rows, r.count, r.length, x.bytes() + r.start, r.whole, y.bytes(), r.part);
}

void SliceGrad::cuda() const { take_rows(dy, dx, axis, IndexIn{range}); }

void SliceAddInto::cuda() const {
  if (dy.numel() == 0) return;
  const SliceRows r(sum, dy, axis, range, 1);
  visit_number(info.name, sum.dtype(), [&]<class T>() {
    T *const from = dy.data<T>(), *const to = sum.data<T>() + r.start;
    const Index lengths = r.length | r.whole.outer | r.whole.inner;  // packs must fit into all
    visit_packs<T>(lengths, {from, to}, [&]<int N>() {
      launch_rows(r.rows, r.length / N, slice_add_kernel<N, T>, r.count, from, r.part, to, r.whole);
    });
  });
}

// What a sample of y has of a, then what it has of b.
void Concat::cuda() const {
  const AxisView view(y.shape(), axis);
  const Index from_a = bytes_of(a.dim(axis) * view.inner, a),
              from_b = bytes_of(b.dim(axis) * view.inner, b);
  const RowSteps to{from_a + from_b, 0};
  move_rows(view.outer, 1, from_a, a.bytes(), {from_a, 0}, y.bytes(), to);
  move_rows(view.outer, 1, from_b, b.bytes(), {from_b, 0}, y.bytes() + from_a, to);
}

void Gather::cuda() const { take_rows(x, y, axis, PositionAt{positions.data<Index>()}); }

void GatherGrad::cuda() const {
  const AxisView from(dy.shape(), axis), to(dx.shape(), axis);
  visit_number(info.name, dx.dtype(), [&]<class T>() {
    T *const source = dy.data<T>(), *const target = dx.data<T>();
    visit_packs<T>(to.inner, {source, target}, [&]<int N>() {
      launch_rows(to.outer * to.size, to.inner / N, gather_grad_kernel<N, T>, to.size, from.size,
                  positions.data<Index>(), packs<N>(source), packs<N>(target));
    });
  });
}

}  // namespace posegrad::kernels
