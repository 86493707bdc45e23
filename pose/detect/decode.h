#pragma once
#include <vector>

#include "pose/detect/movenet.h"
#include "pose/detections/detections.h"

namespace posegrad::pose {

/// People in a picture as the network puts them: x and y are shares of the picture's width and
/// height (0..1 within it), as in the published models' outputs.
struct DecodedPerson {
  std::vector<DetectedKeypoint> keypoints;  // 17, in COCO's order
  double score = 0;
  Box box;  // of all keypoints, or as MultiPose says
};

/// The one person that maps of one picture show best, whoever it is and however badly; the score is
/// the mean of the keypoints'. Of Lightning and Thunder.
DecodedPerson decode_person(const MovenetMaps& maps, const Movenet& network);

/// Up to 6 people, the surest first; the last ones may be nobody, with scores near 0. Of MultiPose.
std::vector<DecodedPerson> decode_people(const MovenetMaps& maps, const Movenet& network);

}  // namespace posegrad::pose
