#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/kernels/arithmetic.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

struct Case {
  const char* name;
  Shape x;
  Axes axes;
  Shape y, kept;
};

const Case kCases[] = {
    {"all", {2, 3, 4}, {0, 1, 2}, {}, {1, 1, 1}},
    {"none", {2, 3, 4}, {}, {2, 3, 4}, {2, 3, 4}},
    {"one number", {}, {}, {}, {}},
    {"rows", {5, 7}, {1}, {5}, {5, 1}},
    {"columns", {5, 7}, {0}, {7}, {1, 7}},
    {"middle", {3, 5, 4}, {1}, {3, 4}, {3, 1, 4}},
    {"both ends", {3, 5, 4}, {0, 2}, {5}, {1, 5, 1}},
    {"negative axes", {3, 5, 4}, {-1, -3}, {5}, {1, 5, 1}},
    {"three runs", {2, 3, 2, 3, 2, 3}, {0, 2, 4}, {3, 3, 3}, {1, 3, 1, 3, 1, 3}},
    {"three runs, last", {2, 3, 2, 3, 2, 3}, {1, 3, 5}, {2, 2, 2}, {2, 1, 2, 1, 2, 1}},
    {"neighbours", {2, 3, 4, 5}, {1, 2}, {2, 5}, {2, 1, 1, 5}},
    {"axes of size 1", {1, 3, 1, 4, 1}, {0, 2, 3}, {3, 1}, {1, 3, 1, 1, 1}},
    {"an axis of size 1", {3, 1, 4}, {1}, {3, 4}, {3, 1, 4}},
    {"no rows to sum", {0, 3}, {0}, {3}, {1, 3}},
    {"no sums", {0, 3}, {1}, {0}, {0, 1}},
};
// More than a block of rows, of columns and of the row of a single sum.
const Case kLargeCases[] = {
    {"long row", {2, 20011}, {1}, {2}, {2, 1}},
    {"all of many", {33, 1021}, {0, 1}, {}, {1, 1}},
    {"many rows of columns", {1000, 7}, {0}, {7}, {1, 7}},
    {"blocks of blocks", {20000, 3}, {0}, {3}, {1, 3}},
    {"wide columns", {300, 2500}, {0}, {2500}, {1, 2500}},
    {"middle blocks", {3, 400, 5}, {1}, {3, 5}, {3, 1, 5}},
    {"ends of many", {150, 6, 150}, {0, 2}, {6}, {1, 6, 1}},
    {"many short rows", {700, 3}, {1}, {700}, {700, 1}},
};

kernels::Sum op_of(const Case& c, DType dtype, double scale) {
  kernels::Sum op{random_tensor(c.x, dtype, 1, -1, 1.5), {}, scale, Tensor::empty(c.y, dtype)};
  for (const int axis : c.axes) op.reduced[static_cast<std::size_t>(c.x.axis(axis))] = true;
  return op;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reduce_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64}) {
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) check_kernel(op_of(c, dtype, 1));
    for (const Case& c : kLargeCases)
      BOOST_TEST_CONTEXT(c.name) check_kernel(op_of(c, dtype, -0.3));
  }
}

BOOST_AUTO_TEST_CASE(results_have_the_promised_shape_and_value) {
  for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
      const Tensor x = Tensor::full(c.x, 2, DType::f64);
      BOOST_TEST((kernels::sum(x, c.axes).shape() == c.y));
      BOOST_TEST((kernels::sum(x, c.axes, true).shape() == c.kept));
      const Index count = c.y.numel() == 0 ? 1 : c.x.numel() / c.y.numel();
      const Tensor sums = kernels::sum(x, c.axes);
      for (Index e = 0; e < sums.numel(); ++e)
        BOOST_TEST(sums.at(e) == 2 * static_cast<double>(count));
      if (count == 0) continue;
      BOOST_TEST((kernels::mean(x, c.axes, true).shape() == c.kept));
      const Tensor means = kernels::mean(x, c.axes);
      for (Index e = 0; e < means.numel(); ++e)
        BOOST_TEST(means.at(e) == 2, boost::test_tools::tolerance(1e-15));
    }
  const Tensor x = Tensor::from<float>({2, 3}, {1, 2, 3, 10, 20, 30});
  BOOST_TEST(kernels::sum(x).item() == 66);
  BOOST_TEST(kernels::mean(x).item() == 11);
  const float rows[] = {6, 60}, columns[] = {5.5, 11, 16.5};
  BOOST_TEST(kernels::sum(x, {1}).cpu_view<float>() == rows, boost::test_tools::per_element());
  BOOST_TEST(kernels::mean(x, {0}).cpu_view<float>() == columns, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_float_sum_loses_no_small_addend) {
  const Tensor x = Tensor::full({1 << 22}, 0.1F);
  const double exact = static_cast<double>(1 << 22) * static_cast<double>(0.1F);
  BOOST_TEST(kernels::sum(x).item() == static_cast<double>(static_cast<float>(exact)));
}

