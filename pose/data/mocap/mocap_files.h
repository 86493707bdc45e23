#pragma once
#include <optional>
#include <string>
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

/// The clips of a file; one, but for .npz files (clips_npz.h, pose_set_clips.h), which name their
/// subjects. Other files' subjects are named by
///   1. the CMU data base's file names: 35_01 is of 35;
///   2. the file's folder, unless that is `input`, the folder that the user gave;
///   3. the file's name up to the first underscore, else that folder.
/// An .amc file needs its skeleton beside it: the .asf file with which its name begins (35.asf), or
/// the only one. Where neither file nor options say so, .amc files have 120 frames a second.
/// Throws IoError, and DataError naming file and cause.
std::vector<Clip> read_mocap_file(const std::string& path, const std::string& input,
                                  const MocapOptions& options);

}  // namespace posegrad::pose::mocap
