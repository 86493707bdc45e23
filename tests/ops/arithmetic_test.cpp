#include "tensor/kernels/arithmetic.h"

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/kernels/pointwise.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

struct Case {
  const char* name;
  Shape a, b, y;
};

const Case kCases[] = {
    {"same shape", {3, 4, 5}, {3, 4, 5}, {3, 4, 5}},
    {"bias", {3, 4, 5}, {5}, {3, 4, 5}},
    {"bias on the left", {5}, {3, 4, 5}, {3, 4, 5}},
    {"number", {3, 4, 5}, {}, {3, 4, 5}},
    {"number on the left", {}, {3, 4, 5}, {3, 4, 5}},
    {"two numbers", {}, {}, {}},
    {"number and one element", {}, {1, 1}, {1, 1}},
    {"last axis repeated", {3, 4, 5}, {3, 4, 1}, {3, 4, 5}},
    {"middle axis repeated", {3, 4, 5}, {3, 1, 5}, {3, 4, 5}},
    {"both repeated", {3, 1, 5}, {4, 1}, {3, 4, 5}},
    {"outer product", {4, 1}, {1, 6}, {4, 6}},
    {"alternating axes", {2, 1, 3, 1, 2, 1}, {1, 3, 1, 4, 1, 2}, {2, 3, 3, 4, 2, 2}},
    {"axes of size 1 between", {2, 1, 3, 1, 2}, {2, 1, 3, 1, 2}, {2, 1, 3, 1, 2}},
    {"no rows", {0, 3}, {3}, {0, 3}},
    {"no rows and one row", {0, 3}, {1, 3}, {0, 3}},
};
const Case kLargeCases[] = {
    {"large", {40, 32, 61}, {40, 32, 61}, {40, 32, 61}},
    {"large bias", {40, 32, 61}, {61}, {40, 32, 61}},
    {"large, odd rows", {7, 128, 1}, {7, 1, 101}, {7, 128, 101}},
    {"large, short rows", {9001, 1}, {9001, 3}, {9001, 3}},
};

template <class Op>
void check_op(const Case& c, DType dtype) {
  const Tensor a = random_tensor(c.a, dtype, 1), b = random_tensor(c.b, dtype, 2, 0.5, 2);
  check_kernel(Op{a, b, Tensor::empty(c.y, dtype)});
}

using Binary = Variable (*)(const Variable&, const Variable&);
const std::pair<const char*, Binary> kOps[] = {
    {"add", operator+ }, {"sub", operator- }, {"mul", operator* }, {"div", operator/ } };

}  // namespace

BOOST_AUTO_TEST_SUITE(arithmetic_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  const auto check = [](const Case& c, DType dtype) {
    BOOST_TEST_CONTEXT(c.name) {
      check_op<kernels::Add>(c, dtype);
      check_op<kernels::Sub>(c, dtype);
      check_op<kernels::Mul>(c, dtype);
      check_op<kernels::Div>(c, dtype);
    }
  };
  for (const DType dtype : {DType::f32, DType::f64}) {
    for (const Case& c : kCases) check(c, dtype);
    for (const int count : {1, 3}) {
      const ThreadsScope scope(count);
      for (const Case& c : kLargeCases) check(c, dtype);
    }
  }
}

