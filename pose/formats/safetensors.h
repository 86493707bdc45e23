#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pose/formats/ndarray.h"

namespace posegrad::pose::formats {

/// What a safetensors file holds: named arrays, and texts about them ("__metadata__").
struct Safetensors {
  std::vector<std::pair<std::string, NdArray>> tensors;  // in the order of the file's header
  std::vector<std::pair<std::string, std::string>> metadata;
};

/// Whether a file may be one by its first 9 bytes: a header of a possible length that is a JSON
/// object.
bool may_be_safetensors(std::string_view begin);

/// Reads F64, F32, F16, BF16, BOOL and the integers. The tensors share the file's bytes: nothing is
/// allocated from what the header claims. Throws IoError "cannot open FILE: ..."; DataError naming
/// file and tensor: a header beyond the file or of more than 8 MiB, that is no JSON or names a key
/// twice, an unknown type, a shape that does not fit its bytes, bytes that belong to no tensor or
/// to two, files that were cut short.  Source: the format's description by Hugging Face.
Safetensors read_safetensors(const std::string& path);

/// Writes the tensors by the size of their items, largest first, so that every one is aligned, else
/// in their order. Whole or not at all; the same content gives the same bytes. Throws IoError
/// "cannot write FILE: ..."; DataError for items that the format does not have.
void write_safetensors(const std::string& path, const Safetensors& content);

}  // namespace posegrad::pose::formats
