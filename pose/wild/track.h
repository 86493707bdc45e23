#pragma once
#include <optional>
#include <span>
#include <vector>

#include "pose/detections/detections.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

/// Minimum-cost assignment of rows to columns: the column of each row, each column at most once, so
/// that the sum of cost[row, column] is least. All of the smaller side are assigned; a row that is
/// left over has -1. cost (rows, columns) row by row, finite. Throws ValueError for another number
/// of costs, or one that is not finite. O(n^2 m) for n <= m.
/// Source: shortest augmenting paths, Jonker and Volgenant 1987.
std::vector<Index> assign(std::span<const double> cost, Index rows, Index columns);

struct TrackingOptions {
  double fps = 25;               // frames a second of the detections
  double longest_absence = 2;    // seconds after which somebody who comes back is somebody new
  bool detector_tracks = false;  // take the detector's own numbers instead of linking
};

/// One person through the frames.
struct Track {
  struct Place {
    Index frame;   // index into Detections::frames
    Index person;  // index into that frame's people
  };
  std::vector<Place> places;             // by frame, at least one
  double score_sum = 0;                  // frames x mean score
  std::optional<Index> detector_number;  // where these are taken

  Index first() const { return places.front().frame; }
  Index last() const { return places.back().frame; }
  Index frames() const { return static_cast<Index>(places.size()); }
};

/// Links people over frames: each is expected where its joints were, moved on with a constant
/// velocity; people and expectations are paired so that the sum of their differences is least. A
/// difference is the mean distance of the joints as a part of the body's size, and how little the
/// boxes around the joints overlap. The track of the largest score_sum comes first. Throws
/// DataError when detector_tracks is asked for and nobody has a number.
std::vector<Track> track_people(const Detections& detections, const TrackingOptions& options = {});

}  // namespace posegrad::pose
