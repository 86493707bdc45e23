#pragma once
#include <string>

#include "pose/scene/scene.h"
#include "pose/wild/ground/ground_motion.h"
#include "pose/wild/kinect_text.h"
#include "pose/wild/people.h"
#include "pose/wild/pretrained.h"
#include "pose/wild/reconstruct.h"

namespace posegrad::pose {

/// One person of a video as a scene, beside the keypoints that it was made from.
///
/// Where the reconstruction says which way is up, or `known` does, that decides, and the scene has
/// its camera: a motion of Human3.6M's joints on a path goes through stand_on_ground, another one
/// is turned upright and its lowest point put on the floor. Else the camera is taken to be nearly
/// level (usual_orientation) and the scene has none.
Scene wild_scene(const std::string& title, const PersonTrack& person, const PretrainedModel& model,
                 const Reconstruction& reconstruction, const VideoSize& size, double fps,
                 const KnownTilt& known = {});

/// Another model's poses of the same person beside them, with the distance to the first motion.
/// Both are seen by the scene's camera; where it is known and poses have no path, they are put on
/// that of the first motion. Throws DataError unless both models have the same skeleton.
void add_reconstruction(Scene& scene, const PretrainedModel& model,
                        const Reconstruction& reconstruction);

/// "camera: looks 12.3 degrees down, turned 0.8 degrees clockwise, 1.52 m above the floor"; empty
/// where the scene has none.
std::string camera_remark(const Scene& scene);

/// What a Kinect saw of the same person, frame by frame, moved onto the first motion by the
/// similarity that fits video frame `align` best (not said: the first one that both have). Throws
/// DataError, naming `source`, when they have no frame or not that frame in common, or the skeleton
/// is not Human3.6M's.
void add_kinect(Scene& scene, const KinectMotion& kinect, const std::string& source,
                std::optional<Index> align);

}  // namespace posegrad::pose
