#include "pose/model/checkpoint/tensor_budget.h"

namespace posegrad::pose {
namespace {

// float16 takes twice its place in the file, packed files some times more.
constexpr std::size_t kMost = 16, kAlways = std::size_t{1} << 20;

}  // namespace

TensorBudget::TensorBudget(std::size_t file_bytes) : left_(kMost * file_bytes + kAlways) {}

Tensor TensorBudget::tensor(const formats::Field& field, DType dtype) {
  const std::size_t bytes = static_cast<std::size_t>(field.as_array().numel()) * size_of(dtype);
  if (bytes > left_) field.fail("the file names the same numbers too often");
  left_ -= bytes;
  return field.as_tensor(dtype);
}

}  // namespace posegrad::pose
