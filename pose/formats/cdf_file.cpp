#include "pose/formats/cdf_file.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::uint32_t kVersion3 = 0xCDF30001, kVersion26 = 0xCDF26002, kOlder = 0x0000FFFF,
                        kPlain = 0x0000FFFF, kPacked = 0xCCCC0001;
constexpr std::size_t kMagic = 8, kRecordHead = 12, kDigest = 16;

// gzip packs at most 1032 bytes into one; small files may have some records that were not written.
constexpr std::uint64_t kMostRatio = 1100, kSlack = 1 << 20;

template <class Word>
Word big_endian(std::string_view bytes) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i)
    word = static_cast<Word>(word << 8 | static_cast<unsigned char>(bytes[i]));
  return word;
}

std::uint32_t magic(std::string_view begin, std::size_t word) {
  return big_endian<std::uint32_t>(begin.substr(4 * word, 4));
}

enum class Floats { little, big, vax };

struct Encoding {
  std::int32_t number;
  Floats floats;
};

constexpr Encoding kEncodings[] = {
    {1, Floats::big},     {2, Floats::big},     {3, Floats::vax},     {4, Floats::little},
    {5, Floats::big},     {6, Floats::little},  {7, Floats::big},     {9, Floats::big},
    {11, Floats::big},    {12, Floats::big},    {13, Floats::little}, {14, Floats::vax},
    {15, Floats::vax},    {16, Floats::little}, {17, Floats::little}, {18, Floats::big},
    {19, Floats::little}, {20, Floats::vax},    {21, Floats::vax}};

std::string_view kind_name(CdfKind kind) {
  switch (kind) {
    case CdfKind::header:
      return "the file's header";
    case CdfKind::global:
      return "the file's description";
    case CdfKind::r_variable:
    case CdfKind::z_variable:
      return "a variable";
    case CdfKind::index:
      return "an index of values";
    case CdfKind::values:
      return "values";
    case CdfKind::packed_file:
      return "a packed file";
    case CdfKind::compression:
      return "a compression";
    case CdfKind::packed_values:
      return "packed values";
  }
  return "a record";
}

std::string_view compression_name(std::int32_t type) {
  constexpr std::array<std::string_view, 4> kNames{"no compression", "run lengths (RLE)",
                                                   "Huffman's code", "adaptive Huffman code"};
  return type >= 0 && type < 4 ? kNames.at(static_cast<std::size_t>(type)) : "an unknown way";
}

}  // namespace

std::int32_t CdfRecord::i32(std::uint64_t at) const {
  return static_cast<std::int32_t>(big_endian<std::uint32_t>(bytes(at, 4)));
}

std::uint64_t CdfRecord::u64(std::uint64_t at) const {
  return big_endian<std::uint64_t>(bytes(at, 8));
}

std::string_view CdfRecord::bytes(std::uint64_t at, std::uint64_t size) const {
  if (at > bytes_.size() || size > bytes_.size() - at)
    file_->fail(fmt::format("broken: a record of {} bytes where {} and more are wanted",
                            bytes_.size(), at + size));
  return bytes_.substr(at, size);
}

CdfFile::CdfFile(Blob file, std::string name)
    : stored_(std::move(file)), bytes_(stored_), name_(std::move(name)) {
  if (stored_.size() < kMagic)
    fail(fmt::format("cut short: {} bytes are no CDF file", stored_.size()));
  check_magic();
  most_bytes_ = stored_.size() * kMostRatio + kSlack;
  unread_ = bytes_.size();
  if (magic(stored_.view(), 1) == kPacked) unpack();

  const CdfRecord header = record(kMagic, {CdfKind::header});
  if (const std::int32_t version = header.i32(20); version != 3)
    fail(fmt::format("a CDF of version {}; version 3 is wanted", version));
  const std::int32_t flags = header.i32(32);
  constexpr std::int32_t kRowMajor = 1, kSingleFile = 2, kChecksum = 4, kMd5 = 8;
  if ((flags & kSingleFile) == 0)
    fail("a CDF of several files; save it as a single one with NASA's cdfconvert");
  is_row_major_ = (flags & kRowMajor) != 0;
  read_encoding(header.i32(28));
  read_global(header.u64(12));
  if ((flags & kChecksum) == 0) return;
  if ((flags & kMd5) == 0) fail("it has a checksum of a kind that is not MD5");
  check_md5();
}

void CdfFile::fail(std::string_view what) const {
  throw DataError(fmt::format("{}: {}", name_, what));
}

void CdfFile::check_magic() const {
  const std::uint32_t first = magic(stored_.view(), 0), second = magic(stored_.view(), 1);
  constexpr std::string_view kConvert = "version 3 is wanted: convert it with NASA's cdfconvert";
  if (first == kVersion26) fail(fmt::format("a CDF of version 2.6 or 2.7; {}", kConvert));
  if (first == kOlder && second == kOlder)
    fail(fmt::format("a CDF of version 2.5 or older; {}", kConvert));
  if (first != kVersion3 || (second != kPlain && second != kPacked))
    fail(fmt::format("not a CDF file: it begins with {:08x} {:08x}", first, second));
}

