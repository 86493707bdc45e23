#pragma once
#include <string>
#include <utility>
#include <vector>

#include "pose/data/pose_set.h"

namespace posegrad::test {

/// Files as Human3.6M and its users have them: path and bytes.
using RawFiles = std::vector<std::pair<std::string, std::string>>;

/// Three subjects with four recordings each, whose numbers are floats in millimetres too.
pose::Positions3d some_positions();

/// The poses (T, 32, 3), metres, as S1/MyPoseFeatures/D3_Positions/Walking 1.cdf, in millimetres;
/// Photo and WalkDog have their original names. As float or as double.
RawFiles cdf_files(const pose::Positions3d& positions, bool as_double);
/// The same as .cdf.mat.
RawFiles mat_files(const pose::Positions3d& positions);
/// The same as h36m/S1/MyPoses/3D_positions/Walking 1.h5, by libhdf5.
RawFiles hdf5_files(const pose::Positions3d& positions);

/// One dataset of doubles, by libhdf5.
std::string hdf5_file(const std::string& dataset, const std::vector<Index>& shape,
                      const std::vector<double>& numbers);

/// Writes them below a folder.
void write_files(const std::string& folder, const RawFiles& files);
/// A tar archive (ustar) of them, plain and packed by gzip; a zip archive.
std::string tar_of(const RawFiles& files);
std::string tgz_of(const RawFiles& files);
void write_zip(const std::string& path, const RawFiles& files);

}  // namespace posegrad::test
