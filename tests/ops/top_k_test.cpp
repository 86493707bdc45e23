#include "tensor/kernels/top_k.h"

#include <cmath>
#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Numbers of which many are equal, or none.
Tensor numbers(const Shape& shape, DType dtype, bool ties) {
  const Tensor x = random_tensor(shape, DType::f64, 1, -9, 9);
  if (ties)
    for (double& number : x.cpu_span<double>()) number = std::round(number);
  return x.to(dtype);
}

std::vector<Index> rows_of(const Tensor& x) {
  const Tensor row = kernels::argmax(x);
  const std::span<const Index> rows = row.cpu_view<Index>();
  return {rows.begin(), rows.end()};
}

std::vector<Index> places_of(const Tensor& x, Index k) {
  const kernels::Largest largest = kernels::top_k(x, k);
  const std::span<const Index> places = largest.indices.cpu_view<Index>();
  return {places.begin(), places.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(top_k_ops)

BOOST_AUTO_TEST_CASE(argmax_kernels_agree_with_the_definition) {
  for (const Shape& shape : {Shape{1, 1}, Shape{1, 5}, Shape{7, 1}, Shape{3, 0}, Shape{48 * 48, 17},
                             Shape{300, 301}, Shape{5, 2003}})
    BOOST_TEST_CONTEXT(shape.to_string())
  for (const DType dtype : {DType::f32, DType::f64})
    for (const bool ties : {false, true})
      check_kernel(
          kernels::Argmax{numbers(shape, dtype, ties), Tensor::empty({shape[1]}, DType::i64)});
}

BOOST_AUTO_TEST_CASE(top_k_kernels_agree_with_the_definition) {
  for (const auto& [E, k] :
       {std::pair<Index, Index>{0, 0}, {1, 0}, {1, 1}, {5, 5}, {300, 6}, {64 * 64, 3}, {257, 257}})
    BOOST_TEST_CONTEXT(k << " of " << E)
  for (const DType dtype : {DType::f32, DType::f64})
    for (const bool ties : {false, true})
      check_kernel(kernels::TopK{numbers({E}, dtype, ties), Tensor::empty({k}, dtype),
                                 Tensor::empty({k}, DType::i64)});
}

BOOST_AUTO_TEST_CASE(argmax_takes_the_first_of_equal_numbers) {
  const auto per_element = boost::test_tools::per_element();
  using Places = std::vector<Index>;
  const Tensor x = Tensor::from<float>({3, 4}, {1, 5, -7, 0,      //
                                                3, 5, -8, -0.0F,  //
                                                2, 5, -6, 0});
  BOOST_TEST(rows_of(x) == (Places{1, 0, 2, 0}), per_element);
  BOOST_TEST(rows_of(Tensor::full({4, 2}, -kInfinity)) == (Places{0, 0}), per_element);
}

BOOST_AUTO_TEST_CASE(top_k_takes_the_largest_first_and_of_equal_ones_the_first) {
  const auto per_element = boost::test_tools::per_element();
  using Places = std::vector<Index>;
  const Tensor x = Tensor::from<double>({6}, {2, 7, -1, 7, kInfinity, -kInfinity});
  BOOST_TEST(places_of(x, 3) == (Places{4, 1, 3}), per_element);
  BOOST_TEST(places_of(x, 6) == (Places{4, 1, 3, 0, 2, 5}), per_element);
  BOOST_TEST(places_of(x, 0).empty());
  const double expected[] = {kInfinity, 7, 7};
  BOOST_TEST(kernels::top_k(x, 3).values.cpu_view<double>() == expected, per_element);
}

BOOST_AUTO_TEST_CASE(a_nan_is_the_largest) {
  const auto per_element = boost::test_tools::per_element();
  using Places = std::vector<Index>;
  for (const DType dtype : {DType::f32, DType::f64}) {
    const Tensor x = Tensor::from<double>({4, 2}, {kInfinity, kNaN,  //
                                                   kNaN, 9,          //
                                                   3, kNaN,          //
                                                   kNaN, kInfinity})
                         .to(dtype);
    BOOST_TEST(rows_of(x) == (Places{1, 0}), per_element);
    BOOST_TEST(places_of(x.reshape({8}), 6) == (Places{1, 2, 5, 6, 0, 7}), per_element);
    check_kernel(kernels::Argmax{x, Tensor::empty({2}, DType::i64)});
    check_kernel(
        kernels::TopK{x.reshape({8}), Tensor::empty({6}, dtype), Tensor::empty({6}, DType::i64)});
  }
}

// Against one search after the other among what is left.
BOOST_AUTO_TEST_CASE(top_k_is_a_search_among_what_is_left) {
  const Tensor x = numbers({2000}, DType::f32, true);
  std::vector<double> left;
  for (Index e = 0; e < x.numel(); ++e) left.push_back(x.at(e));
  for (const Index place : places_of(x, 40)) {
    const auto largest = std::ranges::max_element(left);
    BOOST_TEST(place == largest - left.begin());
    *largest = -kInfinity;
  }
}

BOOST_AUTO_TEST_CASE(results_are_the_same_for_any_number_of_threads) {
  const Tensor x = numbers({500, 333}, DType::f32, true);
  check_same_for_any_threads([&] { return kernels::argmax(x); });
}

BOOST_AUTO_TEST_CASE(the_message_says_what_was_wanted) {
  const Tensor x = Tensor::zeros({5});
  BOOST_CHECK_EXCEPTION(kernels::top_k(x, 6), ValueError,
                        mentions("top_k: k is 6; x has 5 numbers"));
  BOOST_CHECK_EXCEPTION(kernels::top_k(x, -1), ValueError, mentions("top_k: k is -1"));
  BOOST_CHECK_EXCEPTION(kernels::argmax(Tensor::zeros({0, 3})), ShapeError,
                        mentions("argmax: 'x' (0, 3) has no rows"));
  BOOST_CHECK_EXCEPTION(kernels::argmax(x), ShapeError,
                        mentions("argmax: 'x' has shape (5,); expected (R, C)"));
  BOOST_CHECK_EXCEPTION(kernels::top_k(Tensor::zeros({5}, DType::i64), 1), DTypeError,
                        mentions("top_k: works on f32 and f64"));
}

BOOST_AUTO_TEST_SUITE_END()
