#include <memory>
#include <new>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "pose/detections/container/read_unpacked.h"
#include "pose/detections/container/tar.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

struct Free {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, Free>;

[[noreturn]] void fail(archive* reader, const std::string& name) {
  const char* why = archive_error_string(reader);
  throw DataError(fmt::format("{}: broken tar archive: {}", name,
                              formats::printable(why != nullptr ? why : "unknown reason")));
}

}  // namespace

void read_tar(const formats::Blob& bytes, const std::string& name, Budget& budget,
              const std::function<void(std::string_view name, const ReadMember& read)>& visit) {
  const Reader reader(archive_read_new());
  if (!reader) throw std::bad_alloc();
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    fail(reader.get(), name);
  const ReadMember read = [&](const std::string& path) {
    return read_unpacked(
        [&](char* into, std::size_t room) {
          const la_ssize_t got = archive_read_data(reader.get(), into, room);
          if (got < 0) fail(reader.get(), path);
          return static_cast<std::size_t>(got);
        },
        bytes.size(), path, budget);
  };
  for (;;) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(reader.get(), &entry);
    if (code == ARCHIVE_EOF) return;
    // A warning is about names in another encoding.
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) fail(reader.get(), name);
    const char* path = archive_entry_pathname(entry);
    if (path == nullptr || archive_entry_filetype(entry) != AE_IFREG) continue;
    visit(path, read);
  }
}

}  // namespace posegrad::pose::detections
