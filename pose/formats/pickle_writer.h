#pragma once
#include <string>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// Takes the numbers of tensors out of the pickle, as PyTorch's files want it.
class PickleStorages {
 public:
  virtual ~PickleStorages() = default;
  /// Takes an array and returns the key of the storage that holds exactly its items.
  virtual std::string store(const NdArray& array) = 0;
};

/// The value as a pickle of protocol 2 (any Python) or 3 (Python 3 only, half the size for arrays).
/// Module names are NumPy 1's, which NumPy 2 knows as well. Shared values stay shared; the same
/// value gives the same bytes. Throws DataError for a tensor without `storages`, an item beyond 4
/// GiB and data nested deeper than 1000 levels.
std::string write_pickle(const Value& value, int protocol = 2, PickleStorages* storages = nullptr);

}  // namespace posegrad::pose::formats
