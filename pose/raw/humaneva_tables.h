#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tensor/dtype.h"

namespace posegrad::pose::raw {

inline constexpr std::size_t kHumanEvaCameras = 3;
inline constexpr std::array<std::string_view, 2> kHumanEvaSplits{"Train", "Validate"};
inline constexpr std::array<std::string_view, 3> kHumanEvaSubjects{"S1", "S2", "S3"};

/// A recording of HumanEva-I that has ground truth. Its frames from 5 on are for validation, then
/// those for training follow; both count from the start of the motion capture.
struct HumanEvaRecording {
  std::string_view subject, action;          // "S1", "Walking 1"
  Index middle, end;                         // validation [5, middle), training [middle, end)
  std::array<Index, kHumanEvaCameras> sync;  // frames of the videos before the motion capture, + 1

  auto operator<=>(const HumanEvaRecording&) const = default;
};

/// Facts of the data set's own documentation.
std::span<const HumanEvaRecording> humaneva_recordings();

/// The part of a recording that a split has.
struct HumanEvaPart {
  std::string_view split;  // "Train", "Validate"
  HumanEvaRecording recording;

  Index begin() const { return split == "Train" ? recording.middle : 5; }
  Index end() const { return split == "Train" ? recording.end : recording.middle; }
  std::string subject() const;  // "Train/S1"

  auto operator<=>(const HumanEvaPart&) const = default;
};

/// The subject that the folder of a file names: "Train/S1" of .../Train/S1/Walking_1.mat, "" for
/// another file. A folder may be an archive, names may be in any case.
std::string humaneva_subject(std::string_view path);
/// What such a file is of, unless it is none of the recordings.
std::optional<HumanEvaPart> humaneva_part(std::string_view path);

struct HumanEvaVideo {
  HumanEvaRecording recording;
  std::size_t camera;
};

/// The video that .../S1/Walking_1_(C1).avi.npz is of, or nothing.
std::optional<HumanEvaVideo> humaneva_video(std::string_view path);

}  // namespace posegrad::pose::raw
