#pragma once
#include <string_view>
#include <vector>

#include "tensor/op.h"

namespace posegrad::apps {

/// Where an op is written, as paths from the project's root.
struct OpFiles {
  std::string_view header, reference;      // of the kernel
  std::vector<std::string_view> sources;   // the contract's checks and the kernel of each backend
  std::vector<std::string_view> autograd;  // empty: the op has no gradient of its own
  std::vector<std::string_view> tests;
};
OpFiles files_of(const OpInfo& op);

}  // namespace posegrad::apps
