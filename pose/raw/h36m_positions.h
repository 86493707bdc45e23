#pragma once
#include <functional>
#include <string>

#include "pose/data/pose_set.h"
#include "pose/raw/inventory.h"

namespace posegrad::pose::raw {

/// Where Human3.6M's 3D poses can come from; all give the same numbers.
enum class H36mSource {
  archive,  // h36m.zip of Martinez et al.: h36m/S1/MyPoses/3D_positions/Directions 1.h5
  cdf,      // the official download: S1/MyPoseFeatures/D3_Positions/Directions 1.cdf
  mat       // those, converted by MATLAB: ....cdf.mat
};

struct H36mPoses {
  Positions3d positions;  // (T, 32, 3), world space, metres; subjects as known, actions by name
  Inventory inventory;
};

/// Reads a folder, at any height above or below the files, or an archive; one file after the other.
/// S11's "Directions" is left out. `progress` hears how many recordings are read. Throws IoError;
/// DataError: no recording at all (with what is there instead), a broken file, one of another
/// shape, a number that is not finite.
H36mPoses read_h36m_positions(const std::string& input, H36mSource source,
                              const std::function<void(Index done)>& progress = {});

}  // namespace posegrad::pose::raw
