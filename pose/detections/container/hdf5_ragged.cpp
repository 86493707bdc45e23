#include "pose/detections/container/hdf5_ragged.h"

#include "pose/detections/container/hdf5_memory.h"
#include "pose/detections/container/hdf5_types.h"

namespace posegrad::pose::detections {

using formats::Value;

std::optional<Value> read_hdf5_ragged(const Hdf5Data& data, const Hdf5Column& column, hid_t type,
                                      hid_t space, const std::vector<Index>& shape,
                                      Budget& budget) {
  const Hdf5Handle base = hdf5_handle(H5Tget_super(type), data.where, "its type");
  const auto number = hdf5_number(base.id(), data.where);
  if (!number) return std::nullopt;
  const auto count = static_cast<std::size_t>(formats::count_items(shape));
  budget.take_values(count, data.where);
  const Hdf5Handle leaf = hdf5_handle(H5Tvlen_create(number->memory.id()), data.where, "its type");
  const Hdf5Handle memory = hdf5_column_type(column, leaf.id(), data.where);
  std::vector<hvl_t> rows(count);
  const Hdf5Memory owner(data, memory.id(), space, rows.data(), budget);
  std::vector<Value> arrays;
  arrays.reserve(count);
  for (const hvl_t& row : rows) {
    const std::size_t bytes = row.len * number->format.size;
    budget.take_bytes(bytes, data.where);
    arrays.emplace_back(
        formats::NdArray(number->format, {static_cast<Index>(row.len)},
                         formats::Blob::copy_of({static_cast<const char*>(row.p), bytes})));
  }
  return Value::list(std::move(arrays));
}

}  // namespace posegrad::pose::detections
