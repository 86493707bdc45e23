#include <boost/test/unit_test.hpp>

#include "tensor/kernels/mirror.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

const Tensor kSwap = Tensor::from<Index>({5}, {0, 2, 1, 4, 3});

// Two sequences, of frames 0 to 6 and 7 to 9: inside, beyond both ends, far outside, mirrored.
const Tensor kWindows = Tensor::from<Index>({6, 4}, {1, 0, 6, 0, -2,  0, 6, 1, 5,  0, 6, 0,  //
                                                     7, 7, 9, 1, -50, 7, 9, 0, 90, 7, 9, 1});

}  // namespace

BOOST_AUTO_TEST_SUITE(gather_windows_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index F : {1, 2, 3})
      for (const Index L : {1, 4, 60})
        check_kernel(kernels::GatherWindows{random_tensor({10, 5, F}, dtype), kWindows, kSwap,
                                            Tensor::empty({6, L, 5, F}, dtype)});
}

BOOST_AUTO_TEST_CASE(edges_repeat_and_mirrored_joints_change_sides) {
  const Tensor frames =
      Tensor::from<float>({3, 2, 2}, {1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400});
  const Tensor windows = Tensor::from<Index>({2, 4}, {-1, 0, 2, 0, 2, 1, 2, 1});
  const Tensor y = kernels::gather_windows(frames, windows, Tensor::from<Index>({2}, {1, 0}), 2);
  const float expected[] = {1, 2, 3, 4, 1, 2, 3, 4, -300, 400, -100, 200, -300, 400, -100, 200};
  for (Index e = 0; e < y.numel(); ++e) BOOST_TEST(y.at(e) == expected[e]);
}

BOOST_AUTO_TEST_CASE(messages_name_the_argument) {
  const Tensor frames = random_tensor({10, 5, 2});
  BOOST_CHECK_EXCEPTION(kernels::gather_windows(frames.reshape({100}), kWindows, kSwap, 3),
                        ShapeError, mentions("'frames' has shape (100,)"));
  BOOST_CHECK_EXCEPTION(kernels::gather_windows(frames, kWindows.reshape({24}), kSwap, 3),
                        ShapeError, mentions("'windows' has shape (24,)"));
  BOOST_CHECK_EXCEPTION(kernels::gather_windows(frames, frames, kSwap, 3), DTypeError,
                        mentions("'windows' holds f32; i64 is needed"));
  BOOST_CHECK_EXCEPTION(
      kernels::gather_windows(frames, kWindows, Tensor::from<Index>({2}, {1, 0}), 3), ShapeError,
      mentions("'swap' has shape (2,); expected (K,) with K = 5"));
  BOOST_CHECK_EXCEPTION(kernels::gather_windows(frames.rows(0, 8), kWindows, kSwap, 3), ValueError,
                        mentions("frames 7 to 9 do not lie in [0, 8)"));
}

BOOST_AUTO_TEST_SUITE_END()
