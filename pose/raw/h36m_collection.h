#pragma once
#include <functional>
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/formats/blob.h"
#include "pose/raw/h36m_names.h"
#include "pose/raw/inventory.h"
#include "pose/raw/walk.h"

namespace posegrad::pose::raw {

/// All files of a kind: known subjects in the order of their names, then others, recordings by name.
struct H36mCollection {
  std::vector<Subject2d> subjects;  // four cameras a recording, undefined where one is missing; of
                                    // poses a single tensor
  Inventory inventory;
};

/// Reads a folder, at any height above or below the files, or an archive, one file after the other.
/// Left out with a note: S11's "Directions"; files "..._ALL", which are several videos; a second
/// file of the same recording; poses of subjects that have none. `progress` hears how many files are
/// read. Throws what walk() and `read` throw.
H36mCollection collect_h36m(
    const std::string& input, H36mKind kind,
    const std::function<Tensor(const formats::Blob& bytes, const std::string& name)>& read,
    const std::function<void(Index done)>& progress);

}  // namespace posegrad::pose::raw
