// slice, concat, gather and reshape: ops that move numbers.
#include "tensor/kernels/slice.h"

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/kernels/slice.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

struct SliceCase {
  const char* name;
  Shape x;
  int axis;
  SliceRange range;
  Index count;
};
const SliceCase kSlices[] = {
    {"first axis", {5, 3}, 0, {1, 4, 1}, 3},
    {"last axis", {5, 7}, 1, {2, 6, 1}, 4},
    {"middle, step", {2, 11, 3}, 1, {1, 10, 3}, 3},
    {"step, stop just behind", {2, 11, 3}, 1, {1, 8, 3}, 3},
    {"step, stop just at", {2, 11, 3}, 1, {1, 7, 3}, 2},
    {"step beyond", {2, 5}, 1, {1, 5, 9}, 1},
    {"whole", {3, 4}, 0, {0, 3, 1}, 3},
    {"nothing", {3, 4}, 1, {2, 2, 1}, 0},
    {"nothing at the end", {3, 4}, 1, {4, 4, 2}, 0},
    {"one axis", {6}, 0, {5, 6, 1}, 1},
    {"no rows", {0, 4}, 1, {1, 3, 1}, 2},
    {"negative axis", {2, 5, 3}, -2, {0, 5, 2}, 3},
};

struct ConcatCase {
  const char* name;
  Shape a, b;
  int axis;
};
const ConcatCase kConcats[] = {
    {"rows", {2, 3}, {4, 3}, 0},          {"columns", {2, 3}, {2, 1}, 1},
    {"middle", {2, 3, 4}, {2, 5, 4}, 1},  {"negative axis", {2, 3, 4}, {2, 3, 1}, -1},
    {"nothing first", {2, 0}, {2, 3}, 1}, {"nothing behind", {2, 3}, {0, 3}, 0},
    {"no rows", {0, 2}, {0, 3}, 1}};

struct GatherCase {
  const char* name;
  Shape x;
  int axis;
  std::vector<Index> positions;
};
const GatherCase kGathers[] = {{"permutation", {4, 3}, 0, {2, 0, 3, 1}},
                               {"again", {4, 3}, 0, {1, 1, 1, 3, 1}},
                               {"middle", {2, 5, 3}, 1, {4, 0, 4}},
                               {"last axis", {2, 5}, 1, {0, 4, 4, 2}},
                               {"nothing", {2, 5}, 1, {}},
                               {"no rows", {0, 5}, 1, {3, 3}},
                               {"negative axis", {2, 3, 5}, -3, {1, 0, 1}},
                               {"wide rows", {3, 1100}, 0, {2, 2, 0, 2}}};

Tensor positions_of(const GatherCase& c) {
  return Tensor::from<Index>({static_cast<Index>(c.positions.size())},
                             std::span<const Index>(c.positions));
}

// Numbers that differ from each other, of any type; bytes begin again at 256.
Tensor counting(const Shape& shape, DType dtype) {
  const Tensor x = Tensor::empty(shape, DType::i64);
  for (Index e = 0; e < x.numel(); ++e) x.cpu_span<Index>()[static_cast<std::size_t>(e)] = e + 1;
  return x.to(dtype);
}

constexpr DType kTypes[] = {DType::f32, DType::f64, DType::i64, DType::u8};

}  // namespace

BOOST_AUTO_TEST_SUITE(moving_ops)

BOOST_AUTO_TEST_CASE(slice_kernels_agree_with_the_definition) {
  for (const SliceCase& c : kSlices) BOOST_TEST_CONTEXT(c.name) {
      const int axis = c.x.axis(c.axis);
      const Shape y = c.x.with(axis, c.count);
      BOOST_TEST((kernels::slice(Tensor::zeros(c.x), c.axis, c.range).shape() == y));
      for (const DType dtype : kTypes) {
        check_kernel(kernels::Slice{counting(c.x, dtype), axis, c.range, Tensor::empty(y, dtype)});
        check_kernel(
            kernels::SliceGrad{counting(y, dtype), axis, c.range, Tensor::empty(c.x, dtype)});
        if (dtype == DType::f32 || dtype == DType::f64)
          check_kernel(kernels::SliceAddInto{random_tensor(c.x, dtype, 2),
                                             random_tensor(y, dtype, 3), axis, c.range});
      }
      check_gradient([&](const std::vector<Variable>& in) { return slice(in[0], c.axis, c.range); },
                     {random_tensor(c.x, DType::f64)});
    }
  const ThreadsScope scope(3);
  const Shape x{61, 40, 33};
  check_kernel(kernels::Slice{random_tensor(x), 1, {3, 38, 4}, Tensor::empty({61, 9, 33})});
  check_kernel(kernels::Slice{random_tensor(x), 1, {3, 38, 1}, Tensor::empty({61, 35, 33})});
  check_kernel(kernels::SliceGrad{random_tensor({61, 9, 33}), 1, {3, 38, 4}, Tensor::empty(x)});
  check_kernel(kernels::SliceAddInto{random_tensor(x), random_tensor({61, 9, 33}), 1, {3, 38, 4}});
}