void CdfFile::unpack() {
  const CdfRecord packed = record(kMagic, {CdfKind::packed_file});
  constexpr std::uint64_t kData = 32;
  require_gzip(packed.u64(12), "packed");
  const std::uint64_t size = packed.u64(20);
  if (size > most_bytes_)
    fail(fmt::format("{} bytes are announced, more than a file of {} bytes can hold", size,
                     stored_.size()));
  const std::uint64_t record_size = packed.u64(0);
  const std::string_view data = packed.bytes(kData, record_size - std::min(record_size, kData));
  std::byte* fill = nullptr;
  Blob bytes = Blob::allocate(kMagic + size, fill);
  std::memcpy(fill, stored_.data(), kMagic);
  unpack_cdf_block(data, {fill + kMagic, size}, size, name_);
  bytes_ = std::move(bytes);
  unread_ = bytes_.size();
}

void CdfFile::read_encoding(std::int32_t number) {
  const auto* const found = std::ranges::find(kEncodings, number, &Encoding::number);
  if (found == std::end(kEncodings))
    fail(fmt::format("numbers of an unknown encoding, {}", number));
  is_big_endian_ = found->floats == Floats::big;
  has_vax_floats_ = found->floats == Floats::vax;
}

void CdfFile::read_global(std::uint64_t at) {
  const CdfRecord global = record(at, {CdfKind::global});
  first_r_variable_ = global.u64(12);
  first_z_variable_ = global.u64(20);
  if (const std::uint64_t end = global.u64(36); end > bytes_.size())
    fail(fmt::format("cut short: it ends at byte {}, {} bytes are there", end, bytes_.size()));
  const std::int32_t dimensions = global.i32(56);
  if (dimensions < 0 || dimensions > kMostCdfDimensions)
    fail(fmt::format("broken: {} dimensions; at most {} are possible", dimensions,
                     kMostCdfDimensions));
  for (std::int32_t i = 0; i < dimensions; ++i)
    r_sizes_.push_back(global.i32(84 + 4 * static_cast<std::uint64_t>(i)));
}

// Of the file as it is stored, up to the digest, which ends it.
void CdfFile::check_md5() const {
  const std::string_view all = stored_.view();
  if (all.size() < kDigest) fail("cut short: the checksum is missing that its header announces");
  const std::string_view content = all.substr(0, all.size() - kDigest);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(content.data(), content.size(), digest.data(), nullptr, EVP_md5(), nullptr) != 1)
    throw Error("MD5 is not available in this build of OpenSSL");
  if (std::memcmp(digest.data(), all.data() + content.size(), kDigest) != 0)
    fail("broken: its MD5 checksum does not fit its content");
}

std::string_view CdfFile::record_bytes(std::uint64_t at) const {
  const std::string_view all = bytes_.view();
  if (at < kMagic || at > all.size() || all.size() - at < kRecordHead)
    fail(fmt::format("cut short or broken: a record is said to be at byte {}, {} bytes are there",
                     at, all.size()));
  const auto size = big_endian<std::uint64_t>(all.substr(at, 8));
  if (size < kRecordHead) fail(fmt::format("broken: a record of {} bytes at byte {}", size, at));
  if (size > all.size() - at)
    fail(fmt::format("cut short or broken: a record of {} bytes at byte {}, {} bytes are there",
                     size, at, all.size()));
  return all.substr(at, size);
}

CdfKind CdfFile::kind_at(std::uint64_t at) const {
  return CdfRecord(*this, record_bytes(at)).kind();
}

CdfRecord CdfFile::record(std::uint64_t at, std::initializer_list<CdfKind> kinds) {
  const std::string_view bytes = record_bytes(at);
  const CdfRecord record(*this, bytes);
  const CdfKind kind = record.kind();
  if (std::ranges::find(kinds, kind) == kinds.end())
    fail(fmt::format("broken: the record at byte {} is of type {} where {} ({}) is wanted", at,
                     static_cast<int>(kind), kind_name(*kinds.begin()),
                     static_cast<int>(*kinds.begin())));
  if (bytes.size() > unread_) fail("broken: its records overlap or lead back to each other");
  unread_ -= bytes.size();
  return record;
}

void CdfFile::require_gzip(std::uint64_t compression, std::string_view where) {
  const std::int32_t type = record(compression, {CdfKind::compression}).i32(12);
  constexpr std::int32_t kGzip = 5;
  if (type != kGzip)
    fail(fmt::format("{} by {} ({}); only gzip can be read", where, compression_name(type), type));
}

}  // namespace posegrad::pose::formats
