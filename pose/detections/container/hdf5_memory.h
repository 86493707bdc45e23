#pragma once
#include <cstdint>

#include "pose/detections/container/hdf5_data.h"

namespace posegrad::pose::detections {

/// Content of any length that libhdf5 allocates while it reads: bounded by the budget, and freed
/// with this.
class Hdf5Memory {
 public:
  /// Fills `into`, an array of pointers or of hvl_t as `memory` says, for every item of `space`.
  /// Throws DataError.
  Hdf5Memory(const Hdf5Data& data, hid_t memory, hid_t space, void* into, Budget& budget);
  ~Hdf5Memory();
  Hdf5Memory(const Hdf5Memory&) = delete;
  Hdf5Memory& operator=(const Hdf5Memory&) = delete;

 private:
  static void* allocate(std::size_t size, void* self);
  static void release(void* memory, void* self);

  hid_t memory_, space_;
  void* into_;
  Hdf5Handle transfer_;
  std::uint64_t left_, used_ = 0;
  bool is_over_ = false;
};

}  // namespace posegrad::pose::detections
