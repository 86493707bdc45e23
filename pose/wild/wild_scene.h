#pragma once
#include <string>

#include "pose/scene.h"
#include "pose/wild/kinect_text.h"
#include "pose/wild/people.h"
#include "pose/wild/pretrained.h"

namespace posegrad::pose {

/// One person of a video as a scene: their poses (T, J, 3) in camera space, stood up and set on the
/// floor, beside the keypoints that they were made from.
Scene wild_scene(const std::string& title, const PersonTrack& person, const PretrainedModel& model,
                 const Tensor& poses, const VideoSize& size, double fps);

/// Another model's poses of the same person beside them, with the distance to the first motion.
/// Throws DataError unless both models have the same skeleton.
void add_reconstruction(Scene& scene, const PretrainedModel& model, const Tensor& poses);

/// What a Kinect saw of the same person, frame by frame, moved onto the first motion by the
/// similarity that fits video frame `align` best (not said: the first one that both have). Throws
/// DataError, naming `source`, when they have no frame or not that frame in common, or the skeleton
/// is not Human3.6M's.
void add_kinect(Scene& scene, const KinectMotion& kinect, const std::string& source,
                std::optional<Index> align);

}  // namespace posegrad::pose
