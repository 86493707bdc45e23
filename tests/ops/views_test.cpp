// Kernels on parts of tensors: their numbers can begin where a GPU cannot take them in whole packs.
#include <cmath>
#include <functional>

#include <boost/test/unit_test.hpp>

#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/bias_relu.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/kernels/slice.h"
#include "tensor/kernels/winograd_conv1d.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

using Function = std::function<Tensor(const Tensor& a, const Tensor& b)>;

// Random numbers that begin `skipped` numbers behind the beginning of their memory.
Tensor part(const Shape& shape, std::uint64_t seed, Index skipped) {
  const Tensor all = Tensor::zeros({skipped + shape.numel()}).to(test_device());
  const Tensor view = all.rows(skipped, skipped + shape.numel()).reshape(shape);
  view.copy_from(random_tensor(shape, DType::f32, seed));
  return view;
}

void check_parts(const char* what, const Shape& shape_a, const Shape& shape_b, const Function& f) {
  const auto result = [&](Index skipped_a, Index skipped_b) {
    return f(part(shape_a, 1, skipped_a), part(shape_b, 2, skipped_b)).to(Device::cpu);
  };
  const Tensor expected = result(0, 0);
  for (const auto& [skipped_a, skipped_b] :
       std::initializer_list<std::pair<Index, Index>>{{1, 0}, {0, 1}, {1, 1}, {2, 3}, {4, 2}})
    BOOST_TEST_CONTEXT(what << ", behind " << skipped_a << " and " << skipped_b << " numbers") {
      const Tensor found = result(skipped_a, skipped_b);
      for (Index e = 0; e < expected.numel(); ++e)
        BOOST_TEST(std::abs(found.at(e) - expected.at(e)) < 1e-5);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parts_of_tensors)

BOOST_AUTO_TEST_CASE(results_are_those_of_whole_tensors) {
  const Shape shape{3, 4, 8};
  check_parts("relu", shape, shape, [](auto& a, auto&) { return kernels::relu(a); });
  check_parts("abs_grad", shape, shape, [](auto& a, auto& b) { return kernels::abs_grad(a, b); });
  check_parts("add", shape, shape, [](auto& a, auto& b) { return kernels::add(a, b); });
  check_parts("sub, broadcast", shape, {8}, [](auto& a, auto& b) { return kernels::sub(a, b); });
  check_parts("mul, broadcast", {4, 1}, shape, [](auto& a, auto& b) { return kernels::mul(a, b); });
  check_parts("add_into", shape, shape, [](auto& a, auto& b) {
    kernels::add_into(a, b);
    return a;
  });
  check_parts("broadcast_to", {4, 8}, {},
              [&](auto& a, auto&) { return kernels::broadcast_to(a, shape); });
  for (const int axis : {0, 1})
    check_parts("concat", shape, shape,
                [=](auto& a, auto& b) { return kernels::concat(a, b, axis); });
  for (const SliceRange range : {SliceRange{1, 4, 2}, SliceRange{2, 4, 1}}) {
    check_parts("slice", shape, {}, [=](auto& a, auto&) { return kernels::slice(a, 1, range); });
    check_parts("slice_grad", {3, 2, 8}, {},
                [=](auto& a, auto&) { return kernels::slice_grad(a, 1, range, 4); });
    check_parts("slice_add_into", shape, {3, 2, 8}, [=](auto& a, auto& b) {
      kernels::slice_add_into(a, b, 1, range);
      return a;
    });
  }
  const Tensor positions = Tensor::from<Index>({3}, {2, 0, 2}).to(test_device());
  check_parts("gather", shape, {},
              [&](auto& a, auto&) { return kernels::gather(a, 1, positions); });
  check_parts("gather_grad", {3, 3, 8}, {},
              [&](auto& a, auto&) { return kernels::gather_grad(a, 1, positions, 4); });
  check_parts("bias_relu", {12, 8}, {8}, [](auto& a, auto& b) {
    kernels::bias_relu(a, b, {{12}});
    return a;
  });
  check_parts("bias_relu, residual", {12, 8}, {15, 8}, [](auto& a, auto& b) {
    kernels::bias_relu(a, b.rows(0, 1).reshape({8}), {{12}}, b, {{15}}, 2);
    return a;
  });
  if (test_device() == Device::cpu)  // the only one that computes so
    check_parts("winograd_conv1d", {14, 8}, {4, 3, 8}, [](auto& a, auto& b) {
      return kernels::winograd_conv1d(a, b, kernels::winograd_weights(b), 1, {{14}});
    });
}

BOOST_AUTO_TEST_SUITE_END()
