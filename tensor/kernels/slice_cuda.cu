#include "tensor/kernels/axis_view.h"
#include "tensor/kernels/move_cuda.h"
#include "tensor/kernels/slice.h"

namespace posegrad::kernels {
namespace {

// The rows of which a slice is made, `count` to each sample o: single positions, or with step 1 all
// of a sample's at once. Lengths and steps in units of `unit` to a number.
struct SliceRows {
  Index rows, count, length, start;
  RowSteps whole, part;

  SliceRows(const AxisView& from, const AxisView& to, SliceRange range, Index unit)
      : rows(to.outer * to.size),
        count(to.size),
        length(to.inner * unit),
        start(range.start * length),
        whole{from.size * length, range.step * length},
        part{to.size * length, length} {
    if (range.step != 1) return;
    rows = to.outer;
    count = 1;
    length *= to.size;
  }
};

Index item_size(const Tensor& x) { return static_cast<Index>(size_of(x.dtype())); }

// Rows (o, s) of dx: each takes a row of dy or zeros.
template <class Word>
__global__ void slice_grad_kernel(Index rows, Index columns, Index L, Index L_out, Index start,
                                  Index step, const Word* __restrict__ dy, Word* __restrict__ dx) {
  for (Index r = first_row(); r < rows; r += row_step()) {
    const Index o = r / L, offset = r - o * L - start;
    const Index i = step == 1 ? offset : offset / step;
    const bool is_taken = offset >= 0 && i < L_out && i * step == offset;
    const Word* const source = is_taken ? dy + (o * L_out + i) * columns : dy;
    for (Index c = first_column(); c < columns; c += column_step())
      dx[r * columns + c] = is_taken ? source[c] : Word{};
  }
}

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

}  // namespace

void Slice::cuda() const {
  const SliceRows r(AxisView(x.shape(), axis), AxisView(y.shape(), axis), range, item_size(x));
  move_rows(r.rows, r.count, r.length, x.bytes() + r.start, r.whole, y.bytes(), r.part);
}

void SliceGrad::cuda() const {
  const AxisView from(dy.shape(), axis), to(dx.shape(), axis);
  const Index bytes = to.inner * item_size(dx);
  visit_word({static_cast<std::uintptr_t>(bytes), address_of(dy.bytes()), address_of(dx.bytes())},
             [&]<class Word>() {
               launch_rows(to.outer * to.size, bytes / Index{sizeof(Word)}, slice_grad_kernel<Word>,
                           to.size, from.size, range.start, range.step,
                           reinterpret_cast<const Word*>(dy.bytes()),
                           reinterpret_cast<Word*>(dx.bytes()));
             });
}

void SliceAddInto::cuda() const {
  const SliceRows r(AxisView(sum.shape(), axis), AxisView(dy.shape(), axis), range, 1);
  if (dy.numel() == 0) return;
  cuda::visit_number(info.name, sum.dtype(), [&]<class T>() {
    constexpr int N = cuda::kPack<T>;
    const T* const from = dy.data<T>();
    T* const to = sum.data<T>() + r.start;
    const auto run = [&]<int n>() {
      launch_rows(r.rows, r.length / n, slice_add_kernel<n, T>, r.count, from, r.part, to, r.whole);
    };
    const bool is_packed = cuda::is_packed<N>(r.length, from) && cuda::is_packed<N>(r.length, to) &&
                           r.whole.outer % N == 0 && r.whole.inner % N == 0;
    if (is_packed)
      run.template operator()<N>();
    else
      run.template operator()<1>();
  });
}

// What a sample of y has of a, then what it has of b.
void Concat::cuda() const {
  const AxisView view(y.shape(), axis);
  const Index row = view.inner * static_cast<Index>(size_of(y.dtype()));
  const Index from_a = a.dim(axis) * row, from_b = b.dim(axis) * row;
  const RowSteps to{from_a + from_b, 0};
  move_rows(view.outer, 1, from_a, a.bytes(), {from_a, 0}, y.bytes(), to);
  move_rows(view.outer, 1, from_b, b.bytes(), {from_b, 0}, y.bytes() + from_a, to);
}

}  // namespace posegrad::kernels
