#include "tests/support/cdf_writer.h"

#include <algorithm>
#include <stdexcept>

#include <openssl/evp.h>
#include <zlib.h>

namespace posegrad::test {
namespace {

constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

template <class Number>
std::string bytes_of(Number number, bool big_endian) {
  std::string bytes(reinterpret_cast<const char*>(&number), sizeof number);
  if (big_endian) std::ranges::reverse(bytes);
  return bytes;
}

std::string item(float value, int type, bool big_endian) {
  switch (type) {
    case 1:
    case 41:
      return bytes_of(static_cast<std::int8_t>(value), big_endian);
    case 2:
      return bytes_of(static_cast<std::int16_t>(value), big_endian);
    case 4:
      return bytes_of(static_cast<std::int32_t>(value), big_endian);
    case 8:
      return bytes_of(static_cast<std::int64_t>(value), big_endian);
    case 11:
      return bytes_of(static_cast<std::uint8_t>(value), big_endian);
    case 12:
      return bytes_of(static_cast<std::uint16_t>(value), big_endian);
    case 14:
      return bytes_of(static_cast<std::uint32_t>(value), big_endian);
    case 22:
    case 45:
      return bytes_of(static_cast<double>(value), big_endian);
    default:
      return bytes_of(value, big_endian);
  }
}

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16, kMemory = 8;
  if (deflateInit2(&stream, 6, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string md5(const std::string& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_md5(), nullptr) != 1)
    throw std::runtime_error("EVP_Digest");
  return {reinterpret_cast<const char*>(digest), length};
}

/// A record that grows; its size is put in at the end.
class Record {
 public:
  explicit Record(std::uint32_t type) { u64(0).u32(type); }
  Record& u32(std::uint32_t value) { return raw(bytes_of(value, true)); }
  Record& i32(Index value) { return u32(static_cast<std::uint32_t>(value)); }
  Record& u64(std::uint64_t value) { return raw(bytes_of(value, true)); }
  Record& raw(const std::string& bytes) {
    bytes_ += bytes;
    return *this;
  }
  Record& text(const std::string& text, std::size_t size) {
    return raw(text + std::string(size - text.size(), '\0'));
  }
  std::string done() const { return with_u64(bytes_, 0, bytes_.size()); }

 private:
  std::string bytes_;
};

struct Block {
  Index first, last;
  std::uint64_t at;
};

class Writer {
 public:
  Writer(std::span<const float> values, const std::vector<Index>& shape, const CdfOptions& options)
      : values_(values),
        records_(shape.at(0)),
        sizes_(shape.begin() + 1, shape.end()),
        options_(options) {}

  std::string write() {
    file_ = bytes_of(std::uint32_t{0xCDF30001}, true) + bytes_of(std::uint32_t{0xFFFF}, true);
    file_ += header() + global();
    variable_ = file_.size();
    file_ += variable();
    if (options_.gzip) set(variable_ + 72, add(compression()));
    write_blocks();
    if (!blocks_.empty()) write_indices();
    set(kCdfGlobal + 36, file_.size());
    if (options_.pack_file) pack();
    return options_.md5 ? file_ + md5(file_) : file_;
  }

 private:
  std::uint64_t add(const std::string& record) {
    file_ += record;
    return file_.size() - record.size();
  }
  void set(std::size_t at, std::uint64_t value) { file_ = with_u64(std::move(file_), at, value); }

  std::string header() const {
    constexpr int kNetwork = 1, kIbmPc = 6;
    const int by_order = options_.big_endian ? kNetwork : kIbmPc;
    const std::uint32_t flags =
        2U | (options_.column_major ? 0U : 1U) | (options_.md5 ? 4U | 8U : 0U);
    return Record(1)
        .u64(kCdfGlobal)
        .u32(3)
        .u32(9)
        .i32(options_.encoding != 0 ? options_.encoding : by_order)
        .u32(flags)
        .u32(0)
        .u32(0)
        .u32(0)
        .u32(0)
        .u32(2)
        .text("made by a test", 256)
        .done();
  }

  std::string global() const {
    const bool r = options_.r_variable;
    const std::uint64_t place = kCdfGlobal + 84 + (r ? 4 * sizes_.size() : 0);
    Record record(2);
    record.u64(r ? place : 0).u64(r ? 0 : place).u64(0).u64(0);
    record.u32(r ? 1 : 0).u32(0).i32(r ? records_ - 1 : -1).u32(r ? rank() : 0).u32(r ? 0 : 1);
    record.u64(0).u32(0).u32(0).i32(-1);
    for (const Index size : sizes_)
      if (r) record.i32(size);
    return record.done();
  }

  std::uint32_t rank() const { return static_cast<std::uint32_t>(sizes_.size()); }

  std::string variable() const {
    const std::uint32_t flags =
        (options_.records_vary ? 1U : 0U) | (options_.pad ? 2U : 0U) | (options_.gzip ? 4U : 0U);
    Record record(options_.r_variable ? 3 : 8);
    record.u64(0).i32(options_.type).i32(records_ - 1).u64(0).u64(0).u32(flags);
    record.i32(options_.sparse).u32(0).i32(-1).i32(-1).u32(1).u32(0).u64(kNowhere).u32(1);
    record.text("Pose", 256);
    if (!options_.r_variable) {
      record.u32(rank());
      for (const Index size : sizes_) record.i32(size);
    }
    for (std::size_t i = 0; i < sizes_.size(); ++i) record.i32(-1);
    if (options_.pad) record.raw(item(*options_.pad, options_.type, options_.big_endian));
    return record.done();
  }