BOOST_AUTO_TEST_CASE(slices_of_one_variable_add_up_with_its_other_uses) {
  check_gradient(
      [](const std::vector<Variable>& in) {
        const Variable x = in[0] * 2.0;  // made by an op
        const Variable first = slice(x, 1, {0, 5, 2}), second = slice(x, 1, {1, 4, 1});
        return first * second + slice(x * x, 1, {2, 5, 1}) + slice(in[0], 1, {2, 5, 1});
      },
      {random_tensor({2, 5, 3}, DType::f64)});
  check_gradient(
      [](const std::vector<Variable>& in) {
        return slice(in[0], 0, {1, 3, 1});
      },  // a leaf
      {random_tensor({4, 2}, DType::f64)});
}

BOOST_AUTO_TEST_CASE(a_sum_that_a_slice_does_not_fit_is_refused) {
  const Tensor sum = random_tensor({4, 5});
  BOOST_CHECK_THROW(kernels::slice_add_into(sum, random_tensor({4, 3}), 1, {0, 2, 1}), ShapeError);
  BOOST_CHECK_THROW(kernels::slice_add_into(sum, random_tensor({4, 2}), 1, {4, 6, 1}), ShapeError);
  BOOST_CHECK_THROW(kernels::slice_add_into(sum, random_tensor({4, 2}, DType::f64), 1, {0, 2, 1}),
                    DTypeError);
}

