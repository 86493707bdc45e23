#pragma once
#include <map>
#include <string>
#include <utility>

#include "pose/wild/detections.h"

namespace posegrad::pose::readers {

/// Puts people into frames that come in any order, before it is known how many frames there are.
class FrameCollector {
 public:
  /// A frame that the detector looked at, with or without people. Throws DataError "WHERE: ..." for
  /// a number below 0.
  void see(Index frame, const std::string& where);
  void add(Index frame, DetectedPerson person, const std::string& where);
  bool has(Index frame) const { return frames_.contains(frame); }
  bool empty() const { return frames_.empty(); }

  /// Hands the frames over, those between the first and the last that were not seen as empty ones.
  /// Throws DataError "SOURCE: ..." when that is more than two million.
  void move_into(Detections& detections);

 private:
  std::map<Index, DetectedFrame> frames_;
};

}  // namespace posegrad::pose::readers
