#include "pose/detections/container/hdf5_memory.h"

#include <cstdlib>

namespace posegrad::pose::detections {

Hdf5Memory::Hdf5Memory(const Hdf5Data& data, hid_t memory, hid_t space, void* into, Budget& budget)
    : memory_(memory), space_(space), into_(into), left_(budget.bytes_left()) {
  // Attributes are read without such properties; they are few and small.
  transfer_ = hdf5_handle(H5Pcreate(H5P_DATASET_XFER), data.where, "its content");
  if (!data.is_attribute)
    hdf5_checked(H5Pset_vlen_mem_manager(transfer_.id(), allocate, this, release, this), data.where,
                 "its content");
  try {
    data.read(memory, transfer_.id(), into);
  } catch (const DataError&) {
    H5Dvlen_reclaim(memory_, space_, transfer_.id(), into_);
    if (is_over_) budget.take_bytes(left_ + 1, data.where);
    throw;
  }
  budget.take_bytes(used_, data.where);
}

Hdf5Memory::~Hdf5Memory() { H5Dvlen_reclaim(memory_, space_, transfer_.id(), into_); }

void* Hdf5Memory::allocate(std::size_t size, void* self) {
  auto& memory = *static_cast<Hdf5Memory*>(self);
  if (size > memory.left_ - memory.used_) {
    memory.is_over_ = true;
    return nullptr;
  }
  memory.used_ += size;
  return std::malloc(size);
}

void Hdf5Memory::release(void* memory, void*) { std::free(memory); }

}  // namespace posegrad::pose::detections
