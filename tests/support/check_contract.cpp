#include "tests/support/check_contract.h"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/shape_notation.h"

namespace posegrad::test {
namespace {

CheckedKernels& checked() {
  static CheckedKernels kernels;
  return kernels;
}

void check_cost(const OpInfo& info, const char* what, double found, std::string_view expression,
                const Sizes& sizes) {
  const double expected = evaluate(expression, sizes);
  if (found != expected)
    BOOST_FAIL(fmt::format("{}: {}() is {}, but the contract's {} gives {}", info.name, what, found,
                           expression, expected));
}

}  // namespace

std::vector<double> check_contract(const KernelCall& call) {
  const OpInfo& info = call.info();
  const Sizes sizes = bind_sizes(call);
  check_cost(info, "flops", call.flops(), info.flops, sizes);
  check_cost(info, "bytes", call.bytes(), bytes_expression(info), sizes);
  std::vector<double> roundings;
  for (const std::string& output : tensor_names(info).outputs)
    roundings.push_back(evaluate(part_for(info.roundings, output), sizes));
  return roundings;
}

const CheckedKernels& checked_kernels() { return checked(); }

void remember_checked(std::string_view op, std::string_view file) {
  const std::size_t folder = file.rfind("tests/");
  checked()[std::string(op)].emplace(folder == std::string_view::npos ? file : file.substr(folder));
}

}  // namespace posegrad::test
