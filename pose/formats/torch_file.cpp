#include "pose/formats/torch_file.h"

#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "pose/formats/pickle.h"
#include "pose/formats/special_file.h"
#include "pose/formats/torch_tensors.h"
#include "pose/formats/zip_reader.h"
#include "pose/formats/zip_writer.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

/// "archive/" for a file whose object is at "archive/data.pkl".
std::string prefix_of(const ZipReader& zip) {
  constexpr std::string_view kObject = "data.pkl";
  for (const std::string& name : zip.names()) {
    const std::string_view last = std::string_view(name).substr(name.rfind('/') + 1);
    if (last == kObject) return name.substr(0, name.size() - kObject.size());
  }
  throw DataError(
      fmt::format("{}: a zip archive without data.pkl: not a PyTorch file", zip.path()));
}

// `size`: of the whole file, in bytes.
Value load_zip(const ZipReader& zip, std::uint64_t size) {
  const std::string& path = zip.path();
  const std::string prefix = prefix_of(zip);
  if (zip.has(prefix + "byteorder") && zip.read(prefix + "byteorder").view() != "little")
    throw DataError(
        fmt::format("{}: it was written on a big-endian machine, which is not supported", path));

  TorchTensors tensors(size);
  const Blob object = zip.read(prefix + "data.pkl");
  Value value =
      read_pickle(object, fmt::format("{}: member '{}data.pkl'", path, prefix), &tensors).value;
  for (auto& [key, storage] : tensors.storages()) {
    const auto member = zip.open(fmt::format("{}data/{}", prefix, key));
    if (member->remaining() != storage.bytes())
      throw DataError(fmt::format("{}: {} bytes; its {} items of {} need {}", member->name(),
                                  member->remaining(), storage.numel, name_of(storage.type),
                                  storage.bytes()));
    storage.data = member->take(storage.bytes());
    member->finish();
  }
  tensors.finish();
  return value;
}

Value load_other(const Blob& file, const std::string& path) {
  constexpr std::size_t kTarMagic = 257;
  if (file.size() > kTarMagic + 5 && file.view().substr(kTarMagic, 5) == "ustar")
    throw DataError(fmt::format(
        "{}: a tar file, PyTorch's format before 0.1.10, which is not supported", path));
  if (!is_torch_legacy(file.view()))
    throw DataError(fmt::format(
        "{}: not a PyTorch file: neither a zip archive nor PyTorch's magic number", path));
  return read_torch_legacy(file, path);
}

template <class Load>
Value named(const std::string& path, const Load& load) {
  try {
    return load();
  } catch (const DataError& error) {
    if (std::string_view(error.what()).starts_with(path)) throw;
    throw DataError(fmt::format("{}: {}", path, error.what()));
  }
}

/// Collects the numbers while the object is pickled.
class Storages final : public PickleStorages {
 public:
  std::string store(const NdArray& array) override {
    contents.push_back(array.data());
    return fmt::format("{}", contents.size() - 1);
  }
  std::vector<Blob> contents;
};

}  // namespace

Value torch_load(const std::string& path) {
  return named(path, [&] {
    refuse_special_file(path);
    if (!is_zip(path)) return load_other(read_file(path), path);
    return load_zip(ZipReader(path), std::filesystem::file_size(path));
  });
}

Value torch_load(const Blob& file, const std::string& name) {
  return named(name, [&] {
    if (!is_zip_bytes(file.view())) return load_other(file, name);
    return load_zip(ZipReader(file, name), file.size());
  });
}

void torch_save(const std::string& path, const Value& value) {
  // PyTorch names the folder after the file. Ours has a fixed name: a file's bytes do not depend on
  // its name.
  constexpr std::string_view kPrefix = "archive/";
  Storages storages;
  const std::string object = write_pickle(value, 2, &storages);
  ZipWriter zip(path);
  const auto add = [&](std::string_view name, const Blob& content) {
    zip.add_aligned(std::string(kPrefix).append(name), content);
  };
  add("data.pkl", Blob::copy_of(object));
  add("byteorder", Blob::copy_of("little"));
  for (std::size_t key = 0; key < storages.contents.size(); ++key)
    add(fmt::format("data/{}", key), storages.contents[key]);
  add("version", Blob::copy_of("3\n"));
  zip.commit();
}

}  // namespace posegrad::pose::formats
