// Every op's cases, which gradcheck compares with differences, once more as they are computed with:
// forward and backward in each number type, with every kernel that is called on the way held to its
// contract and its definition.
#include <boost/test/unit_test.hpp>

#include "autograd/gradcheck_cases.h"
#include "tests/support/check_kernel.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

void run(const GradcheckCase& c, DType dtype, Device device) {
  std::vector<Variable> inputs;
  for (const Tensor& x : random_inputs(c, 1)) inputs.emplace_back(x.to(dtype).to(device), true);
  const KernelChecker checker(__FILE__);
  const Variable y = c.f(inputs);
  backward(y, Tensor::full(y.shape(), 0.75, y.dtype()).to(device));
  BOOST_TEST((checker.calls() > 0 || c.op == "reshape" || c.op == "shard_sum"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cases)

BOOST_AUTO_TEST_CASE(every_kernel_of_every_case_agrees_with_its_definition) {
  const Device device = test_device();
  for (const GradcheckCase& c : gradcheck_cases())
    for (const DType dtype : {DType::f32, DType::f64})
      BOOST_TEST_CONTEXT(c.op << ", " << c.what << ", " << name_of(dtype)) run(c, dtype, device);
}

BOOST_AUTO_TEST_SUITE_END()
