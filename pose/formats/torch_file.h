#pragma once
#include <string>

#include "pose/formats/blob.h"
#include "pose/formats/field.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// Reads what torch.save wrote, the zip format of PyTorch 1.6 and later or the older one, and
/// TorchScript archives, as data (see read_pickle): whole modules and other objects come as the
/// parts that they would be made from, a TorchScript module under the name "__torch__...". Tensors
/// and parameters become Kind::tensor, contiguous and on the CPU, whatever device they were saved
/// from; a view's items are copied out of its storage. State dicts become ordered dicts. Every
/// storage is checked against the file, every view against its storage, before anything is
/// allocated. Throws IoError "cannot open FILE: ..."; DataError naming file and cause: the tar
/// files of PyTorch before 0.1.10, anything that is not data, sizes that do not fit, files that
/// were cut short. Source: PyTorch's serialization notes.
Value torch_load(const std::string& path);
/// The same of a file that was read; `name` stands for its path in messages.
Value torch_load(const Blob& file, const std::string& name);
/// The same with its place for messages.
inline Field torch_field(const std::string& path) { return {torch_load(path), path}; }

/// Writes what every torch.load since 1.6 reads: zip, version 3, tensors contiguous, on the CPU and
/// aligned to 64 bytes. Whole or not at all; the same value gives the same bytes. From 2.6 on,
/// torch.load needs weights_only=False when there is more inside than tensors, numbers, texts and
/// containers (a RandomState). Throws IoError "cannot write FILE: ...", DataError for a tensor of a
/// type that PyTorch does not have.
void torch_save(const std::string& path, const Value& value);

/// Whether the bytes begin with the pickle of PyTorch's magic number.
bool is_torch_legacy(std::string_view begin);

/// Reads PyTorch's format before 1.6: four pickles (magic number, protocol, system, object), the
/// list of storage keys, then for each key the count of its items and the items, little endian.
Value read_torch_legacy(const Blob& file, const std::string& name);

}  // namespace posegrad::pose::formats