// Checks the walk and its reference against something that shares no code with either.
BOOST_AUTO_TEST_CASE(broadcasting_repeats_the_right_elements) {
  const Tensor a = Tensor::from<float>({2, 1, 2}, {1, 2, 3, 4});
  const Tensor b = Tensor::from<float>({3, 1}, {10, 20, 30});
  const Tensor y = kernels::add(a, b);
  BOOST_TEST((y.shape() == Shape{2, 3, 2}));
  const float expected[] = {11, 12, 21, 22, 31, 32, 13, 14, 23, 24, 33, 34};
  BOOST_TEST(y.cpu_view<float>() == expected, boost::test_tools::per_element());
  const float differences[] = {9, 8, 19, 18, 29, 28, 7, 6, 17, 16, 27, 26};
  BOOST_TEST(kernels::sub(b, a).cpu_view<float>() == differences, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(results_have_the_broadcast_shape) {
  for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
      BOOST_TEST((kernels::mul(Tensor::zeros(c.a), Tensor::zeros(c.b)).shape() == c.y));
      BOOST_TEST((kernels::mul(Tensor::zeros(c.b), Tensor::zeros(c.a)).shape() == c.y));
    }
}

BOOST_AUTO_TEST_CASE(only_wanted_gradients_are_made) {
  for (const auto& [name, op] : kOps) BOOST_TEST_CONTEXT(name) {
      const Variable a(random_tensor({2, 3}), true), b(random_tensor({3}, DType::f32, 2, 0.5, 2));
      backward(op(a, b), Tensor::full({2, 3}, 1));
      BOOST_TEST(a.grad().defined());
      BOOST_TEST(!b.grad().defined());
      const Variable c(random_tensor({2, 3})), d(random_tensor({3}, DType::f32, 2, 0.5, 2), true);
      backward(op(c, d), Tensor::full({2, 3}, 1));
      BOOST_TEST(!c.grad().defined());
      BOOST_TEST(d.grad().defined());
    }
}

BOOST_AUTO_TEST_CASE(numbers_stand_for_tensors) {
  const Variable x(Tensor::from<double>({2}, {2, -4}));
  const auto first = [](const Variable& y) { return y.value().at(0); };
  BOOST_TEST(first(x + 3) == 5);
  BOOST_TEST(first(3 + x) == 5);
  BOOST_TEST(first(x - 3) == -1);
  BOOST_TEST(first(3 - x) == 1);
  BOOST_TEST(first(x * 3) == 6);
  BOOST_TEST(first(3 * x) == 6);
  BOOST_TEST(first(x / 4) == 0.5);
  BOOST_TEST(first(4 / x) == 2);
  BOOST_TEST(first(-x) == -2);
  BOOST_TEST(first(affine(x, 2, 5)) == 9);
  const auto f = [](const std::vector<Variable>& in) {
    return affine(3 - 2 * in[0] / 7, 1.5, 2) + 1 / in[0] - (1 - in[0]) - (-in[0]) * 0.3 +
           (in[0] - 2) / 3;
  };
  check_gradient(f, {random_tensor({2, 3}, DType::f64, 1, 0.5, 2)});
}

BOOST_AUTO_TEST_CASE(affine_kernel) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Shape& shape : {Shape{}, Shape{0, 2}, Shape{7, 11}, Shape{300, 401}})
      check_kernel(kernels::Affine{
          {random_tensor(shape, dtype), Tensor::empty(shape, dtype)}, 1.0 / 3, -0.7});
}

BOOST_AUTO_TEST_CASE(add_into_works_in_place) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Shape& shape : {Shape{}, Shape{0, 2}, Shape{7, 11}, Shape{300, 401}}) {
      const Tensor sum = random_tensor(shape, dtype, 1);
      check_kernel(kernels::AddInto{sum, random_tensor(shape, dtype, 2), sum});
    }
  const Tensor twice = Tensor::from<float>({3}, {1, 2, 3});
  kernels::add_into(twice, twice);
  BOOST_TEST(twice.at(2) == 6);
  // Overlapping rows of one buffer: the kernel must not assume that they are apart.
  const Tensor whole = Tensor::full({40}, 1);
  kernels::add_into(whole.rows(0, 20), whole.rows(20, 40));
  BOOST_TEST(whole.at(0) == 2);
  BOOST_TEST(whole.at(20) == 1);
}

BOOST_AUTO_TEST_CASE(the_message_names_the_argument_that_broke_the_contract) {
  const Tensor a = Tensor::zeros({2, 3});
  BOOST_CHECK_EXCEPTION(
      kernels::add(a, Tensor::zeros({2, 4})), ShapeError,
      mentions("add: 'b' has shape (2, 4), which does not broadcast with 'a' (2, 3)"));
  BOOST_CHECK_EXCEPTION(kernels::mul(a, Tensor::zeros({2, 3}, DType::f64)), DTypeError,
                        mentions("mul: 'b' holds f64, but 'a' holds f32"));
  BOOST_CHECK_EXCEPTION(kernels::sub(a, {}), ShapeError, mentions("sub: 'b' is empty"));
  BOOST_CHECK_EXCEPTION(
      kernels::div(Tensor::zeros({2}, DType::i64), Tensor::zeros({2}, DType::i64)), DTypeError,
      mentions("div: works on f32 and f64, not on i64"));
  BOOST_CHECK_EXCEPTION(kernels::add_into(a, Tensor::zeros({3})), ShapeError,
                        mentions("add_into: 'x' has shape (3,); expected (E...) with E... = (2, "
                                 "3), fixed by 'sum' (2, 3)"));
  BOOST_CHECK_EXCEPTION(kernels::add_into(a, Tensor::zeros({2, 3}, DType::f64)), DTypeError,
                        mentions("'x' holds f64"));
  BOOST_CHECK_EXCEPTION(kernels::affine({}, 1), ShapeError, mentions("affine: 'x' is empty"));
}

BOOST_AUTO_TEST_SUITE_END()
