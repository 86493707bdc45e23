#pragma once
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace posegrad::pose {

/// A motion that a Kinect wrote. positions (T, 17, 3) f32: metres in the Kinect's own axes, joints
/// in the order of h36m_17.
struct KinectMotion {
  Tensor positions;
  std::vector<Index> numbers;  // of the frames, ascending: what the file names say
};

/// A folder of text files, one a frame: the number is the second field of the name between
/// underscores ("body_12.txt"), the first line a header, then a line "label x y z" for each of 24
/// joints or more. Other files than .txt are passed over. Throws IoError when the folder or a file
/// cannot be read, DataError naming file and line.
KinectMotion read_kinect_text(const std::string& folder);

}  // namespace posegrad::pose
