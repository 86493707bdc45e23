#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/scene/pose_space.h"
#include "pose/scene/scene.h"

namespace posegrad::pose {

/// Endings of the files that write_result knows, in upper or lower case: ".npy", ".npz", ".csv",
/// ".json".
const std::vector<std::string>& result_endings();

/// Writes the scene's first motion, whole or not at all, in the format that the ending names.
/// Numbers keep every bit: binary, or the shortest text that reads back as the same float.
///  - .npy   float32 (T, J, 3), metres, nothing else: what the reference exports
///  - .npz   positions_3d (the same), joint_names, parents (-1: root), joints_left, joints_right,
///           fps, frame_numbers (in the video, from 0), units "metres", space, title and, where the
///           scene has keypoints, keypoints_2d (T, K, 2) in pixels (NaN: not seen),
///           keypoints_layout, keypoint_names and video_size (width, height); where it has a
///           camera, up (x, y, z in camera axes, length 1), camera_orientation (w, x, y, z: turns
///           camera space to world space) and camera_position (world space, metres; only of motions
///           on a path); where feet were looked at, foot_contacts (T, 2): 1 where the left, the
///           right foot stands, else 0; then the scene's series under their names, (T,). NumPy
///           reads it without pickle.
///  - .csv   one line per frame: frame, time in seconds from the file's first pose on, then x, y, z
///           of every joint; the first line names joints and units. Not finite: an empty cell.
///  - .json  the same members as .npz, one line per frame. Not finite: null.
/// Throws ValueError for another ending, listing these, and for a scene without a motion, a rate or
/// a number per frame; ShapeError when a part has another number of frames or joints; IoError.
void write_result(const Scene& scene, const std::string& path, PoseSpace space = PoseSpace::world);

}  // namespace posegrad::pose
