#pragma once
#include <span>
#include <string>

#include "apps/options/table.h"

namespace posegrad::apps {

/// What the commands that prepare a published data set from its raw files can be told.
struct PrepareRawOptions {
  // h36m: one of the three.
  std::string from_archive, from_source, from_source_mat;
  // h36m-2d: one of the three.
  std::string input, pretrained, fine_tuned;
  // humaneva
  std::string converted, detections;

  std::string name;           // of the keypoints, where detections are read: data_2d_h36m_NAME.npz
  std::string data = "data";  // folder of the data set
  bool allow_missing = false;
  bool help = false;

  /// DATA/data_2d_SET_KEYPOINTS.npz
  std::string keypoints_path(const std::string& set, const std::string& keypoints) const;
  std::string positions_path(const std::string& set) const;
};

/// The options of `posegrad prepare h36m` and its like, checked. Throw UsageError.
PrepareRawOptions parse_prepare_h36m_options(std::span<const std::string> arguments);
PrepareRawOptions parse_prepare_h36m_2d_options(std::span<const std::string> arguments);
PrepareRawOptions parse_prepare_humaneva_options(std::span<const std::string> arguments);

}  // namespace posegrad::apps
