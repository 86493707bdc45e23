#pragma once
#include <string>
#include <vector>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose {

/// An array of a file by the way to it: keys of dicts, places in lists and names of modules within
/// modules, with dots between them.
struct NamedArray {
  std::string name;
  formats::Value value;
  const void* home;  // the dict that it is in, of a module's arrays the whole module
};

/// All arrays of numbers in a file, those of one number (an epoch, a loss) left out but for batch
/// counters. Of a container that is in several places the first counts. Throws DataError naming
/// `path` for more arrays than any file of weights has.
std::vector<NamedArray> arrays_in(const formats::Value& file, const std::string& path);

/// Whether an object is a NumPy random state, whose numbers are nobody's weights.
bool is_random_state(const formats::Value& object);

}  // namespace posegrad::pose
