// Chapter 1: docs/tutorial/01_tensors.md
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tensor/kernels/matmul.h"
#include "tensor/tensor.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

void shapes() {
  // 2 samples, 3 frames, 2 channels
  const Tensor x =
      Tensor::from<float>({2, 3, 2}, {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121});
  show("x", x, 0);
  const Index n = 1, t = 2, c = 1, L = x.dim(1), C = x.dim(2);
  fmt::print("x[1,2,1] = {}\n", x.at((n * L + t) * C + c));
}

void sharing() {
  const Tensor x = Tensor::zeros({2, 3, 2});
  const Tensor windows = x.reshape({2, 6});
  const Tensor second = x.rows(1, 2);
  const Tensor copy = x.clone();
  second.cpu_span<float>()[0] = 7;
  show("windows", windows, 0);
  show("copy", copy.reshape({2, 6}), 0);
}

void contract() {
  try {
    kernels::matmul(Tensor::zeros({4, 3}), Tensor::zeros({2, 5}));
  } catch (const ShapeError& error) {
    fmt::print("{}\n", error.what());
  }
}

void kernel() {
  const OpInfo& info = kernels::Matmul::info;
  fmt::print("{}: {}\n", info.name, info.formula);
  fmt::print("shapes: {}\nroundings: {}\nflops: {}\n", info.shapes, info.roundings, info.flops);
}

void bound(DType dtype) {
  const Tensor a = test::random_tensor({30, 1000}, dtype, 1);
  const Tensor b = test::random_tensor({1000, 20}, dtype, 2);
  const kernels::Matmul call{a, b, {}, Tensor::empty({30, 20}, dtype)};
  dispatch(call);

  double worst_share = 0;
  for (Index e = 0; e < call.y.numel(); ++e) {
    const Reference expected = call.reference(0, e);
    const double error = std::abs(call.y.at(e) - expected.value);
    worst_share = std::max(worst_share, error / expected.bound(dtype));
  }
  fmt::print("{}: y[0,0] = {:.3f}, at most {:.1e} off; all elements inside their bounds: {}\n",
             name_of(dtype), call.y.at(0), call.reference(0, 0).bound(dtype),
             yes_no(worst_share <= 1));
}

}  // namespace

int main() {
  shapes();
  sharing();
  contract();
  kernel();
  bound(DType::f32);
  bound(DType::f64);
}