BOOST_AUTO_TEST_CASE(a_slice_takes_the_right_elements) {
  const Tensor y =
      kernels::slice(counting({2, 5}, DType::f32), 1, {.start = 1, .stop = 5, .step = 2});
  const float expected[] = {2, 4, 7, 9};
  BOOST_TEST(y.cpu_view<float>() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(concat_kernels_agree_with_the_definition) {
  for (const ConcatCase& c : kConcats) BOOST_TEST_CONTEXT(c.name) {
      const int axis = c.a.axis(c.axis);
      const Shape y = c.a.with(axis, c.a[axis] + c.b[axis]);
      BOOST_TEST((kernels::concat(Tensor::zeros(c.a), Tensor::zeros(c.b), c.axis).shape() == y));
      for (const DType dtype : kTypes)
        check_kernel(kernels::Concat{counting(c.a, dtype), counting(c.b, dtype), axis,
                                     Tensor::empty(y, dtype)});
      check_gradient([&](const std::vector<Variable>& in) { return concat(in[0], in[1], c.axis); },
                     {random_tensor(c.a, DType::f64, 1), random_tensor(c.b, DType::f64, 2)});
    }
}

BOOST_AUTO_TEST_CASE(gather_kernels_agree_with_the_definition) {
  for (const GatherCase& c : kGathers) BOOST_TEST_CONTEXT(c.name) {
      const int axis = c.x.axis(c.axis);
      const Tensor positions = positions_of(c);
      const Shape y = c.x.with(axis, positions.numel());
      BOOST_TEST((kernels::gather(Tensor::zeros(c.x), c.axis, positions).shape() == y));
      for (const DType dtype : kTypes)
        check_kernel(
            kernels::Gather{counting(c.x, dtype), positions, axis, Tensor::empty(y, dtype)});
      for (const DType dtype : {DType::f32, DType::f64})
        check_kernel(kernels::GatherGrad{random_tensor(y, dtype), positions, axis,
                                         Tensor::empty(c.x, dtype)});
      if (c.x.numel() < 100)
        check_gradient(
            [&](const std::vector<Variable>& in) { return gather(in[0], c.axis, positions); },
            {random_tensor(c.x, DType::f64)});
    }
}

BOOST_AUTO_TEST_CASE(gather_gradients_are_the_same_for_any_number_of_threads) {
  std::vector<Index> at;
  for (Index p = 0; p < 4000; ++p) at.push_back(p * p % 37);
  const Tensor positions = Tensor::from<Index>({4000}, std::span<const Index>(at));
  const Tensor dy = random_tensor({4000, 129});
  check_same_for_any_threads([&] { return kernels::gather_grad(dy, 0, positions, 40); });
}

BOOST_AUTO_TEST_CASE(reshape_shares_the_numbers) {
  const Variable x(random_tensor({2, 6}, DType::f64), true);
  const Variable y = reshape(x, {3, 4});
  BOOST_TEST(y.value().shares_storage(x.value()));
  check_gradient(
      [](const std::vector<Variable>& in) {
        return reshape(in[0], {3, 4});
      },
      {x.value()});
  BOOST_CHECK_EXCEPTION(reshape(x, {5}), ShapeError,
                        mentions("reshape: (5,) has another number of elements"));
}

BOOST_AUTO_TEST_CASE(the_message_names_what_broke_the_contract) {
  const Variable x(Tensor::zeros({2, 5}));
  BOOST_CHECK_EXCEPTION(slice(x, 1, {.start = 2, .stop = 6}), ShapeError,
                        mentions("slice: [2, 6) does not lie in axis 1 of the shape (2, 5)"));
  BOOST_CHECK_EXCEPTION(slice(x, 1, {.start = -1, .stop = 2}), ShapeError, mentions("[-1, 2)"));
  BOOST_CHECK_EXCEPTION(slice(x, 1, {.start = 3, .stop = 2}), ShapeError, mentions("[3, 2)"));
  BOOST_CHECK_EXCEPTION(slice(x, 1, {.start = 0, .stop = 2, .step = 0}), ValueError,
                        mentions("slice: the step is 0"));
  BOOST_CHECK_EXCEPTION(slice(x, 2, {}), ShapeError, mentions("no axis 2"));
  BOOST_CHECK_EXCEPTION(
      kernels::slice_grad(Tensor::zeros({2, 2}), 1, {.start = 0, .stop = 3}, 5), ShapeError,
      mentions("slice_grad: 'dy' has shape (2, 2); the range gives 3 positions along axis 1"));
  BOOST_CHECK_EXCEPTION(
      concat(x, Variable(Tensor::zeros({3, 5})), 1), ShapeError,
      mentions(
          "concat: 'b' has shape (3, 5); expected (A..., L_b, B...) with A... = (2,), B... = ()"));
  BOOST_CHECK_EXCEPTION(concat(x, Variable(Tensor::zeros({5})), 0), ShapeError,
                        mentions("concat: 'b' has shape (5,)"));
  BOOST_CHECK_EXCEPTION(concat(x, Variable(Tensor::zeros({2, 5}, DType::f64)), 0), DTypeError,
                        mentions("holds f64"));
  const auto at = [](std::initializer_list<Index> list) {
    return Tensor::from<Index>({static_cast<Index>(list.size())}, list);
  };
  BOOST_CHECK_EXCEPTION(gather(x, 1, at({0, 5})), ValueError,
                        mentions("gather: the position 5 does not lie in [0, 5)"));
  BOOST_CHECK_EXCEPTION(gather(x, 1, at({-1})), ValueError, mentions("gather: the position -1"));
  BOOST_CHECK_EXCEPTION(gather(x, 1, Tensor::zeros({2})), DTypeError,
                        mentions("'positions' holds f32; i64 is needed"));
  BOOST_CHECK_EXCEPTION(gather(x, 1, Tensor::zeros({1, 1}, DType::i64)), ShapeError,
                        mentions("expected (P,)"));
  BOOST_CHECK_EXCEPTION(kernels::gather_grad(Tensor::zeros({2, 3}), 1, at({0, 1}), 5), ShapeError,
                        mentions("gather_grad: 'positions' has shape (2,); expected (P,) with P = "
                                 "3, fixed by 'dy' (2, 3)"));
}

BOOST_AUTO_TEST_SUITE_END()
