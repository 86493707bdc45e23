#include "pose/formats/zip_writer.h"

#include <cstring>
#include <new>
#include <vector>

#include <fmt/format.h>
#include <zip.h>

#include "pose/formats/zip_target.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

struct ZipWriter::Archive {
  std::unique_ptr<AtomicFile> file;
  ZipTarget target;
  std::string path;
  zip_t* zip = nullptr;
  std::vector<Blob> contents;  // libzip reads them in finish()
  std::uint64_t offset = 0;    // of the next member, while all are stored

  explicit Archive(const std::string& at)
      : file(std::make_unique<AtomicFile>(at)), target(*file), path(at) {
    zip_source_t* const source = target.make_source();
    if (source == nullptr) throw std::bad_alloc();
    zip_error_t error;
    zip_error_init(&error);
    zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    if (zip == nullptr) {
      zip_source_free(source);
      const std::string reason = zip_error_strerror(&error);
      zip_error_fini(&error);
      throw IoError(fmt::format("cannot write {}: {}", path, reason));
    }
  }
  ~Archive() {
    if (zip != nullptr) zip_discard(zip);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  [[noreturn]] void fail() {
    zip_error_t* const error = zip_get_error(zip);
    // The system's reason alone, as for every other file; libzip puts its own step before it.
    const std::string reason = zip_error_system_type(error) == ZIP_ET_SYS
                                   ? std::strerror(zip_error_code_system(error))
                                   : zip_error_strerror(error);
    throw IoError(fmt::format("cannot write {}: {}", path, reason));
  }

  zip_uint64_t add(const std::string& name, const Blob& content, Packing packing) {
    contents.push_back(content);
    zip_source_t* source = zip_source_buffer(zip, content.data(), content.size(), 0);
    if (source == nullptr) fail();
    const zip_int64_t added = zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (added < 0) {
      zip_source_free(source);
      fail();
    }
    const auto index = static_cast<zip_uint64_t>(added);
    constexpr zip_uint16_t kMidnight = 0, kFirstOfJanuary1980 = 0x21;
    const bool done =
        zip_set_file_compression(
            zip, index, packing == Packing::stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) == 0 &&
        zip_file_set_dostime(zip, index, kMidnight, kFirstOfJanuary1980, 0) == 0;
    if (!done) fail();
    offset +=
        30 + name.size() + content.size();  // the local header is 30 bytes, name and extra fields
    return index;
  }
};

ZipWriter::ZipWriter(const std::string& path) : archive_(std::make_unique<Archive>(path)) {}
ZipWriter::~ZipWriter() = default;

void ZipWriter::add(const std::string& name, const Blob& content, Packing packing) {
  archive_->add(name, content, packing);
}

void ZipWriter::add_aligned(const std::string& name, const Blob& content) {
  constexpr std::uint64_t kAlignment = 64, kFieldHeader = 4;
  constexpr zip_uint16_t kPadding = 0x4246;  // "FB": the extra field that PyTorch pads with
  const std::uint64_t unpadded = archive_->offset + 30 + name.size() + kFieldHeader;
  const std::uint64_t padding = (kAlignment - unpadded % kAlignment) % kAlignment;
  const zip_uint64_t index = archive_->add(name, content, Packing::stored);
  const std::string filling(padding, 'Z');
  if (zip_file_extra_field_set(archive_->zip, index, kPadding, ZIP_EXTRA_FIELD_NEW,
                               reinterpret_cast<const zip_uint8_t*>(filling.data()),
                               static_cast<zip_uint16_t>(padding), ZIP_FL_LOCAL) != 0)
    archive_->fail();
  archive_->offset += kFieldHeader + padding;
}

std::unique_ptr<AtomicFile> ZipWriter::finish() {
  if (zip_close(archive_->zip) != 0) archive_->fail();
  archive_->zip = nullptr;
  archive_->contents.clear();
  archive_->file->finish();
  return std::move(archive_->file);
}

}  // namespace posegrad::pose::formats
