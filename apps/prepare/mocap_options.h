#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// What `posegrad prepare mocap` can be told.
struct PrepareMocapOptions {
  std::string input;          // a file or a folder
  std::string name;           // of data_3d_mocap_NAME.npz
  std::string data = "data";  // its folder
  std::string rig;            // mapping file; empty: recognised
  double fps = 0;             // 0: as the files say
  bool help = false;

  /// Where the data set goes.
  std::string output_path() const;
};

/// The options of `posegrad prepare mocap ARGUMENTS`, checked. Throws UsageError.
PrepareMocapOptions parse_prepare_mocap_options(std::span<const std::string> arguments);

}  // namespace posegrad::apps
