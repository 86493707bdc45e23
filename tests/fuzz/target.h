#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/mutate/mutate.h"

namespace posegrad::fuzz {

/// A reader that is given what nobody meant to write.
struct Target {
  std::string_view name;
  /// Throws an Error for what the reader refuses.
  void (*read)(std::string_view bytes);
  Mutate mutate;
};

/// A file of targets/ makes one of its target, and that is all that the program must know of it.
class Registered {
 public:
  explicit Registered(const Target& target);
};

/// By their names.
std::vector<Target> all_targets();
/// Throws ValueError that lists them.
Target find_target(std::string_view name);

}  // namespace posegrad::fuzz
