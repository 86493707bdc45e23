namespace posegrad::apps {}
