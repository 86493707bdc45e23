#pragma once
#include <array>

#include "tensor/dtype.h"

namespace posegrad::pose {

struct SameJoint {
  Index joint, keypoint;
};

/// Joints of h36m_17 that are keypoints of coco as well.
inline constexpr std::array<SameJoint, 12> kSameJoints{{{1, 12},
                                                        {2, 14},
                                                        {3, 16},
                                                        {4, 11},
                                                        {5, 13},
                                                        {6, 15},
                                                        {11, 5},
                                                        {12, 7},
                                                        {13, 9},
                                                        {14, 6},
                                                        {15, 8},
                                                        {16, 10}}};

}  // namespace posegrad::pose
