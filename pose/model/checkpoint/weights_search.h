#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose {

/// The arrays of one temporal model in a file, by the names that VideoPose3D gives them and in a
/// model's own order.
struct FoundModel {
  std::string key;  // in front of the names: "model_pos.module", "" where they are bare
  std::vector<std::pair<std::string, formats::Value>> arrays;
};

struct FoundModels {
  FoundModel poses;
  std::optional<FoundModel> path;  // of the root
};

/// Finds the temporal models among everything that a file of weights holds: groups of arrays that
/// are called expand_conv.weight, layers_conv.0.weight... (or as MMPose calls them) behind the same
/// words, whatever these are: keys of dicts, prefixes of names, modules within modules. Of several
/// groups, those whose key says "traj" and those of a single joint are the root's path; among the
/// others "model_pos" is preferred. Throws DataError naming `path`: when there is no such group,
/// with what is there instead; naming both, when two fit and nothing tells them apart; naming the
/// array, when a group has another one than a temporal model's.
FoundModels find_models(const formats::Value& file, const std::string& path);

/// Objects of classes that are not known, beside the models in the file's dict, one text each: "cfg
/// (mmcv.utils.config.Config)". Their content was not read.
std::vector<std::string> objects_beside(const formats::Value& file, const FoundModels& models);

}  // namespace posegrad::pose
