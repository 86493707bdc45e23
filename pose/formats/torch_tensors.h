#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/ndarray.h"
#include "pose/formats/pickle_globals.h"

namespace posegrad::pose::formats {

/// "torch.FloatStorage"... Throws DataError for an item type that PyTorch does not have.
std::string storage_class(ArrayType type);

/// The other way; throws DataError for an unknown class.
ArrayType storage_type(std::string_view class_name);

/// The tensors of one PyTorch file while it is read. The pickle names storages and views of them;
/// the numbers come from elsewhere, in the older format only after the pickle. So tensors are
/// announced first and filled by finish().
class TorchTensors final : public PickleTensors {
 public:
  struct Storage {
    ArrayType type = ArrayType::f4;
    Index numel = 0;
    Blob data;
    std::size_t bytes() const { return static_cast<std::size_t>(numel) * format_of(type).size; }
  };

  /// `file_size` bounds what storages and views can hold together.
  explicit TorchTensors(std::size_t file_size) : file_size_(file_size) {}

  Value storage(const Value& id) override;
  Value tensor(const std::vector<Value>& arguments) override;

  /// By key, without their data at first.
  std::map<std::string, Storage>& storages() noexcept { return storages_; }

  /// Fills the tensors. Throws DataError for a view that reaches beyond its storage, or that names
  /// items twice.
  void finish();

 private:
  struct View {
    Value tensor;
    std::string key;
    Index offset = 0;
    std::vector<Index> shape, strides;
  };
  NdArray array_of(const View& view);

  std::size_t file_size_;
  std::size_t stored_ = 0, copied_ = 0;  // bytes
  std::map<std::string, Storage> storages_;
  std::vector<View> views_;
};

}  // namespace posegrad::pose::formats
