#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "pose/formats/blob.h"

namespace posegrad::pose::formats {

/// Bytes that are read once from front to back: a file, or a member of an archive.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// What errors call it: "FILE" or "FILE: member 'NAME'".
  virtual const std::string& name() const = 0;
  /// Bytes that the source says it still has. Bounds every allocation.
  virtual std::uint64_t remaining() const = 0;
  /// Exactly `size` bytes. Throws DataError when there are fewer.
  virtual void read(std::byte* into, std::size_t size) = 0;
  /// Checks that nothing is left and that checksums agree. Throws DataError.
  virtual void finish() = 0;

  /// The next `size` bytes. Throws DataError, before allocating, when there are fewer.
  Blob take(std::uint64_t size);
};

/// Bytes in memory as a source.
class BlobSource final : public ByteSource {
 public:
  BlobSource(Blob blob, std::string name) : blob_(std::move(blob)), name_(std::move(name)) {}
  const std::string& name() const override { return name_; }
  std::uint64_t remaining() const override { return blob_.size() - at_; }
  void read(std::byte* into, std::size_t size) override;
  void finish() override;

 private:
  Blob blob_;
  std::string name_;
  std::size_t at_ = 0;
};

/// Bytes that were read of how many.
using ReadProgress = std::function<void(std::int64_t done, std::int64_t all)>;

/// Another source, reading which is told of.
class WatchedSource final : public ByteSource {
 public:
  WatchedSource(std::unique_ptr<ByteSource> source, const ReadProgress& progress)
      : source_(std::move(source)), progress_(progress), all_(source_->remaining()) {}
  const std::string& name() const override { return source_->name(); }
  std::uint64_t remaining() const override { return source_->remaining(); }
  void read(std::byte* into, std::size_t size) override;
  void finish() override { source_->finish(); }

 private:
  std::unique_ptr<ByteSource> source_;
  const ReadProgress& progress_;
  std::uint64_t all_;
};

/// A regular file as a source; a pipe, which would be waited for, and a device are refused. Throws
/// IoError "cannot open FILE: No such file or directory", and the like for a folder, a failing disk,
/// a file that becomes shorter meanwhile.
class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  const std::string& name() const override { return name_; }
  std::uint64_t remaining() const override { return remaining_; }
  void read(std::byte* into, std::size_t size) override;
  void finish() override {}

 private:
  void require_regular();
  [[noreturn]] void fail(std::string_view what, std::string_view why) const;

  std::string name_;
  int descriptor_;
  std::uint64_t remaining_ = 0;
};

}  // namespace posegrad::pose::formats
