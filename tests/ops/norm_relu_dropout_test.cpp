#include "tensor/kernels/norm_relu_dropout.h"

#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

struct Case {
  const char* name;
  Index N, L, C;
  double p;
  Index L_in, start, step;  // of the residual; L_in = 0: none
};

const Case kCases[] = {
    {"no residual", 4, 3, 5, 0.25, 0, 0, 1},
    {"no dropout", 4, 3, 5, 0, 0, 0, 1},
    {"residual", 3, 4, 6, 0.25, 10, 3, 1},
    {"residual, strided", 3, 4, 6, 0.5, 12, 1, 3},
    {"residual without dropout", 2, 3, 4, 0, 3, 0, 1},
    {"rows longer than a batch of random words", 3, 2, 300, 0.25, 0, 0, 1},
    {"several blocks of rows", 150, 1, 7, 0.25, 1, 0, 1},
    {"everything dropped", 3, 2, 4, 1, 0, 0, 1},
    {"wide, several tiles of a GPU", 30, 5, 132, 0.25, 12, 1, 2},
    {"long samples with residual", 3, 70, 12, 0.25, 75, 2, 1},
    {"odd and wide", 50, 3, 67, 0.5, 3, 0, 1},
    {"many tiles of a GPU", 500, 3, 12, 0.25, 0, 0, 1},
};

struct Inputs {
  Tensor x, gamma, beta, residual;
  kernels::NormDropout how;

  Inputs(const Case& c, DType dtype)
      : x(random_tensor({c.N, c.L, c.C}, dtype, 1)),
        gamma(random_tensor({c.C}, dtype, 2, 0.5, 2)),
        beta(random_tensor({c.C}, dtype, 3)) {
    if (c.L_in > 0) residual = random_tensor({c.N, c.L_in, c.C}, dtype, 4);
    const kernels::BatchStats stats = kernels::batchnorm_stats(x);
    how = {stats.mean, stats.variance, gamma, beta, 1e-5, c.p, {11, 5}};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(norm_relu_dropout_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
        const Inputs in(c, dtype);
        const Shape flat{c.N * c.L, c.C};
        const Tensor x = in.x.reshape(flat), dy = random_tensor(flat, dtype, 5),
                     y = Tensor::empty(flat, dtype);
        const Tensor dgamma = Tensor::empty({c.C}, dtype), dbeta = Tensor::empty({c.C}, dtype);
        auto h = in.how;
        h.offset = Tensor::full({}, 2, DType::i64);
        check_kernel(
            kernels::NormReluDropout{h, x, in.residual, {c.L, c.L_in, c.start, c.step}, y});
        const auto check = [&](Index rows) {
          check_kernel(
              kernels::NormReluDropout{h, x, in.residual, {c.L, c.L_in, c.start, c.step}, y});
          check_kernel(kernels::NormReluDropoutGradSums{h, dy, x, dgamma, dbeta});
          check_kernel(kernels::NormReluDropoutGradX{h, dy, x, dgamma, dbeta, rows,
                                                     Tensor::empty(flat, dtype)});
        };
        for (const Tensor& offset : {Tensor{}, Tensor::full({}, 9, DType::i64)}) {
          h.offset = offset;
          check(flat[0]);
        }
        h.places = {c.L * c.C, 2 * c.L * c.C, 1000 * c.L * c.C};
        check(flat[0] + 7);
      }
}

namespace {

// What the fused op is by definition.
Variable composition(const Case& c, const std::vector<Variable>& in, RandomKey key) {
  Variable y = relu(batchnorm(in[0], in[1], in[2], 1e-5));
  if (c.p > 0) y = dropout(y, c.p, key);
  if (c.L_in == 0) return y;
  return y + slice(in[3], 1, {c.start, c.start + (c.L - 1) * c.step + 1, c.step});
}

Variable fused(const Case& c, const std::vector<Variable>& in, RandomKey key) {
  return norm_relu_dropout(in[0], in[1], in[2], c.L_in > 0 ? in[3] : Variable{},
                           {.p = c.p, .key = key, .start = c.start, .step = c.step});
}

std::vector<Tensor> tensors(const Case& c) {
  const Inputs in(c, DType::f64);
  std::vector<Tensor> list{in.x, in.gamma, in.beta};
  if (c.L_in > 0) list.push_back(in.residual);
  return list;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_is_the_composition_of_the_four_ops_value_and_gradients) {
  const RandomKey key{11, 5};
  for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
      std::vector<Variable> one, other;
      for (const Tensor& t : tensors(c)) {
        one.emplace_back(t, true);
        other.emplace_back(t.clone(), true);
      }
      const Variable a = fused(c, one, key), b = composition(c, other, key);
      const Tensor seed = random_tensor(a.shape(), DType::f64, 9);
      backward(a, seed);
      backward(b, seed);
      for (Index e = 0; e < a.value().numel(); ++e)
        BOOST_TEST(std::abs(a.value().at(e) - b.value().at(e)) < 1e-12);
      for (std::size_t i = 0; i < one.size(); ++i)
        for (Index e = 0; e < one[i].grad().numel(); ++e)
          BOOST_TEST(std::abs(one[i].grad().at(e) - other[i].grad().at(e)) < 1e-10);
    }
}

// Else a network that is ruined would go on with channels of zeros, and nobody would be told.
BOOST_AUTO_TEST_CASE(what_is_no_number_goes_through_as_in_the_composition) {
  const auto is_nan = [](const Tensor& t) {
    std::vector<bool> which;
    const Tensor here = t.to(Device::cpu);
    for (Index e = 0; e < here.numel(); ++e) which.push_back(std::isnan(here.at(e)));
    return which;
  };
  for (const double bad : {std::nan(""), HUGE_VAL})
    for (const Index C : {5, 8})
      for (const double p : {0.0, 0.5}) {
        const Case c{"", 2, 30, C, p, 0, 0, 1};
        const Tensor x = random_tensor({2, 30, C});
        x.data<float>()[3 * C + 1] = static_cast<float>(bad);
        std::vector<Variable> one, other;
        for (auto* list : {&one, &other})
          for (const Tensor& t : {x, Tensor::full({C}, 1), Tensor::full({C}, 0.1)})
            list->emplace_back(t.clone().to(test_device()), true);
        const Variable a = fused(c, one, {11, 5}), b = composition(c, other, {11, 5});
        const auto found = is_nan(a.value()), expected = is_nan(b.value());
        BOOST_TEST(found == expected, boost::test_tools::per_element());
        BOOST_TEST(std::ranges::count(found, true) > 10);
        BOOST_TEST(std::ranges::count(found, true) <= 60);  // of one channel
        backward(sum(a));
        BOOST_TEST(std::isnan(one[1].grad().to(Device::cpu).at(1)));
        BOOST_TEST(!std::isnan(one[1].grad().to(Device::cpu).at(0)));
      }
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  const Variable x(Tensor::full({2, 3, 4}, 1)), c4(Tensor::full({4}, 1)), c5(Tensor::full({5}, 1));
  BOOST_CHECK_EXCEPTION(norm_relu_dropout(x, c5, c4, {}, {}), ShapeError,
                        mentions("'gamma' has shape (5,)"));
  BOOST_CHECK_EXCEPTION(
      norm_relu_dropout(x, c4, c4, Variable(Tensor::full({2, 3, 4}, 1)), {.start = 1}), ShapeError,
      mentions("residual rows from 1"));
  BOOST_CHECK_EXCEPTION(norm_relu_dropout(x, c4, c4, {}, {.p = 1.5}), ValueError, mentions("1.5"));
}

BOOST_AUTO_TEST_SUITE_END()
