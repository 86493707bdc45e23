#pragma once
#include <memory>
#include <string>

#include "pose/formats/atomic_file.h"
#include "pose/formats/blob.h"

namespace posegrad::pose::formats {

/// Writes a zip archive that appears whole or not at all (see AtomicFile). Members are dated
/// 1980-01-01, so that the same content gives the same bytes; archives and members beyond 4 GiB are
/// written as zip64. Throws IoError "cannot write FILE: ...".
class ZipWriter {
 public:
  enum class Packing { stored, deflated };

  explicit ZipWriter(const std::string& path);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  void add(const std::string& name, const Blob& content, Packing packing);
  /// Stored, its content at a multiple of 64 bytes from the start of the file, as PyTorch does so
  /// that files can be mapped. Every member before must be stored.
  void add_aligned(const std::string& name, const Blob& content);
  /// Writes all but the last step, which is the file's commit(). Nothing may be added any more.
  std::unique_ptr<AtomicFile> finish();
  void commit() { finish()->commit(); }

 private:
  struct Archive;
  std::unique_ptr<Archive> archive_;
};

}  // namespace posegrad::pose::formats
