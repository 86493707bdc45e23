#include "tensor/kernels/bias_relu.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(bias_relu_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  const Segments out{{4, 1, 6}}, in{{9, 4, 10}};
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index C : {1, 7, 70}) {
      const Tensor x = random_tensor({11, C}, dtype, 1), bias = random_tensor({C}, dtype, 2);
      const Tensor residual = random_tensor({23, C}, dtype, 3);
      const Tensor y = Tensor::empty({11, C}, dtype);
      check_kernel(kernels::BiasRelu{x, bias, {}, out, {}, 0, y});
      for (const Index start : {0, 2, 3})
        check_kernel(kernels::BiasRelu{x, bias, residual, out, in, start, y});
      check_kernel(kernels::BiasRelu{x, bias, residual, out, in, 2, x});  // in place
    }
}

BOOST_AUTO_TEST_CASE(many_segments_some_of_them_empty) {
  Segments out, in;
  for (Index s = 0; s < 150; ++s) {
    out.lengths.push_back(s % 4);
    in.lengths.push_back(s % 4 + s % 3 + 1);
  }
  const Tensor x = random_tensor({out.rows(), 12}, DType::f32, 1);
  const Tensor bias = random_tensor({12}, DType::f32, 2);
  const Tensor residual = random_tensor({in.rows(), 12}, DType::f32, 3);
  check_kernel(kernels::BiasRelu{x, bias, residual, out, in, 1, Tensor::empty(x.shape())});
}

BOOST_AUTO_TEST_CASE(one_wide_segment) {
  const Tensor x = random_tensor({37, 300}, DType::f32, 1), bias = random_tensor({300});
  const Tensor residual = random_tensor({45, 300}, DType::f32, 3);
  check_kernel(kernels::BiasRelu{x, bias, residual, {{37}}, {{45}}, 4, x});
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_refused) {
  const Tensor x = random_tensor({5, 3}), bias = random_tensor({3}), more = random_tensor({9, 3});
  BOOST_CHECK_THROW(kernels::bias_relu(x, random_tensor({4}), {{5}}), ShapeError);
  BOOST_CHECK_THROW(kernels::bias_relu(x, bias, {{2, 2}}), ShapeError);
  BOOST_CHECK_THROW(kernels::bias_relu(x, bias, {{5}}, more, {{9}}, 5), ShapeError);
  BOOST_CHECK_THROW(kernels::bias_relu(x, bias, {{5}}, more, {{9}}, -1), ShapeError);
  BOOST_CHECK_THROW(kernels::bias_relu(x, bias, {{2, 3}}, more, {{9}}, 0), ShapeError);
  BOOST_CHECK_THROW(kernels::bias_relu(x, bias, {{2, 3}}, more, {{6, 2}}, 0), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
