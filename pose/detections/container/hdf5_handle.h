#pragma once
#include <string>
#include <utility>

#include <fmt/format.h>
#include <hdf5.h>

#include "tensor/error.h"

namespace posegrad::pose::detections {

/// An identifier of libhdf5 of any kind that gives itself back.
class Hdf5Handle {
 public:
  Hdf5Handle() = default;
  explicit Hdf5Handle(hid_t id) : id_(id) {}
  ~Hdf5Handle() {
    if (id_ >= 0) H5Idec_ref(id_);
  }
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }

  hid_t id() const noexcept { return id_; }
  explicit operator bool() const noexcept { return id_ >= 0; }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

/// A new identifier. Throws DataError "WHERE: broken HDF5: WHAT cannot be read" when there is none.
inline Hdf5Handle hdf5_handle(hid_t id, const std::string& where, std::string_view what) {
  if (id < 0) throw DataError(fmt::format("{}: broken HDF5: {} cannot be read", where, what));
  return Hdf5Handle(id);
}

/// The same for calls that give a status or a number.
template <class Number>
Number hdf5_checked(Number result, const std::string& where, std::string_view what) {
  if (result < 0) throw DataError(fmt::format("{}: broken HDF5: {} cannot be read", where, what));
  return result;
}

}  // namespace posegrad::pose::detections
