#pragma once
#include <unordered_map>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// What is inside of a container.
struct Inside {
  std::size_t levels = 0;
  /// What is shared is counted each time, as a walk that knows nothing of sharing meets it.
  double values = 0;
};

/// The containers that were met, by identity.
using VisitedValues = std::unordered_map<const void*, Inside>;

inline constexpr std::size_t kDeepestNesting = 1000;
inline constexpr double kMostValues = 1e8;

/// What becomes of a container that is inside of itself, as a module is that knows its parent: it
/// is refused, or the reference that leads back to it becomes None.
enum class Loops { refused, cut };

/// Walks everything inside of `root` once, without recursion, and returns the containers met.
/// Throws DataError for a container inside of itself and for more than kDeepestNesting levels: what
/// passes can be walked recursively.
VisitedValues check_nesting(const Value& root, Loops loops = Loops::refused);

}  // namespace posegrad::pose::formats
