#include "pose/formats/zip_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unordered_map>

#include <fmt/format.h>
#include <zip.h>

#include "pose/formats/reading_limit.h"
#include "pose/formats/special_file.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

std::string_view name_of_method(std::uint16_t method) {
  switch (method) {
    case ZIP_CM_BZIP2:
      return "bzip2";
    case ZIP_CM_LZMA:
      return "lzma";
    case 93:
      return "zstd";
    case 95:
      return "xz";
    default:
      return "unknown";
  }
}

struct Member {
  zip_uint64_t index = 0, size = 0, packed = 0;
  std::uint16_t method = 0;
  bool encrypted = false;
};

[[noreturn]] void fail(zip_error_t& error, const std::string& what) {
  throw DataError(fmt::format("{}: {}", what, zip_error_strerror(&error)));
}

[[noreturn]] void fail_to_open(zip_error_t& error, const std::string& path) {
  const bool has_no_directory = zip_error_code_zip(&error) == ZIP_ER_NOZIP;
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  throw DataError(fmt::format(
      "{}: not a readable zip archive: {}", path,
      has_no_directory ? "its directory, which stands at the end, is missing; was it cut?"
                       : reason));
}

/// A member that is being unpacked.
class MemberSource final : public ByteSource {
 public:
  MemberSource(zip_t* archive, const Member& member, std::string name)
      : name_(std::move(name)), remaining_(member.size) {
    file_ = zip_fopen_index(archive, member.index, 0);
    if (file_ == nullptr) fail(*zip_get_error(archive), name_ + ": its data cannot be found");
  }
  ~MemberSource() override { zip_fclose(file_); }
  MemberSource(const MemberSource&) = delete;
  MemberSource& operator=(const MemberSource&) = delete;

  const std::string& name() const override { return name_; }
  std::uint64_t remaining() const override { return remaining_; }

  void read(std::byte* into, std::size_t size) override {
    while (size > 0) {
      // libzip 1.7 loses count when it is asked for more than 4 GiB at once.
      constexpr std::size_t kMostAtOnce = std::size_t{1} << 26;
      const zip_int64_t got = zip_fread(file_, into, std::min(size, kMostAtOnce));
      if (got < 0) fail(*zip_file_get_error(file_), name_);
      if (got == 0)
        throw DataError(fmt::format("{}: it ends before the size that the archive gives", name_));
      into += got;
      size -= static_cast<std::size_t>(got);
      remaining_ -= std::min(remaining_, static_cast<std::uint64_t>(got));
    }
  }

  void finish() override {
    std::byte more{};
    const zip_int64_t got = zip_fread(file_, &more, 1);  // the checksum is compared at the end
    if (got < 0) fail(*zip_file_get_error(file_), name_);
    if (got > 0 || remaining_ > 0)
      throw DataError(fmt::format("{}: bytes are left over behind the content ({} announced)",
                                  name_, remaining_));
  }

 private:
  zip_file_t* file_ = nullptr;
  std::string name_;
  std::uint64_t remaining_;
};

}  // namespace

struct ZipReader::Archive {
  std::string path;
  Blob bytes;  // what zip reads from; empty: the file
  std::uint64_t size = 0;
  zip_t* zip = nullptr;
  std::vector<std::string> names;
  std::unordered_map<std::string, Member> members;

