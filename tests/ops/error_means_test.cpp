#include "pose/evaluation/error_means.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

// The means are formed on the CPU, where the errors are brought.
template <class Op>
void check_on_cpu(const Op& op) {
  check_kernel(op, __builtin_FILE(), Device::cpu);
}

Tensor groups(Index count, Index of) {
  const Tensor group = Tensor::empty({count}, DType::i64);
  for (Index e = 0; e < count; ++e) group.data<Index>()[e] = e * 7 % (of + 1) - 1;
  return group;
}

double mean_of(const Tensor& errors, const std::vector<Index>& frames, Index compared) {
  const Tensor y = Tensor::empty({}, DType::f64);
  mean_over_sequences(errors, frames, compared, y);
  return y.item();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(error_means)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index count : {20, 1000}) {
      check_on_cpu(GroupMean{random_tensor({count}, dtype), groups(count, 5),
                             Tensor::empty({5}, DType::f64)});
      check_on_cpu(WeightedMean{random_tensor({count}, dtype),
                                random_tensor({count}, DType::f64, 2, 1, 100),
                                Tensor::empty({}, DType::f64)});
    }
  check_on_cpu(GroupMean{Tensor::zeros({0}), groups(0, 1), Tensor::empty({0}, DType::f64)});
}

BOOST_AUTO_TEST_CASE(a_sequence_counts_as_many_frames_as_it_has) {
  const Tensor errors = Tensor::from<double>({6}, {1, 3, 5, 10, 20, 40});
  // (3 * 3 + 1 * 10 + 2 * 30) / 6
  BOOST_TEST(mean_of(errors, {3, 0, 1, 2}, 1) == 79.0 / 6, boost::test_tools::tolerance(1e-15));
  // Differences: 1, 3 of the first, 40 of the last; one frame has none.
  const Tensor steps = errors.rows(0, 5);
  BOOST_TEST(mean_of(steps, {3, 0, 1, 2}, 2) == (3 * 2 + 2 * 20) / 5.0,
             boost::test_tools::tolerance(1e-15));
  BOOST_TEST(std::isnan(mean_of(Tensor::zeros({0}, DType::f64), {1}, 2)));
}

BOOST_AUTO_TEST_CASE(messages_name_the_argument) {
  const Tensor x = random_tensor({4}, DType::f64), y = Tensor::empty({2}, DType::f64);
  BOOST_CHECK_EXCEPTION(group_mean(x, groups(3, 2), y), ShapeError,
                        mentions("group_mean: 'group' has shape (3,); expected (E,) with E = 4"));
  BOOST_CHECK_EXCEPTION(group_mean(x, groups(4, 3), y), ValueError, mentions("group 2 of 2"));
  BOOST_CHECK_EXCEPTION(group_mean(x, x, y), DTypeError,
                        mentions("'group' holds f64; i64 is needed"));
  BOOST_CHECK_EXCEPTION(group_mean(x, groups(4, 2), Tensor::empty({2})), DTypeError,
                        mentions("'y' must hold f64"));
  BOOST_CHECK_EXCEPTION(weighted_mean(x, x.rows(0, 3), y.rows(0, 1).reshape({})), ShapeError,
                        mentions("weighted_mean: 'weight' has shape (3,)"));
  BOOST_CHECK_EXCEPTION(weighted_mean(x, x, y), ShapeError, mentions("'y' has shape (2,)"));
}

BOOST_AUTO_TEST_SUITE_END()
