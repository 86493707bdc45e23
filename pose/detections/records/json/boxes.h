#pragma once
#include <array>
#include <optional>

#include "pose/detections/records/json/values.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// What four numbers of a box are.
enum class BoxForm {
  corner_and_size,  // left, top, width, height
  corners,          // left, top, right, bottom; open where a box of the file cannot be that: some
                    // write width and height where the tool itself has the other corner
  open              // whichever holds the points better, over the whole file
};

struct ReadBox {
  std::array<double, 4> sides{};
  bool is_open = false;  // `sides` may be in either form
};

/// Four numbers or more (the others are left out), also in a list of their own, or a dict: {x1, y1,
/// x2, y2}, {xmin, ymin, xmax, ymax}, {left, top, right, bottom | width, height}. Nothing when one
/// is missing, or a dict has other keys ({x, y, width, height} has a corner or the centre). Throws
/// DataError that names the place: something else, a negative size.
std::optional<ReadBox> read_box(const formats::Field& box, BoxForm form);

/// How many points are in a box of corners, and were it one of a corner and a size.
struct BoxVotes {
  std::size_t corners = 0, corner_and_size = 0;
};
BoxVotes votes_of(const RawPerson& person);

/// Whether corners are of a negative size.
bool has_negative_size(const std::array<double, 4>& corners);

std::array<double, 4> corners_of(const std::array<double, 4>& corner_and_size);

}  // namespace posegrad::pose::detections
