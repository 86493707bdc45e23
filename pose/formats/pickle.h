#pragma once
#include <cstddef>
#include <string>

#include "pose/formats/blob.h"
#include "pose/formats/pickle_globals.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

struct Pickle {
  Value value;
  /// Bytes up to and with its end mark: files may hold several, one after another.
  std::size_t used = 0;
};

/// Reads one pickle of protocol 0 to 5, of Python 2 or 3, as data: no class is looked up, nothing
/// is called or imported. Names that are not on a short list (arrays, item types, random states,
/// OrderedDict, tensors...) are refused; with `tensors`, objects of any class are read as the parts
/// that they would be made from (Value::Kind::object). Byte strings stay bytes; a shared list or
/// dict stays shared. Memory is bounded by a multiple of the bytes given. Throws DataError "NAME:
/// pickle, byte N: ..." for anything else than data, broken files, data inside of itself and data
/// nested deeper than 1000 levels.  Source: Python's documentation of pickle and pickletools.
Pickle read_pickle(const Blob& bytes, const std::string& name, PickleTensors* tensors = nullptr);

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
