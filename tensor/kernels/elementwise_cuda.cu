#include "tensor/kernels/broadcast_cuda.h"
#include "tensor/kernels/elementwise.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct Sum {
  __device__ Math<T> operator()(Math<T> a, Math<T> b) const { return a + b; }
};
template <class T>
struct Difference {
  __device__ Math<T> operator()(Math<T> a, Math<T> b) const { return a - b; }
};
template <class T>
struct Product {
  __device__ Math<T> operator()(Math<T> a, Math<T> b) const { return a * b; }
};
template <class T>
struct Quotient {
  __device__ Math<T> operator()(Math<T> a, Math<T> b) const { return a / b; }
};

}  // namespace

void Add::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() { broadcast<T>(a, b, y, Sum<T>{}); });
}
void Sub::cuda() const {
  cuda::visit_number(info.name, y.dtype(),
                     [&]<class T>() { broadcast<T>(a, b, y, Difference<T>{}); });
}
void Mul::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() { broadcast<T>(a, b, y, Product<T>{}); });
}
void Div::cuda() const {
  cuda::visit_number(info.name, y.dtype(),
                     [&]<class T>() { broadcast<T>(a, b, y, Quotient<T>{}); });
}
void AddInto::cuda() const {
  cuda::visit_number(info.name, sum.dtype(), [&]<class T>() { map<T>(sum, x, sum, Sum<T>{}); });
}

}  // namespace posegrad::kernels
