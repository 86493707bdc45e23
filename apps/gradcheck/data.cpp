#include "apps/gradcheck/data.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "pose/formats/special_file.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

Tensor finite_numbers(const pose::formats::Field& field) {
  Tensor tensor = field.as_tensor(DType::f64);
  if (tensor.numel() == 0) field.fail("an array without numbers");
  for (Index e = 0; e < tensor.numel(); ++e)
    if (!std::isfinite(tensor.at(e)))
      field.fail(fmt::format("element {} is {}; finite numbers are wanted", e, tensor.at(e)));
  return tensor;
}

std::vector<std::string> names_of(const GradcheckCase& c) {
  std::vector<std::string> names;
  for (const GradcheckInput& input : c.inputs) names.push_back(input.name);
  return names;
}

}  // namespace

std::vector<nn::NamedTensor> read_arrays(const std::string& path) {
  using namespace pose::formats;
  if (path.ends_with(".npy")) return {{"", finite_numbers(Field(load_npy(path), path))}};
  pose::formats::refuse_special_file(path);
  const NpzReader file(path);
  std::vector<nn::NamedTensor> arrays;
  for (const std::string& key : file.keys())
    arrays.push_back({key, finite_numbers(file.field(key))});
  if (arrays.empty()) throw DataError(path + ": no arrays");
  return arrays;
}

std::vector<Tensor> inputs_from(const std::vector<nn::NamedTensor>& arrays, const GradcheckCase& c,
                                const std::string& path) {
  const std::vector<std::string> names = names_of(c);
  std::vector<Tensor> in_order, by_name;
  for (const nn::NamedTensor& array : arrays) in_order.push_back(array.tensor);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(arrays, name, &nn::NamedTensor::name);
    if (found != arrays.end()) by_name.push_back(found->tensor);
  }
  if (by_name.empty()) return in_order;
  if (by_name.size() == names.size()) return by_name;
  std::vector<std::string> found;
  for (const nn::NamedTensor& array : arrays) found.push_back(array.name);
  throw DataError(fmt::format("{}: holds {}; {} ({}) takes {}", path, fmt::join(found, ", "), c.op,
                              c.what, fmt::join(names, ", ")));
}

Tensor poses_from(const std::vector<nn::NamedTensor>& arrays, Index receptive_field,
                  const std::string& path) {
  if (arrays.size() != 1)
    throw DataError(
        fmt::format("{}: holds {} arrays; one of 2D poses is wanted", path, arrays.size()));
  const Tensor& poses = arrays[0].tensor;
  if (poses.rank() != 4)
    throw DataError(fmt::format("{}: the array has shape {}; (N, L, J, F) is wanted", path,
                                poses.shape().to_string()));
  if (poses.dim(1) < receptive_field)
    throw DataError(fmt::format("{}: {} frames are fewer than the receptive field of {}", path,
                                poses.dim(1), receptive_field));
  return poses;
}

}  // namespace posegrad::apps
