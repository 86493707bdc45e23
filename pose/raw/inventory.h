#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose::raw {

/// What a subject lacks.
struct Missing {
  std::string subject;
  std::vector<std::string> names;
  Index count, expected;  // of units: a name may stand for several
};

/// What is said of a data set that was put together from raw files.
struct Inventory {
  std::string unit = "recording";  // or "video"
  std::vector<std::string> found;  // a line for every subject
  std::vector<Missing> missing;

  /// "S1: 26 of 30 recordings (Directions, Sitting, and 24 more); S6, S7: all". Empty when nothing
  /// is missing.
  std::string missing_text() const;

  /// Something that was left out, or is not as known. Those about the same share a line.
  void note(std::string_view about, std::string name);
  /// "left out, its video is broken: a, b", ...
  std::vector<std::string> notes() const;

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> notes_;
};

/// "Walking, Walking 1, Sitting": the first six, then how many more there are.
std::string listed(const std::vector<std::string>& names);

/// "1 frame", "62,094 frames"
std::string counted(Index count, const std::string& what);

}  // namespace posegrad::pose::raw
