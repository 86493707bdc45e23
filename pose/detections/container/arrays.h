#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/named_bytes.h"
#include "pose/formats/blob.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// An npz file: dict of what its members hold, without ".npy", in their order; an object array of
/// rank 0 (how NumPy stores a dict) is what it holds, a member that is no npy file bytes. Throws
/// DataError naming file and member.
formats::Value read_npz_arrays(const NamedBytes& file, Budget& budget);

/// What torch.save wrote. Throws DataError naming the file.
formats::Value read_torch_value(const NamedBytes& file, Budget& budget);

formats::Value read_npy_array(const NamedBytes& file);

/// Whether bytes begin and end as a pickle does, of protocol 2 to 5, or of 0 or 1, which have no
/// mark of their own.
bool looks_like_pickle(std::string_view bytes);

/// All pickles of a file, one after another, as plain data and arrays: nothing is executed (see
/// read_pickle). Throws DataError naming the file and the byte, for classes with their name.
std::vector<formats::Value> read_pickles(const formats::Blob& bytes, const std::string& name);

}  // namespace posegrad::pose::detections
