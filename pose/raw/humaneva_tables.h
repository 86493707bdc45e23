#pragma once
#include <array>
#include <span>
#include <string_view>

#include "tensor/dtype.h"

namespace posegrad::pose::raw {

inline constexpr Index kHumanEvaCameras = 3;

/// A recording of HumanEva-I that has ground truth. Its frames from 5 on are for validation, then
/// those for training follow; both count from the start of the motion capture.
struct HumanEvaRecording {
  std::string_view subject, action;          // "S1", "Walking 1"
  Index middle, end;                         // validation [5, middle), training [middle, end)
  std::array<Index, kHumanEvaCameras> sync;  // frames of the videos before the motion capture, + 1
};

/// Facts of the data set's own documentation.
std::span<const HumanEvaRecording> humaneva_recordings();

/// The part of a recording that a split has.
struct HumanEvaPart {
  std::string_view split;  // "Train", "Validate"
  HumanEvaRecording recording;

  Index begin() const { return split == "Train" ? recording.middle : 5; }
  Index end() const { return split == "Train" ? recording.end : recording.middle; }
};

}  // namespace posegrad::pose::raw
