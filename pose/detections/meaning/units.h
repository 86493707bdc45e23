#pragma once
#include <optional>
#include <string>

#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// Whether coordinates are pixels or fractions of the picture, by the people whose points were
/// found. A person is tiny when half of the points or more lie within -1.6 to 1.6 and none beyond
/// 10: nobody can be seen in three pixels.
///
///   evidence                              decision
///   --units                               as it says; refused when all people contradict
///   all are tiny, 25 % below 0 or more    refused: -1 to 1, as networks take them, or metres
///   all are tiny                          fractions, also where the format states pixels
///   none is                               pixels; refused where the format states fractions
///   some are                              refused, with a place of each
///   none, all within 0 to 100, in         refused where they are spread over the half of it:
///     pictures of more than 300 pixels      percentages; else pixels, with a note
///     a side
struct UnitsOptions {
  std::optional<Units> told = {};
  std::optional<VideoSize> size = {};  // of the pictures, where it is known
};

struct UnitsFound {
  Units units = Units::pixels;
  std::optional<NumberRange> x, y;  // of found points, in the file's units
  Decision decision;
};

/// Throws DataError "SOURCE: ..." that names --units where it refuses, and --size where fractions
/// need one.
UnitsFound decide_units(const Records& records, const UnitsOptions& options,
                        const std::string& source);

/// Turns parts of `size`, `whole` of which make all of it (1 or 100), into pixels: points, and the
/// boxes that are such parts as well.
void to_pixels(Records& records, const VideoSize& size, double whole = 1);

}  // namespace posegrad::pose::detections
