#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dispatch.h"

namespace posegrad::test {

/// Fails unless the call's tensors fit OpInfo::shapes, and flops() and bytes() are what the op's
/// expressions give. Returns the roundings that each output promises at most.
std::vector<double> check_contract(const KernelCall& call);

/// The ops that check_kernel checked in this process, and the files that asked for it
/// ("tests/ops/conv1d_test.cpp").
using CheckedKernels = std::map<std::string, std::set<std::string>>;
const CheckedKernels& checked_kernels();
void remember_checked(std::string_view op, std::string_view file);

}  // namespace posegrad::test
