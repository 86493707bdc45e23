#include "pose/detections/container/mat_elements.h"

#include <cstring>

#include <fmt/format.h>

#include "pose/detections/container/unpack.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr std::size_t kHeader = 128, kTag = 8;
constexpr std::uint32_t kMatrix = 14, kCompressed = 15;

/// What stands before an element's data.
struct Tag {
  std::uint32_t type, size;
};

class Elements {
 public:
  Elements(const formats::Blob& file, const std::string& name, Budget& budget)
      : file_(file), name_(name), budget_(budget) {}

  PlainMat unpack() {
    const std::string_view all = file_.view();
    if (all.size() < kHeader)
      fail(fmt::format("cut short: {} bytes are no MATLAB file", all.size()));
    const std::string_view order = all.substr(126, 2);
    if (order != "IM" && order != "MI")
      fail("not a MATLAB file of version 5 or later; save it with -v7");
    is_big_endian_ = order == "MI";
    std::string plain(all.substr(0, kHeader));
    std::size_t variables = 0;
    for (std::size_t at = kHeader; at < all.size(); ++variables) {
      const Tag tag = tag_at(all, at);
      const std::size_t left = all.size() - at - kTag;
      if (tag.size > left)
        fail(fmt::format("cut short: variable {} has {} bytes, {} are there", variables + 1,
                         tag.size, left));
      if (tag.type == kCompressed)
        add_unpacked(file_.slice(at + kTag, tag.size), variables, plain);
      else if (tag.type == kMatrix)
        plain += all.substr(at, kTag + tag.size);
      else
        fail(fmt::format("broken: variable {} is of type {}", variables + 1, tag.type));
      at += kTag + tag.size;
    }
    return {formats::Blob::holding(std::move(plain)), variables};
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw DataError(fmt::format("{}: {}", name_, what));
  }

  std::uint32_t word(std::string_view bytes, std::size_t at) const {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    return is_big_endian_ ? __builtin_bswap32(word) : word;
  }

  Tag tag_at(std::string_view bytes, std::size_t at) const {
    if (bytes.size() - at < kTag)
      fail(fmt::format("cut short: {} bytes are left over at the end", bytes.size() - at));
    return {word(bytes, at), word(bytes, at + 4)};
  }

  void add_unpacked(const formats::Blob& packed, std::size_t variable, std::string& plain) {
    const std::string where = fmt::format("{}: variable {}", name_, variable + 1);
    const formats::Blob element = inflate(packed, where, budget_);
    const Tag tag = tag_at(element.view(), 0);
    if (tag.type != kMatrix || tag.size != element.size() - kTag)
      fail(
          fmt::format("broken: variable {} unpacks to an element of type {} and {} bytes, {} are "
                      "there",
                      variable + 1, tag.type, tag.size, element.size() - kTag));
    plain += element.view();
  }

  const formats::Blob& file_;
  const std::string& name_;
  Budget& budget_;
  bool is_big_endian_ = false;
};

}  // namespace

PlainMat plain_mat(const formats::Blob& file, const std::string& name, Budget& budget) {
  return Elements(file, name, budget).unpack();
}

}  // namespace posegrad::pose::detections
