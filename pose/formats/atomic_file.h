#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pose/formats/blob.h"
#include "pose/formats/leftovers.h"

namespace posegrad::pose::formats {

/// A file that appears whole or not at all. Bytes go to a temporary file in the same folder;
/// commit() makes them durable (fsync of file and folder) and puts them in place by one rename.
/// Files that belong together are all finished before the first is committed: commit_all().
/// Without commit(), or when anything fails, or at a signal that ends the process, the temporary
/// file is removed and what was at `path` before stays as it was. One that a killed process left is
/// removed by the next file of that path; as long as its process lives it is locked, and stays.
/// A symbolic link stays one: its target is written.
/// Every failure is an IoError that names `path` and the system's reason (disk full, no permission,
/// no folder).
class AtomicFile {
 public:
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void write(std::span<const std::byte> bytes);
  /// Writes somewhere, wherever write() is. Returns 0 or the system's error; throws nothing.
  [[nodiscard]] int write_at(std::uint64_t place, std::span<const std::byte> bytes) noexcept;
  /// For a program that writes by name. It must write into this file, not replace it.
  const std::string& temporary_path() const noexcept { return temporary_; }
  const std::string& path() const noexcept { return path_; }
  std::uint64_t size() const;
  /// Makes the bytes durable where they are. Nothing may be written behind them.
  void finish();
  /// Finishes, and puts the file in place.
  void commit();

 private:
  friend void commit_all(std::span<const std::unique_ptr<AtomicFile>> files);

  void create();
  void put_in_place();
  void sync_folder();
  [[noreturn]] void fail(int error);
  void discard() noexcept;

  std::string path_;
  std::string target_;  // path_, or what it links to
  std::string temporary_;
  Leftover leftover_;
  int descriptor_ = -1;
  bool is_finished_ = false;
};

/// Puts files that belong together in place: all are finished before, and no signal comes between.
void commit_all(std::span<const std::unique_ptr<AtomicFile>> files);

/// Writes a whole file by way of AtomicFile.
void write_file(const std::string& path, std::string_view bytes);

}  // namespace posegrad::pose::formats
