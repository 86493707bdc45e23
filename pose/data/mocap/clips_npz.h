#pragma once
#include <string>
#include <vector>

#include "pose/data/mocap/clip.h"

namespace posegrad::pose::mocap {

/// Clips that are joints already: NumPy's archive with NAME.pose (T, 17, 3), h36m_17, and NAME.face
/// (T, 5, 3), nose, eyes and ears, left ones first; metres, z up, 50 frames a second. A table
/// beside it, the same name with .csv, may give subjects (columns `clip` and `subject`); for a clip
/// that is not in it, the subject is its name up to the first underscore.
/// Throws IoError "cannot open FILE: ...", DataError naming file, member and cause.
std::vector<Clip> read_clips_npz(const std::string& path);

}  // namespace posegrad::pose::mocap
