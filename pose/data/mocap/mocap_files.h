#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pose/data/mocap/clip.h"
#include "pose/data/mocap/rig.h"

namespace posegrad::pose::mocap {

struct MocapOptions {
  std::optional<Rig> rig = {};  // nothing: recognised by its joints
  double fps = 0;               // of the files; 0: as they say
};

/// Files of motion capture at a path: itself, or those below a folder (.bvh, .amc, .npz), sorted.
/// Throws IoError when there are none.
std::vector<std::string> mocap_files(const std::string& path);

/// The clips of a file; one, but for .npz files (read_clips_npz, read_pose_set), which name their
/// subjects. Other files' subjects are named by
///   1. the CMU data base's file names: 35_01 is of 35;
///   2. the file's folder, unless that is `input`, the folder that the user gave;
///   3. the file's name up to the first underscore, else that folder.
/// An .amc file needs its skeleton beside it: the .asf file with which its name begins (35.asf), or
/// the only one. Where neither file nor options say so, .amc files have 120 frames a second.
/// Throws IoError, and DataError naming file and cause.
std::vector<Clip> read_mocap_file(const std::string& path, const std::string& input,
                                  const MocapOptions& options);

/// Clips that are joints already: NumPy's archive with NAME.pose (T, 17, 3), h36m_17, and NAME.face
/// (T, 5, 3), nose, eyes and ears, left ones first; metres, z up, 50 frames a second. A table
/// beside it, the same name with .csv, may give subjects (columns `clip` and `subject`); for a clip
/// that is not in it, the subject is its name up to the first underscore.
/// Throws IoError "cannot open FILE: ...", DataError naming file, member and cause.
std::vector<Clip> read_clips_npz(const std::string& path);

/// Whether a NumPy archive is a data set of 3D poses: it has `positions_3d`.
bool is_pose_set(const std::string& path);

/// The recordings of a data set in Human3.6M's layout (32 joints, or the 17 that are left of them;
/// read_positions_3d), 50 frames a second, or of one of ours (22 points). Where there is no face,
/// it is put on the head as far as joints show it. Throws as read_positions_3d, and DataError for
/// another number of joints.
std::vector<Clip> read_pose_set(const std::string& path);

/// Whose motion a clip is: its name up to the first underscore ("35_01" is of "35"); the whole name
/// when there is none or nothing before it.
std::string subject_of_name(std::string_view clip);

/// Whose motion the file of a clip is, `input` being the file or folder that the user gave:
///   1. NUMBER_NUMBER, as the CMU data base names its files: the first number;
///   2. the name of the file's folder, unless that is `input`;
///   3. the file's name up to the first underscore, or the name of that folder without one.
std::string subject_of_file(const std::string& path, const std::string& input);

}  // namespace posegrad::pose::mocap
