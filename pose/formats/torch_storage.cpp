#include "pose/formats/torch_storage.h"

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

namespace {

struct Row {
  ArrayType type;
  std::string_view name;
};

constexpr Row kClasses[] = {{ArrayType::f4, "Float"},      {ArrayType::f8, "Double"},
                            {ArrayType::f2, "Half"},       {ArrayType::i8, "Long"},
                            {ArrayType::bf16, "BFloat16"}, {ArrayType::i4, "Int"},
                            {ArrayType::i2, "Short"},      {ArrayType::i1, "Char"},
                            {ArrayType::u1, "Byte"},       {ArrayType::b1, "Bool"}};

}  // namespace

std::string storage_class(ArrayType type) {
  for (const Row& row : kClasses)
    if (row.type == type) return fmt::format("torch.{}Storage", row.name);
  throw DataError(fmt::format("{} is not a type of PyTorch's tensors", name_of(type)));
}

ArrayType storage_type(std::string_view class_name) {
  for (const Row& row : kClasses)
    if (class_name == fmt::format("torch.{}Storage", row.name)) return row.type;
  throw DataError(fmt::format("'{}' is not a storage of tensors", printable(class_name)));
}

}  // namespace posegrad::pose::formats
