#include "tensor/hot.h"
#include "tensor/kernels/cast.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

template <class From, class To>
POSEGRAD_HOT void cast_range(Index begin, Index end, const From* __restrict x, To* __restrict y) {
  for (Index e = begin; e < end; ++e) y[e] = static_cast<To>(x[e]);
}

template <class Body>
void visit_number(std::string_view op, DType dtype, Body&& body) {
  if (dtype == DType::bf16) return body.template operator()<BFloat16>();
  visit_float(op, dtype, body);
}

}  // namespace

void Cast::cpu() const {
  visit_number(info.name, x.dtype(), [&]<class From>() {
    visit_number(info.name, y.dtype(), [&]<class To>() {
      parallel_for(y.numel(), 0.3, [&](Index begin, Index end) {
        cast_range(begin, end, x.data<From>(), y.data<To>());
      });
    });
  });
}

}  // namespace posegrad::kernels
