#pragma once
#include "pose/formats/field.h"
#include "pose/model/checkpoint/checkpoint.h"

namespace posegrad::pose {

/// Our own key in a file, and in the metadata of a safetensors file (there as JSON).
inline constexpr const char* kOurKey = "posegrad";

/// Reads its facts into the checkpoint. Throws DataError naming the key, also for a later version.
void read_ours(const formats::Field& field, Checkpoint& checkpoint);

/// The same for the file.
formats::Value our_value(const Checkpoint& checkpoint);

}  // namespace posegrad::pose
