#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace posegrad::pose::detections {

/// How many numbers each point of flat lists has: 2 (x, y), 3 (x, y, score or depth) or 4 (x, y,
/// depth, score). Where several divide the lists, a column of small numbers beside large ones is
/// one of scores; else the one that gives a number of joints that some layout has. `joints`: their
/// number where the file says it elsewhere, or --layout. Throws DataError "SOURCE: ..." when it
/// stays open.
int flat_width(std::span<const std::vector<double>* const> lists, std::optional<std::size_t> joints,
               const std::string& source);

}  // namespace posegrad::pose::detections
