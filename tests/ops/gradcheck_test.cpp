#include "autograd/gradcheck.h"

#include <filesystem>
#include <regex>
#include <set>

#include <boost/test/unit_test.hpp>

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"
#include "tensor/error.h"
#include "tensor/kernels/pointwise.h"
#include "tests/support/random_tensor.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

namespace fs = std::filesystem;

/// Names that sources below a folder pass to record(...).
std::set<std::string> recorded_ops(const std::string& folder) {
  std::set<std::string> ops;
  const std::regex call(R"re(\brecord\(\s*"([^"]+)")re");
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = read_text(entry.path());
    for (std::sregex_iterator found(text.begin(), text.end(), call), end; found != end; ++found)
      ops.insert((*found)[1]);
  }
  return ops;
}

/// f(x) elementwise, with a gradient of our choice.
GradcheckFunction with_gradient(double (*f)(double), double (*gradient)(double)) {
  return [=](const std::vector<Variable>& in) {
    const Tensor x = in[0].value(), y = x.clone();
    for (double& value : y.cpu_span<double>()) value = f(value);
    return record("made up", y, {in[0]}, [=](const Tensor& dy, const Wants&) -> Grads {
      const Tensor dx = dy.clone();
      for (Index e = 0; e < x.numel(); ++e) dx.data<double>()[e] *= gradient(x.at(e));
      return {dx};
    });
  };
}

LeafGradcheck check(const GradcheckFunction& f, const Tensor& x, GradcheckOptions options = {}) {
  return gradcheck_inputs(f, {x}, options).at(0);
}

Tensor numbers(std::initializer_list<double> values) {
  return Tensor::from<double>({static_cast<Index>(values.size())}, values);
}

const GradcheckFunction kAbs = [](const std::vector<Variable>& in) { return abs(in[0]); };

BOOST_AUTO_TEST_SUITE(gradient_check)

BOOST_AUTO_TEST_CASE(every_recorded_op_has_a_case) {
  std::set<std::string> ops, with_case;
  for (const char* folder : {"autograd", "nn", "pose"})
    ops.merge(recorded_ops(std::string(POSEGRAD_SOURCE_DIR) + "/" + folder));
  for (const GradcheckCase& c : gradcheck_cases()) with_case.insert(c.op);
  BOOST_TEST(ops.size() >= 22U);
  for (const std::string& op : ops)
    BOOST_TEST(with_case.contains(op), op << " needs cases where it is, in autograd/ops");
}

BOOST_AUTO_TEST_CASE(every_case_holds) {
  std::set<std::pair<std::string, std::string>> names;
  for (const GradcheckCase& c : gradcheck_cases())
    for (const std::uint64_t seed : {1U, 2U}) BOOST_TEST_CONTEXT(c.op << ", " << c.what) {
        const GradcheckResult result = gradcheck(c.f, random_inputs(c, seed), seed, c.step);
        BOOST_TEST(result.ok(), result.to_string());
        BOOST_TEST(names.insert({c.op, c.what}).second == (seed == 1U));
      }
}

BOOST_AUTO_TEST_CASE(inputs_are_read_as_they_are_written) {
  const auto with = [](const std::string& inputs) {
    const GradcheckCases made("made_up", {{"case", inputs, kAbs}});
  };
  for (const char* inputs : {"", "x", "x 2, 3", "x (2", "x (2 3)", "x (2) in 1", "x (2) in 1..",
                             "x (2) away from", "x (2) and more", "x (2),y (3)", "x (a)"})
    BOOST_CHECK_THROW(with(inputs), ValueError);
  for (const GradcheckCase& c : gradcheck_cases()) BOOST_TEST(c.op != "made_up");
  for (const GradcheckCase& c : gradcheck_cases()) {
    if (c.op != "clamp" || c.what != "to [-0.3, 0.6]") continue;
    BOOST_TEST((c.inputs.at(0).shape == Shape{2, 3, 5}));
    BOOST_TEST(c.inputs.at(0).kinks == (std::vector<double>{-0.3, 0.6}),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(random_inputs_keep_off_kinks) {
  const GradcheckCase c{"op", "case", {{.name = "x", .shape = {1000}, .kinks = {0.5}}}, kAbs};
  const Tensor x = random_inputs(c, 3)[0];
  double low = 1, high = -1, nearest = 1;
  for (const double value : x.cpu_view<double>()) {
    low = std::min(low, value);
    high = std::max(high, value);
    nearest = std::min(nearest, std::abs(value - 0.5));
  }
  BOOST_TEST(low < -0.98);
  BOOST_TEST(high > 0.98);
  BOOST_TEST(nearest >= 0.02);
  BOOST_TEST(random_inputs(c, 3)[0].at(17) == x.at(17));
  BOOST_TEST(random_inputs(c, 4)[0].at(17) != x.at(17));
}

BOOST_AUTO_TEST_CASE(kinks_are_counted_at_whatever_distance) {
  for (const double distance : {1e-9, 1e-7, 1e-5, 4e-5, 9e-5, 1.5e-4, 4e-4, 9e-4, 1.8e-3})
    for (const double sign : {-1.0, 1.0}) BOOST_TEST_CONTEXT(sign * distance) {
        const LeafGradcheck found = check(kAbs, numbers({0.5, sign * distance, -0.7}));
        BOOST_TEST(found.elements == 3);
        BOOST_TEST(found.not_smooth == 1);
        BOOST_TEST(found.worst_error < 1e-10);
      }
  BOOST_TEST(check(kAbs, numbers({0.5, 2.1e-3})).not_smooth == 0);
}

BOOST_AUTO_TEST_CASE(a_wrong_gradient_is_no_kink) {
  const auto wrong_abs = with_gradient([](double x) { return std::abs(x); },
                                       [](double x) { return x > 0 ? 1.001 : -1; });
  const LeafGradcheck found = check(wrong_abs, numbers({-0.5, 0.0, 0.7, -0.9}));
  BOOST_TEST(found.not_smooth == 1);
  BOOST_TEST(found.element == 2);
  BOOST_TEST(found.worst_error > 5e-5);
  BOOST_TEST(found.analytic == 1.001 * found.numeric, boost::test_tools::tolerance(1e-9));
  // So strongly bent that the differences of such a step are off by 1e-4 themselves.
  const auto bent = with_gradient([](double x) { return std::exp(8 * x); },
                                  [](double x) { return 8.1 * std::exp(8 * x); });
  BOOST_TEST(check(bent, numbers({0.1, 0.3}), {.step = 0.03}).not_smooth == 0);
  BOOST_TEST(check(bent, numbers({0.1, 0.3}), {.step = 0.03}).worst_error > 1e-3);
}

BOOST_AUTO_TEST_CASE(a_jump_hides_no_error_elsewhere) {
  const auto jumping = with_gradient([](double x) { return x < 0 ? x : x + 100; },
                                     [](double x) { return x > 0.5 ? 1.01 : 1; });
  const LeafGradcheck found = check(jumping, numbers({1e-4, 0.7, -0.3}));
  BOOST_TEST(found.not_smooth == 1);
  BOOST_TEST(found.element == 1);
  BOOST_TEST(found.worst_error > 1e-3);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_number_is_an_error) {
  const auto nan = with_gradient([](double x) { return x; }, [](double x) { return 0 * x / 0.0; });
  BOOST_TEST(std::isnan(check(nan, numbers({1, 2})).worst_error));
  const auto root =
      with_gradient([](double x) { return std::sqrt(x); }, [](double) { return 1.0; });
  BOOST_TEST(std::isnan(check(root, numbers({1, -1})).worst_error));
}

BOOST_AUTO_TEST_CASE(elements_are_drawn_and_the_inputs_stay_as_they_were) {
  const Variable x(random_tensor({10, 10}, DType::f64), true),
      b(random_tensor({3}, DType::f64), true);
  const Tensor before = x.value().clone();
  int calls = 0;
  const auto found = gradcheck_leaves(
      [&] {
        ++calls;
        return sum(x * x) + sum(b);
      },
      {x, b}, {.elements = 20});
  BOOST_TEST(found.at(0).elements == 20);
  BOOST_TEST(found.at(1).elements == 3);
  BOOST_TEST(found[0].worst_error < 1e-9);
  BOOST_TEST(calls == 2 + 4 * 23);
  for (Index e = 0; e < 100; ++e) BOOST_TEST(x.value().at(e) == before.at(e));
  // Not always the same ones: the worst of 20 lies elsewhere for another seed.
  std::set<Index> worst;
  for (std::uint64_t seed = 1; seed < 20; ++seed)
    worst.insert(
        gradcheck_leaves([&] { return sum(x * x * x); }, {x}, {.seed = seed, .elements = 1})
            .at(0)
            .element);
  BOOST_TEST(worst.size() > 5U);
}

BOOST_AUTO_TEST_CASE(only_doubles_are_checked) {
  BOOST_CHECK_THROW(check(kAbs, random_tensor({2})), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
