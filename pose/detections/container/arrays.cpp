#include "pose/detections/container/arrays.h"

#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "pose/formats/torch_file.h"
#include "pose/formats/zip_reader.h"

namespace posegrad::pose::detections {

using formats::Value;

namespace {

/// All together: members may lie about what they share.
void take_members(const formats::ZipReader& zip, const NamedBytes& file, Budget& budget) {
  std::uint64_t total = 0;
  for (const std::string& name : zip.names())
    if (__builtin_add_overflow(total, zip.open(name)->remaining(), &total))
      total = ~std::uint64_t{0};
  budget.take_unpacked(file.bytes.size(), total, file.path);
}

}  // namespace

Value read_npz_arrays(const NamedBytes& file, Budget& budget) {
  formats::ZipReader zip(file.bytes, file.path);
  take_members(zip, file, budget);
  const formats::NpzReader npz(std::move(zip));
  Value arrays = Value::dict();
  for (const std::string& key : npz.keys()) arrays.set(key, npz.field(key).value());
  return arrays;
}

Value read_torch_value(const NamedBytes& file, Budget& budget) {
  if (formats::is_zip_bytes(file.bytes.view()))
    take_members(formats::ZipReader(file.bytes, file.path), file, budget);
  return formats::torch_load(file.bytes, file.path);
}

Value read_npy_array(const NamedBytes& file) {
  formats::BlobSource source(file.bytes, file.path);
  return formats::read_npy(source).unwrapped();
}

}  // namespace posegrad::pose::detections