  explicit Archive(std::string at) : path(std::move(at)) {}
  ~Archive() {
    if (zip != nullptr) zip_discard(zip);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  std::string member_name(std::string_view name) const {
    return fmt::format("{}: member '{}'", path, printable(name));
  }

  const Member& find(std::string_view name) const {
    const auto found = members.find(std::string(name));
    if (found == members.end())
      throw DataError(fmt::format("{}: there is no member '{}'", path, printable(name)));
    return found->second;
  }

  void list() {
    const zip_int64_t count = zip_get_num_entries(zip, 0);
    names.reserve(static_cast<std::size_t>(count));
    for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(count); ++index) {
      zip_stat_t info;
      if (zip_stat_index(zip, index, 0, &info) != 0) fail(*zip_get_error(zip), path);
      constexpr zip_uint64_t kNeeded =
          ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
      if ((info.valid & kNeeded) != kNeeded)
        throw DataError(fmt::format("{}: member {} is not described", path, index));
      names.emplace_back(info.name);
      if (info.comp_size > size)
        throw DataError(fmt::format("{} has {} bytes in a file of {}", member_name(names.back()),
                                    info.comp_size, size));
      const bool encrypted =
          (info.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && info.encryption_method != ZIP_EM_NONE;
      const Member member{index, info.size, info.comp_size, info.comp_method, encrypted};
      if (!members.emplace(names.back(), member).second)
        throw DataError(fmt::format("{} comes twice", member_name(names.back())));
    }
  }
};

namespace {

/// Whether the end of a zip archive, which lists its members, is nowhere in the file.
bool lacks_end(const std::string& path) {
  constexpr std::size_t kFarthest = (std::size_t{1} << 16) + 22;  // the end with its comment
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::size_t>(std::max<std::streamoff>(0, file.tellg()));
  std::string tail(std::min(size, kFarthest), '\0');
  file.seekg(-static_cast<std::streamoff>(tail.size()), std::ios::end);
  file.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return file && tail.find("PK\5\6") == std::string::npos;
}

}  // namespace

ZipReader::ZipReader(std::string path) : archive_(std::make_unique<Archive>(std::move(path))) {
  if (!is_zip(archive_->path))
    throw DataError(fmt::format("{}: not a zip archive", archive_->path));
  int code = 0;
  archive_->zip = zip_open(archive_->path.c_str(), ZIP_RDONLY, &code);
  if (archive_->zip == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    if (lacks_end(archive_->path)) {
      zip_error_fini(&error);
      throw DataError(fmt::format(
          "{}: cut short: it begins as a zip archive but has no end; {} bytes are there",
          archive_->path, std::filesystem::file_size(archive_->path)));
    }
    fail_to_open(error, archive_->path);
  }
  archive_->size = std::filesystem::file_size(archive_->path);
  ReadingLimit::came(archive_->size);
  archive_->list();
}

ZipReader::ZipReader(Blob bytes, std::string name)
    : archive_(std::make_unique<Archive>(std::move(name))) {
  if (!is_zip_bytes(bytes.view()))
    throw DataError(fmt::format("{}: not a zip archive", archive_->path));
  archive_->bytes = std::move(bytes);
  archive_->size = archive_->bytes.size();
  zip_error_t error;
  zip_error_init(&error);
  constexpr int kKeep = 0;  // the bytes stay ours
  zip_source_t* source =
      zip_source_buffer_create(archive_->bytes.data(), archive_->size, kKeep, &error);
  if (source == nullptr) fail_to_open(error, archive_->path);
  archive_->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive_->zip == nullptr) {
    zip_source_free(source);
    fail_to_open(error, archive_->path);
  }
  zip_error_fini(&error);
  archive_->list();
}

ZipReader::~ZipReader() = default;
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;

const std::string& ZipReader::path() const noexcept { return archive_->path; }
const std::vector<std::string>& ZipReader::names() const noexcept { return archive_->names; }
bool ZipReader::has(std::string_view name) const {
  return archive_->members.contains(std::string(name));
}

std::unique_ptr<ByteSource> ZipReader::open(std::string_view name) const {
  const Member& member = archive_->find(name);
  const std::string what = archive_->member_name(name);
  if (member.encrypted)
    throw DataError(fmt::format("{} is encrypted, which is not supported", what));
  if (member.method != ZIP_CM_STORE && member.method != ZIP_CM_DEFLATE)
    throw DataError(
        fmt::format("{} is packed by method {} ({}); stored and deflated members can be read", what,
                    member.method, name_of_method(member.method)));
  // Deflate makes at most 1032 bytes of one: more is a lie that must not lead to an allocation.
  const bool possible = member.method == ZIP_CM_STORE ? member.size == member.packed
                                                      : member.size / 1032 <= member.packed;
  if (!possible)
    throw DataError(
        fmt::format("{} cannot unpack to {} bytes from {}", what, member.size, member.packed));
  return std::make_unique<MemberSource>(archive_->zip, member, what);
}

Blob ZipReader::read(std::string_view name) const {
  const auto source = open(name);
  Blob content = source->take(source->remaining());
  source->finish();
  return content;
}

bool is_zip(const std::string& path) {
  refuse_special_file(path);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4> magic{};
  if (!file || (!file.read(magic.data(), magic.size()) && errno != 0))
    throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  return is_zip_bytes({magic.data(), magic.size()});
}

bool is_zip_bytes(std::string_view begin) noexcept {
  return begin.starts_with(std::string_view("PK\3\4", 4)) ||
         begin.starts_with(std::string_view("PK\5\6", 4));  // the second: no members
}

}  // namespace posegrad::pose::formats
