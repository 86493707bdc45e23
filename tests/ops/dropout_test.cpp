#include "tensor/kernels/dropout.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/kernels/dropout_mask.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

constexpr RandomKey kKey{0x123456789abcdef0, 0xfedcba9876543210};

}  // namespace

BOOST_AUTO_TEST_SUITE(dropout_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  const Shape shapes[] = {{}, {0, 3}, {1}, {7}, {128}, {129}, {3, 5, 7}, {31, 1001}};
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Shape& shape : shapes)
      for (const double p : {0.0, 0.25, 1.0 / 3, 0.999, 1 - 0x1p-40, 1.0})
        BOOST_TEST_CONTEXT(shape.to_string() << ", p = " << p) {
          check_kernel(
              kernels::Dropout{random_tensor(shape, dtype), p, kKey, Tensor::empty(shape, dtype)});
        }
}

BOOST_AUTO_TEST_CASE(an_offset_is_added_to_the_counter) {
  const Tensor x = random_tensor({300}), offset = Tensor::full({}, 3, DType::i64);
  check_kernel(kernels::Dropout{x, 0.5, {1, 4}, Tensor::empty({300}), offset});
  const Tensor shifted = kernels::dropout(x, 0.5, {1, 4}, offset),
               direct = kernels::dropout(x, 0.5, {1, 7});
  for (Index e = 0; e < x.numel(); ++e) BOOST_TEST(shifted.at(e) == direct.at(e));
}

BOOST_AUTO_TEST_CASE(parts_of_a_tensor_are_dropped_as_the_whole_is) {
  constexpr Index kAll = 1000;
  const Tensor x = random_tensor({kAll}), whole = kernels::dropout(x, 0.5, kKey);
  // Elements [130, 151) and [611, 1000).
  const Tensor part = Tensor::empty({410});
  const auto place = [](Index e) { return e < 21 ? e + 130 : e + 590; };
  for (Index e = 0; e < part.numel(); ++e) part.data<float>()[e] = x.data<float>()[place(e)];
  const RandomPlaces places{21, 130, 590};
  const Tensor y = kernels::dropout(part, 0.5, kKey, {}, places);
  for (Index e = 0; e < y.numel(); ++e) BOOST_TEST(y.at(e) == whole.at(place(e)));
  for (const Index split : {0, 1, 21, 300, 410, 2000})
    check_kernel(kernels::Dropout{part, 0.25, kKey, Tensor::empty({410}), {}, {split, 3, 1026}});
}

BOOST_AUTO_TEST_CASE(the_batched_words_are_those_of_the_stream) {
  kernels::RandomWords random(kKey);
  // Around a carry from the low to the high counter word as well.
  for (const Index start : {Index{0}, Index{1}, Index{127}, Index{128}, Index{1000}, Index{4} << 32,
                            (Index{4} << 32) - 3}) {
    const Index stop = random.seek(start);
    BOOST_TEST((stop > start && stop <= start + kernels::RandomWords::kWords));
    for (Index e = start; e < stop; ++e)
      BOOST_REQUIRE_EQUAL(random.at(start)[e - start],
                          random_word(kKey, static_cast<std::uint64_t>(e)));
  }
}

BOOST_AUTO_TEST_CASE(it_keeps_the_promised_share_and_the_mean) {
  const Index count = 1 << 20;
  for (const double p : {0.1, 0.25, 0.5, 0.9}) {
    const Tensor y = kernels::dropout(Tensor::full({count}, 1), p, {1, 2});
    double kept = 0;
    for (const float value : y.cpu_view<float>()) kept += value != 0 ? 1 : 0;
    const double deviation = std::sqrt(static_cast<double>(count) * p * (1 - p));
    BOOST_TEST(std::abs(kept - static_cast<double>(count) * (1 - p)) < 5 * deviation);
  }
}

BOOST_AUTO_TEST_CASE(other_seeds_and_counters_give_other_masks) {
  const Tensor x = Tensor::full({4096}, 1);
  const Tensor y = kernels::dropout(x, 0.5, {1, 1});
  for (const RandomKey key :
       {RandomKey{2, 1}, RandomKey{1, 2}, RandomKey{1 + (std::uint64_t{1} << 32), 1},
        RandomKey{1, 1 + (std::uint64_t{1} << 32)}}) {
    const Tensor other = kernels::dropout(x, 0.5, key);
    Index same = 0;
    for (Index e = 0; e < x.numel(); ++e) same += y.at(e) == other.at(e) ? 1 : 0;
    BOOST_TEST(std::abs(same - 2048) < 5 * 32);
  }
}

BOOST_AUTO_TEST_CASE(nothing_and_everything) {
  const Tensor x = random_tensor({500}, DType::f32, 3);
  const Tensor all = kernels::dropout(x, 0, kKey), none = kernels::dropout(x, 1, kKey);
  for (Index e = 0; e < x.numel(); ++e) {
    BOOST_TEST(all.at(e) == x.at(e));
    BOOST_TEST(none.at(e) == 0);
  }
  // The highest word is kept by any threshold: with p = 1 its element must be 0 all the same.
  BOOST_TEST(kernels::DropoutRule(1).scale == 0);
  BOOST_TEST(kernels::DropoutRule(1).threshold == 0xFFFFFFFF);
  BOOST_TEST(kernels::DropoutRule(0).threshold == 0U);
  BOOST_TEST(kernels::DropoutRule(0.25).threshold == 0x40000000U);
}

BOOST_AUTO_TEST_CASE(masks_are_the_same_for_any_number_of_threads) {
  const Tensor x = random_tensor({301, 333});
  check_same_for_any_threads([&] { return kernels::dropout(x, 0.25, kKey); });
}

BOOST_AUTO_TEST_CASE(a_probability_is_needed) {
  const Variable x(Tensor::zeros({2}));
  BOOST_CHECK_EXCEPTION(dropout(x, 1.5, {}), ValueError,
                        mentions("dropout: p is 1.5; a probability is needed"));
  BOOST_CHECK_EXCEPTION(dropout(x, -0.1, {}), ValueError, mentions("dropout: p is -0.1"));
  BOOST_CHECK_EXCEPTION(dropout(x, std::nan(""), {}), ValueError, mentions("dropout: p is nan"));
}

BOOST_AUTO_TEST_SUITE_END()
