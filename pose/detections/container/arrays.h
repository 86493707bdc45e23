#pragma once
#include "pose/detections/container/budget.h"
#include "pose/detections/container/bytes.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// An npz file: dict of what its members hold, without ".npy", in their order; an object array of
/// rank 0 (how NumPy stores a dict) is what it holds, a member that is no npy file bytes. Throws
/// DataError naming file and member.
formats::Value read_npz_arrays(const NamedBytes& file, Budget& budget);

/// What torch.save wrote. Throws DataError naming the file.
formats::Value read_torch_value(const NamedBytes& file, Budget& budget);

formats::Value read_npy_array(const NamedBytes& file);

}  // namespace posegrad::pose::detections
