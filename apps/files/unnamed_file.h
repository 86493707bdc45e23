#pragma once
#include <string>
#include <string_view>

namespace posegrad::apps {

/// Bytes that readers want from a file and nobody is to see: a file in memory without a name, which
/// goes with the object, and with the program however that ends.
class UnnamedFile {
 public:
  UnnamedFile() = default;
  /// Throws IoError where the system refuses it.
  explicit UnnamedFile(std::string_view bytes);
  ~UnnamedFile();
  UnnamedFile(UnnamedFile&& other) noexcept;
  UnnamedFile& operator=(UnnamedFile&& other) noexcept;
  UnnamedFile(const UnnamedFile&) = delete;
  UnnamedFile& operator=(const UnnamedFile&) = delete;

  bool is_there() const noexcept { return descriptor_ >= 0; }
  /// What this process, and no other, opens it by.
  std::string path() const;

 private:
  int descriptor_ = -1;
};

}  // namespace posegrad::apps