BOOST_AUTO_TEST_CASE(gradients_agree_with_differences) {
  for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
      const Tensor x = random_tensor(c.x, DType::f64);
      for (const bool keepdim : {false, true}) {
        check_gradient([&](const std::vector<Variable>& in) { return sum(in[0], c.axes, keepdim); },
                       {x});
        if (c.x.numel() > 0)
          check_gradient(
              [&](const std::vector<Variable>& in) { return mean(in[0], c.axes, keepdim); }, {x});
      }
    }
  const Tensor x = random_tensor({3, 4}, DType::f64);
  check_gradient([](const std::vector<Variable>& in) { return sum(in[0]); }, {x});
  check_gradient([](const std::vector<Variable>& in) { return mean(in[0]); }, {x});
}

BOOST_AUTO_TEST_CASE(the_mean_of_no_rows_has_an_empty_gradient) {
  const Variable x(Tensor::zeros({0, 3}), true);
  backward(mean(x, {1}), Tensor::zeros({0}));
  BOOST_TEST((x.grad().shape() == Shape{0, 3}));
}

BOOST_AUTO_TEST_CASE(broadcast_to_and_sum_to_are_transposes) {
  const std::pair<Shape, Shape> pairs[] = {
      {{5}, {3, 4, 5}}, {{3, 1, 5}, {3, 4, 5}}, {{4, 1}, {2, 4, 3}}, {{}, {2, 3}},    {{1}, {7}},
      {{2, 3}, {2, 3}}, {{1, 4, 1}, {3, 4, 2}}, {{1, 3}, {0, 3}},    {{2, 1}, {2, 0}}};
  for (const auto& [from, to] : pairs)
    BOOST_TEST_CONTEXT(from.to_string() << " to " << to.to_string()) {
      for (const DType dtype : {DType::f32, DType::f64})
        check_kernel(kernels::BroadcastTo{random_tensor(from, dtype), Tensor::empty(to, dtype)});
      check_gradient(
          [shape = to](const std::vector<Variable>& in) { return broadcast_to(in[0], shape); },
          {random_tensor(from, DType::f64)});
      // <broadcast(x), y> = <x, sum_to(y)>
      const Tensor x = random_tensor(from, DType::f64, 1), y = random_tensor(to, DType::f64, 2);
      const Tensor repeated = kernels::broadcast_to(x, to), summed = kernels::sum_to(y, from);
      BOOST_TEST((summed.shape() == from));
      double left = 0, right = 0;
      for (Index e = 0; e < to.numel(); ++e) left += repeated.at(e) * y.at(e);
      for (Index e = 0; e < from.numel(); ++e) right += x.at(e) * summed.at(e);
      BOOST_TEST(std::abs(left - right) < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(sums_are_the_same_for_any_number_of_threads) {
  for (const Case& c : kLargeCases) BOOST_TEST_CONTEXT(c.name) {
      const Tensor x = random_tensor(c.x);
      check_same_for_any_threads([&] { return kernels::sum(x, c.axes); });
    }
}

BOOST_AUTO_TEST_CASE(the_message_names_what_broke_the_contract) {
  const Tensor x = Tensor::zeros({2, 3});
  BOOST_CHECK_EXCEPTION(kernels::sum(x, {2}), ShapeError,
                        mentions("the shape (2, 3) has no axis 2"));
  BOOST_CHECK_EXCEPTION(kernels::sum(x, {0, -2}), ShapeError,
                        mentions("sum: the axis -2 is listed twice"));
  BOOST_CHECK_EXCEPTION(kernels::mean(Tensor::zeros({0, 3}), {0}), ShapeError,
                        mentions("mean: 'x' has shape (0, 3); there is nothing to average"));
  BOOST_CHECK_EXCEPTION(kernels::sum_to(x, {2}), ShapeError,
                        mentions("sum_to: 'x' has shape (2, 3), to which (2,) does not broadcast"));
  BOOST_CHECK_EXCEPTION(
      kernels::broadcast_to(x, {3, 3}), ShapeError,
      mentions("broadcast_to: 'x' has shape (2, 3), which does not broadcast to 'y' (3, 3)"));
  BOOST_CHECK_EXCEPTION(kernels::sum(Tensor{}), ShapeError, mentions("sum: 'x' is empty"));
}

BOOST_AUTO_TEST_SUITE_END()
