#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "pose/formats/blob.h"

namespace posegrad::pose::formats {

/// A file that appears whole or not at all. Bytes go to a temporary file in the same folder;
/// commit() makes them durable (fsync of file and folder) and puts them in place by one rename.
/// Files that belong together are all finished before the first is committed.
/// Without commit(), or when anything fails, the temporary file is removed and what was at `path`
/// before stays as it was. Every failure is an IoError that names `path` and the system's reason
/// (disk full, no permission, no folder).
class AtomicFile {
 public:
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void write(std::span<const std::byte> bytes);
  /// For a library that writes by name: the temporary file, which it may also replace.
  const std::string& temporary_path() const noexcept { return temporary_; }
  const std::string& path() const noexcept { return path_; }
  /// Makes the bytes durable where they are. Nothing may be written behind them.
  void finish();
  /// Finishes, and puts the file in place.
  void commit();

 private:
  [[noreturn]] void fail(int error);
  void discard() noexcept;

  std::string path_, temporary_;
  int descriptor_ = -1;
  bool is_finished_ = false;
};

/// Writes a whole file by way of AtomicFile.
void write_file(const std::string& path, std::string_view bytes);

}  // namespace posegrad::pose::formats
