#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "pose/smoothing/butterworth.h"
#include "pose/smoothing/gaussian.h"
#include "pose/smoothing/one_euro.h"
#include "pose/smoothing/savitzky_golay.h"

namespace posegrad::pose {

/// The motion as it is.
struct NoFilter {
  bool operator==(const NoFilter&) const = default;
};

using SmoothingChoice = std::variant<NoFilter, Butterworth, OneEuro, SavitzkyGolay, Gaussian>;

/// What parse_smoothing takes, in a line: "butterworth[:6Hz[:ORDER]], one-euro[:CUTOFF[:GROWTH]],
/// savgol[:15 or :0.25s[:ORDER]], gaussian[:0.03s], none".
std::string smoothing_forms();

/// One of these forms; what is left out is as the filter's struct has it:
///   butterworth:6Hz:4    0.01 to 1000 Hz; order 2, 4, 6 or 8
///   one-euro:3:10        Hz at rest, 0.01 to 1000; Hz more for each metre a second, 0 to 1000
///   savgol:15:3          an odd number of frames, 1 to 1001, or seconds, as 0.25s, at most 2;
///                        order 0 to 9 and below the frames
///   gaussian:0.03s       seconds, at most 1; "0.03" too
///   none
/// Throws ValueError naming the text, the part that is wrong, what is wanted there and the forms.
SmoothingChoice parse_smoothing(std::string_view text);

/// A form that parse_smoothing reads back as the same choice.
std::string to_string(const SmoothingChoice& choice);

/// Whether later frames change earlier ones.
bool looks_ahead(const SmoothingChoice& choice);

/// Why smooth() leaves such a motion as it is, in words that name the filter and what it lacks; ""
/// where it filters, and for "none".
std::string why_not_smoothed(const SmoothingChoice& choice, double fps, Index frames);

/// Motion (T, J, C) f32 at fps frames a second after the filter. Runs of finite frames are filtered
/// on their own, NaN stays NaN. A motion stays as it is where why_not_smoothed says why: no
/// exception for a rate that is too low for a cutoff. metres: length of the motion's unit, which
/// OneEuro alone asks for. Throws ShapeError, DTypeError; ValueError for a rate that is not
/// positive.
Tensor smooth(const Tensor& motion, double fps, const SmoothingChoice& choice, double metres = 1);

}  // namespace posegrad::pose
