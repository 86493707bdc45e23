#pragma once
#include <string>
#include <vector>

#include "tensor/index.h"

namespace posegrad::pose {

/// Names of pictures in the order in which they follow each other.
struct PictureOrder {
  std::vector<std::string> names;
  std::vector<Index> numbers;  // of the names, ascending; empty where not just one number differs
  std::string note;            // what is odd about the numbers, empty: nothing
};

/// Orders names by the numbers in them, so that frame_9 comes before frame_10; by the alphabet
/// where no name has a number. `source` is the folder, for messages. Throws DataError, naming two
/// pictures, when names differ in more than their numbers (two series in one folder) or two have
/// the same numbers.
PictureOrder order_pictures(std::vector<std::string> names, const std::string& source);

}  // namespace posegrad::pose
