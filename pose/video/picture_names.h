#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"

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

/// A file name that stands for many, as ffmpeg takes it: one number as printf writes it
/// ("frame_%05d.jpg", "%%" is a percent sign), or with the shell's * and ? ("frame_*.jpg").
class PicturePattern {
 public:
  /// name: without its folder. Nothing when it is no pattern.
  static std::optional<PicturePattern> parse(std::string_view name);

  bool matches(const std::string& name) const;

 private:
  bool matches_number(std::string_view name) const;

  std::string wildcards_;        // empty: a number
  std::string before_, behind_;  // the number
  std::size_t digits_ = 0;       // at least so many, by zeros
};

}  // namespace posegrad::pose
