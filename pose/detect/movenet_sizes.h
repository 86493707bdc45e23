#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// Finds the sizes that have names.
class MovenetSizes {
 public:
  void set(const std::string& name, Index size) { sizes_[name] = size; }
  /// Whether the shape is as wanted; a name that comes first time becomes a size.
  bool fits(std::span<const Index> shape, const std::vector<std::string>& wanted);
  /// "(1, 1, 24, any)"
  std::string text(const std::vector<std::string>& wanted) const;

 private:
  std::map<std::string, Index> sizes_;
};

}  // namespace posegrad::pose
