#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tensor/kernels/arithmetic.h"
#include "tests/support/check_gradient.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

// Writes down every call, and keeps the inputs of the last one.
class Recorder final : public KernelObserver {
 public:
  Recorder() : before_(set_kernel_observer(this)) {}
  ~Recorder() override { set_kernel_observer(before_); }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void before(const KernelCall& call) override { kept = call.keep_inputs(); }
  void after(const KernelCall& call, double seconds) override {
    names.emplace_back(call.info().name);
    scopes.push_back(call_site().scope == nullptr ? "" : call_site().scope->path());
    outputs = call.outputs();
    flops += call.flops();
    BOOST_TEST(seconds >= 0);
  }

  std::vector<std::string> names, scopes;
  std::vector<Tensor> outputs;
  std::unique_ptr<KernelCall> kept;
  double flops = 0;

 private:
  KernelObserver* before_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dispatching)

BOOST_AUTO_TEST_CASE(an_observer_sees_every_call) {
  const Tensor a = Tensor::full({2, 3}, 1), b = Tensor::full({3}, 2);
  Recorder recorder;
  kernels::add(a, b);
  kernels::mul(a, b);
  BOOST_TEST(recorder.names == (std::vector<std::string>{"add", "mul"}),
             boost::test_tools::per_element());
  BOOST_TEST(recorder.flops == 12);
  BOOST_TEST(recorder.outputs.at(0).at(5) == 2);
  BOOST_TEST(recorder.kept->reference(0, 5).value == 2);
  BOOST_TEST(recorder.kept->inputs().size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_reference_of_an_update_in_place_is_asked_on_the_old_numbers) {
  const Tensor sum = Tensor::full({3}, 1), x = Tensor::full({3}, 10);
  Recorder recorder;
  kernels::add_into(sum, x);
  BOOST_TEST(sum.at(0) == 11);
  BOOST_TEST(recorder.kept->reference(0, 0).value == 11);
  BOOST_TEST(!recorder.kept->inputs().at(0).shares_storage(sum));
  BOOST_TEST(recorder.kept->inputs().at(1).shares_storage(x));
}

BOOST_AUTO_TEST_CASE(several_calls_are_seen_one_by_one_under_their_names) {
  const Tensor a = Tensor::full({2}, 1), b = Tensor::full({2}, 2);
  const std::vector<kernels::Add> calls{{a, b, Tensor::empty({2})}, {b, b, Tensor::empty({2})}};
  dispatch_all(std::span<const kernels::Add>(calls));
  BOOST_TEST(calls[0].y.at(1) == 3);
  BOOST_TEST(calls[1].y.at(1) == 4);
  Recorder recorder;
  const std::vector<std::string_view> names{"first", "second"};
  dispatch_all(std::span<const kernels::Add>(calls), names);
  BOOST_TEST(recorder.scopes == (std::vector<std::string>{"first", "second"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(observers_are_restored) {
  Recorder outer;
  {
    Recorder inner;
    kernels::add(Tensor::zeros({1}), Tensor::zeros({1}));
    BOOST_TEST(inner.names.size() == 1U);
  }
  BOOST_TEST(outer.names.empty());
  kernels::add(Tensor::zeros({1}), Tensor::zeros({1}));
  BOOST_TEST(outer.names.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
