// Chapter 4: docs/tutorial/04_convolution.md
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "autograd/ops.h"
#include "tensor/kernels/matmul.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

void one_filter() {
  // 1 sample, 9 frames, 1 channel: a thing that speeds up
  const Tensor x = Tensor::from<float>({1, 9, 1}, {0, 1, 4, 9, 16, 25, 36, 49, 64});
  const Tensor w = Tensor::from<float>({1, 3, 1}, {-0.5, 0, 0.5});
  show("velocity", kernels::conv1d(x, w).reshape({7}), 0);
  show("stride 3", kernels::conv1d(x, w, {.stride = 3}).reshape({3}), 0);
  show("dilation 3", kernels::conv1d(x, w, {.dilation = 3}).reshape({3}), 0);
}

// Frames of the input that one frame of the output depends on, asked of the gradient.
Index receptive_field(const std::vector<Conv1dOptions>& layers, Index frames) {
  const Variable x(Tensor::zeros({1, frames, 1}), true);
  const Variable w(Tensor::full({1, 3, 1}, 1));
  Variable y = x;
  for (const Conv1dOptions& layer : layers) y = conv1d(y, w, layer);
  Tensor seed = Tensor::zeros(y.shape());
  seed.data<float>()[y.dim(1) / 2] = 1;
  backward(y, seed);
  const auto dx = x.grad().cpu_view<float>();
  return static_cast<Index>(std::count_if(dx.begin(), dx.end(), [](float d) { return d != 0; }));
}

void stacks() {
  fmt::print("three plain layers see {} frames\n", receptive_field({{}, {}, {}}, 81));
  fmt::print("dilations 1, 3, 9 see {} frames\n",
             receptive_field({{}, {.dilation = 3}, {.dilation = 9}}, 81));
  const Conv1dOptions stride{.stride = 3};
  fmt::print("strides 3, 3, 3 see {} frames\n", receptive_field({stride, stride, stride}, 81));
}

// x (N, L, C_in) in memory is the matrix (N L / K, K C_in) already.
void as_matrix_product() {
  const Index N = 4, L = 27, C_in = 34, C_out = 16, K = 3;
  const Tensor x = test::random_tensor({N, L, C_in}, DType::f32, 5);
  const Tensor w = test::random_tensor({C_out, K, C_in}, DType::f32, 6);
  const Tensor y = kernels::conv1d(x, w, {.stride = K});

  const Tensor windows = x.reshape({N * L / K, K * C_in});
  const Tensor filters = w.reshape({C_out, K * C_in});
  const Tensor product = kernels::matmul(windows, filters, {.transpose_b = true});

  double difference = 0;
  for (Index e = 0; e < y.numel(); ++e)
    difference = std::max(difference, std::abs(y.at(e) - product.at(e)));
  fmt::print("{} from {} windows {}, copied: {}, the same numbers: {}\n", y.shape().to_string(),
             windows.dim(0), windows.shape().to_string(), yes_no(!windows.shares_storage(x)),
             yes_no(difference < 1e-5));
}

void cost() {
  const Tensor x = Tensor::zeros({1, 81, 64}), w = Tensor::zeros({64, 3, 64});
  for (const Conv1dOptions how : {Conv1dOptions{.dilation = 3}, Conv1dOptions{.stride = 3}}) {
    const Tensor y = kernels::conv1d(x, w, how);
    const kernels::Conv1d call{x, w, how, y};
    fmt::print("stride {}, dilation {}: {} frames, {:.1f} MFLOP\n", how.stride, how.dilation,
               y.dim(1), flops_of(call) / 1e6);
  }
}

}  // namespace

int main() {
  one_filter();
  stacks();
  as_matrix_product();
  cost();
}
