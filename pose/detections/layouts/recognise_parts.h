#pragma once
#include <string>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/layouts/plausibility.h"

namespace posegrad::pose::detections {

// The kinds of evidence of an order, one file each.

/// Whether the names say anything: not "0", "kp_1", "point 2".
bool has_names(const Records& records);
/// By the file's names; names that are no joints are points without a place. Throws DataError that
/// lists them when fewer than 8 joints of a body are left, for two names of one joint, and for
/// another number of names than of points.
Recognised recognise_names(const Records& records, const FoundPeople& found,
                           const std::string& source);

/// By count and plausibility among all layouts with as many points, `usual` ones first.
Recognised recognise_points(const Records& records, const FoundPeople& found,
                            const std::string& source);

/// The layout of as many points that fits clearly better than this one, which hardly fits; nullptr
/// when there is none.
const Layout* clearly_better(const Layout& layout, const FoundPeople& found);
/// Whether people would look like nobody at all under this order.
bool is_implausible(const Layout& layout, const FoundPeople& found);

/// "body_25, body_25b": what --layout can be for as many points, "" for none.
std::string names_of_count(Index points);

}  // namespace posegrad::pose::detections
