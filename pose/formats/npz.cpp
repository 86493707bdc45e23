#include "pose/formats/npz.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/npy.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/zip_writer.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::string_view kSuffix = ".npy";

std::string with_suffix(std::string_view key) { return std::string(key).append(kSuffix); }

}  // namespace

std::vector<std::string> NpzReader::keys() const {
  std::vector<std::string> keys;
  for (const std::string& name : zip_.names())
    keys.push_back(name.ends_with(kSuffix) ? name.substr(0, name.size() - kSuffix.size()) : name);
  return keys;
}

bool NpzReader::has(std::string_view key) const {
  return zip_.has(key) || zip_.has(with_suffix(key));
}

Value NpzReader::load(std::string_view key) const {
  if (!has(key))
    throw DataError(fmt::format("{}: there is no '{}'; it has: {}", path(), printable(key),
                                printable(fmt::format("{}", fmt::join(keys(), ", ")))));
  const std::string member = zip_.has(key) ? std::string(key) : with_suffix(key);
  if (member.ends_with(kSuffix)) {
    std::unique_ptr<ByteSource> source = zip_.open(member);
    if (progress_) source = std::make_unique<WatchedSource>(std::move(source), progress_);
    return read_npy(*source);
  }
  Blob content = zip_.read(member);
  if (!is_npy(content.view())) return Value::bytes(std::move(content));
  BlobSource source(std::move(content), fmt::format("{}: member '{}'", path(), printable(member)));
  return read_npy(source);
}

Field NpzReader::field(std::string_view key) const {
  return Field(load(key), fmt::format("{}: {}", path(), printable(key))).unwrapped();
}

std::unique_ptr<AtomicFile> stage_npz(const std::string& path,
                                      const std::vector<std::pair<std::string, Value>>& values) {
  ZipWriter zip(path);
  for (const auto& [key, value] : values) {
    const bool is_array = value.is(Value::Kind::array);
    zip.add(with_suffix(key),
            npy_bytes(is_array ? value.as_array() : NdArray::of_objects({}, {value})),
            ZipWriter::Packing::deflated);
  }
  return zip.finish();
}

void save_npz(const std::string& path, const std::vector<std::pair<std::string, Value>>& values) {
  stage_npz(path, values)->commit();
}

}  // namespace posegrad::pose::formats
