#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dispatch.h"

namespace posegrad::test {

/// Binds the call's tensors to OpInfo::shapes, which throws ShapeError where they do not fit, and
/// returns the roundings that each output promises at most.
std::vector<double> promised_roundings(const KernelCall& call);

/// The ops that check_kernel checked in this process, and the files that asked for it
/// ("tests/ops/conv1d_test.cpp").
using CheckedKernels = std::map<std::string, std::set<std::string>>;
const CheckedKernels& checked_kernels();
void remember_checked(std::string_view op, std::string_view file);

}  // namespace posegrad::test
