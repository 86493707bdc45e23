#include "tests/support/check_contract.h"

#include "tensor/contract.h"

namespace posegrad::test {
namespace {

CheckedKernels& checked() {
  static CheckedKernels kernels;
  return kernels;
}

}  // namespace

std::vector<double> promised_roundings(const KernelCall& call) {
  std::vector<double> roundings;
  for (const TensorNotation& output : call.contract().output_list())
    roundings.push_back(call.value(part_for(call.info().roundings, output.name)));
  return roundings;
}

const CheckedKernels& checked_kernels() { return checked(); }

void remember_checked(std::string_view op, std::string_view file) {
  const std::size_t folder = file.rfind("tests/");
  checked()[std::string(op)].emplace(folder == std::string_view::npos ? file : file.substr(folder));
}

}  // namespace posegrad::test
