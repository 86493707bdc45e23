#include "pose/wild/doubt/doubt_notes.h"

#include <cmath>

#include <fmt/format.h>

namespace posegrad::pose {
namespace {

constexpr double kManySmall = 0.1;
// Nobody is seen in two pixels; a person who fills the picture is 1 high in fractions of it.
constexpr double kLargestFraction = 2;
// Seconds: a step takes as long, and a straight line between its ends is no step.
constexpr double kLongGap = 0.5;
constexpr double kManyInterpolated = 0.05, kManyNotFound = 0.15;
// Of the training's own poses 1 % are unknown by definition.
constexpr double kManyUnknown = 0.1, kManyRare = 0.5;
// Measured on 40 views of motion capture: the mean error of a clip in mm is about 22 + 400 times
// the variation (correlation 0.9), 80 mm here.
constexpr double kMuchVariation = 0.15;
// Sound keypoints are missed by 0.01 to 0.03, swapped or jumping ones by 0.06 to 0.2.
constexpr double kFarOff = 0.05;

int percent(double share) { return static_cast<int>(std::lround(100 * share)); }

}  // namespace

std::vector<std::string> notes_about(const DoubtfulShares& shares, bool may_be_several) {
  std::vector<std::string> notes;
  const auto say = [&notes]<class... Arguments>(fmt::format_string<Arguments...> text,
                                                Arguments&&... arguments) {
    notes.push_back("Note: " + fmt::format(text, std::forward<Arguments>(arguments)...));
  };
  if (shares.small > kManySmall)
    say("the person is smaller than {} pixels in {} % of the frames: one pixel is several "
        "centimetres of the person{}",
        kSmallPerson, percent(shares.small),
        shares.tallest <= kLargestFraction ? "; are the keypoints fractions of the picture?" : "");

  const Interpolated& made_up = shares.interpolated;
  if (made_up.frames > kManyInterpolated || made_up.longest > kLongGap)
    say("{} % of the frames are interpolated, up to {:.2g} s in a row", percent(made_up.frames),
        made_up.longest);
  // Where nothing was found at all, the line about the scores says it.
  if (made_up.keypoints > kManyNotFound && made_up.keypoints < 1)
    say("{} % of the keypoints were not found and are interpolated", percent(made_up.keypoints));

  constexpr const char* kTurned = "is the picture turned, or the joints' order another? (--layout)";
  if (shares.unknown > kManyUnknown)
    say("{} % of the poses are unlike those that the model was trained with; {}",
        percent(shares.unknown), kTurned);
  else if (shares.rare > kManyRare)
    say("{} % of the poses are rare among those that the model was trained with; {}",
        percent(shares.rare), kTurned);
  if (shares.limb_variation > kMuchVariation)
    say("arms and legs change their length by {} %, so the model is not sure of these poses",
        percent(shares.limb_variation));
  if (shares.missed > kFarOff)
    say("the poses miss the keypoints by {} % of the person's size; do these jump between "
        "people{}, or is the joints' order another? (--layout)",
        percent(shares.missed), may_be_several ? " (--person 1)" : "");
  return notes;
}

}  // namespace posegrad::pose