  std::string compression() const {
    return Record(11).i32(options_.compression).u32(0).u32(1).u32(6).done();
  }

  std::string record_values(Index record) const {
    Index count = 1;
    for (const Index size : sizes_) count *= size;
    std::string bytes;
    for (Index i = 0; i < count; ++i) {
      Index from = i;
      if (options_.column_major) {  // the first dimension runs fastest
        Index rest = i, stride = count;
        from = 0;
        for (const Index size : sizes_) {
          stride /= size;
          from += rest % size * stride;
          rest /= size;
        }
      }
      const float value = values_[static_cast<std::size_t>(record * count + from)];
      bytes += item(value, options_.type, options_.big_endian);
    }
    return bytes;
  }

  void write_blocks() {
    const bool single = !options_.missing.empty();
    const Index most = single ? 1 : options_.records_per_block;
    for (Index first = 0; first < records_;) {
      const Index end = most > 0 ? std::min(records_, first + most) : records_;
      if (std::ranges::find(options_.missing, first) == options_.missing.end()) {
        std::string values;
        for (Index record = first; record < end; ++record) values += record_values(record);
        const bool plain = !options_.gzip || (options_.plain_blocks && blocks_.size() % 2 == 1);
        const std::string packed = plain ? "" : gzip(values);
        blocks_.push_back({first, end - 1,
                           add(plain ? Record(7).raw(values).done()
                                     : Record(13).u32(0).u64(packed.size()).raw(packed).done())});
      }
      first = end;
    }
  }

  std::string index(const std::vector<Block>& blocks, Index places) const {
    Record record(6);
    record.u64(0).i32(places).i32(static_cast<Index>(blocks.size()));
    const auto column = [&](auto field, auto empty) {
      for (Index i = 0; i < places; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto value = at < blocks.size() ? field(blocks[at]) : empty;
        record.raw(bytes_of(value, true));
      }
    };
    const auto number = [](Index value) { return static_cast<std::int32_t>(value); };
    column([&](const Block& block) { return number(block.first); }, std::int32_t{-1});
    column([&](const Block& block) { return number(block.last); }, std::int32_t{-1});
    column([](const Block& block) { return block.at; }, kNowhere);
    return record.done();
  }

  void write_indices() {
    const Index places = options_.blocks_per_index;
    std::vector<Block> indices;
    for (std::size_t i = 0; i < blocks_.size(); i += static_cast<std::size_t>(places)) {
      const std::size_t end = std::min(blocks_.size(), i + static_cast<std::size_t>(places));
      const std::vector<Block> part(blocks_.begin() + static_cast<Index>(i),
                                    blocks_.begin() + static_cast<Index>(end));
      indices.push_back({part.front().first, part.back().last, add(index(part, places))});
    }
    if (options_.tree && indices.size() > 1) {
      const auto count = static_cast<Index>(indices.size());
      indices = {{0, records_ - 1, add(index(indices, count))}};
    }
    for (std::size_t i = 1; i < indices.size(); ++i) set(indices[i - 1].at + 12, indices[i].at);
    set(variable_ + 28, indices.front().at);
    set(variable_ + 36, indices.back().at);
  }

  void pack() {
    const std::string body = file_.substr(kCdfHeader), packed = gzip(body);
    constexpr std::uint64_t kHead = 32;
    file_.resize(4);
    file_ += bytes_of(std::uint32_t{0xCCCC0001}, true);
    add(Record(10)
            .u64(kCdfHeader + kHead + packed.size())
            .u64(body.size())
            .u32(0)
            .raw(packed)
            .done());
    add(compression());
  }

  std::span<const float> values_;
  Index records_;
  std::vector<Index> sizes_;
  const CdfOptions& options_;
  std::string file_;
  std::size_t variable_ = 0;
  std::vector<Block> blocks_;
};

template <class Number>
std::string with_number(std::string bytes, std::size_t at, Number value) {
  const std::string number = bytes_of(value, true);
  return bytes.replace(at, number.size(), number);
}

}  // namespace

std::string cdf_file(std::span<const float> values, const std::vector<Index>& shape,
                     const CdfOptions& options) {
  return Writer(values, shape, options).write();
}

std::size_t cdf_variable_place(const std::vector<Index>& shape, const CdfOptions& options) {
  return kCdfGlobal + 84 + (options.r_variable ? 4 * (shape.size() - 1) : 0);
}

std::string with_u32(std::string bytes, std::size_t at, std::uint32_t value) {
  return with_number(std::move(bytes), at, value);
}

std::string with_u64(std::string bytes, std::size_t at, std::uint64_t value) {
  return with_number(std::move(bytes), at, value);
}

std::uint64_t u64_at(const std::string& bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (const char byte : bytes.substr(at, 8)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace posegrad::test
