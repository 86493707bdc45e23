#pragma once
#include <memory>

#include "pose/wild/readers/people_reader.h"

namespace posegrad::pose::readers {

/// Frames as OpenPose writes them, {version, people: [{pose_keypoints_2d: [x, y, c, ...]}]}, which
/// other programs imitate. `program` is whose they are: "OpenPose".
std::unique_ptr<PeopleReader> openpose_reader(std::string source, std::string program);

}  // namespace posegrad::pose::readers
