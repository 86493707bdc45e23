namespace posegrad::pose {}
