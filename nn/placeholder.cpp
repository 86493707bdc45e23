namespace posegrad {}
