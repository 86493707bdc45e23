#include "pose/detections/container/hdf5_types.h"

namespace posegrad::pose::detections {
namespace {

using formats::ArrayType;

/// The smallest of 1, 2, 4 and 8 bytes that holds `size`.
std::optional<Hdf5Number> integer_of(std::size_t size, bool is_signed) {
  const auto number = [](hid_t type, ArrayType item) {
    return Hdf5Number{Hdf5Handle(H5Tcopy(type)), formats::format_of(item)};
  };
  if (size <= 1)
    return is_signed ? number(H5T_STD_I8LE, ArrayType::i1) : number(H5T_STD_U8LE, ArrayType::u1);
  if (size <= 2)
    return is_signed ? number(H5T_STD_I16LE, ArrayType::i2) : number(H5T_STD_U16LE, ArrayType::u2);
  if (size <= 4)
    return is_signed ? number(H5T_STD_I32LE, ArrayType::i4) : number(H5T_STD_U32LE, ArrayType::u4);
  if (size <= 8)
    return is_signed ? number(H5T_STD_I64LE, ArrayType::i8) : number(H5T_STD_U64LE, ArrayType::u8);
  return std::nullopt;
}

std::optional<Hdf5Number> bits_of(std::size_t size) {
  if (size == 1)
    return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_STD_B8LE)), formats::format_of(ArrayType::u1)};
  if (size == 2)
    return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_STD_B16LE)), formats::format_of(ArrayType::u2)};
  if (size == 4)
    return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_STD_B32LE)), formats::format_of(ArrayType::u4)};
  if (size == 8)
    return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_STD_B64LE)), formats::format_of(ArrayType::u8)};
  return std::nullopt;
}

}  // namespace

std::optional<Hdf5Number> hdf5_number(hid_t type, const std::string& where) {
  const std::size_t size = H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return integer_of(size, H5Tget_sign(type) == H5T_SGN_2);
    case H5T_BITFIELD:
      return bits_of(size);
    case H5T_ENUM:
      return hdf5_number(hdf5_handle(H5Tget_super(type), where, "an enumeration").id(), where);
    case H5T_FLOAT:  // half precision too: libhdf5 widens it exactly
      if (size <= 4)
        return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_IEEE_F32LE)), formats::format_of(ArrayType::f4)};
      return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_IEEE_F64LE)), formats::format_of(ArrayType::f8)};
    default:
      return std::nullopt;
  }
}

}  // namespace posegrad::pose::detections
