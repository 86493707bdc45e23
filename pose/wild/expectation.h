#pragma once
#include <vector>

#include "pose/detections/detections.h"

namespace posegrad::pose {

/// Where a person who was seen before is expected next.
class Expectation {
 public:
  Expectation(const DetectedPerson& person, Index frame);

  /// Takes what was seen at a later frame.
  void update(const DetectedPerson& person, Index frame);

  /// How a person differs from what is expected at `frame`, 0 for exactly that: mean distance of
  /// the joints in body sizes plus a part of 1 - overlap. `longest` bounds the frames that motion
  /// is carried on for. Infinite when no joint can be compared.
  double difference(const DetectedPerson& person, Index frame, double longest) const;

  Index last_frame() const { return frame_; }
  Index times_seen() const { return times_seen_; }

 private:
  struct Point {
    double x = 0, y = 0;
  };
  /// The joints that are both known and found, at the places where they are expected and seen.
  struct Pairs {
    std::vector<Point> expected, seen;
  };
  Point moved(std::size_t joint, double frames) const;
  Pairs pairs(const DetectedPerson& person, double frames) const;

  std::vector<Point> joints_;  // as last seen; one that was hidden has been moved with the body
  std::vector<bool> is_known_;
  Point velocity_;   // pixels a frame
  double size_ = 1;  // pixels
  Index frame_ = 0, times_seen_ = 1;
};

}  // namespace posegrad::pose
