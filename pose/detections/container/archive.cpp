#include "pose/detections/container/archive.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/container/unpack.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/zip_reader.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('/') + 1); }
std::string_view folder_of(std::string_view name) {
  return name.substr(0, name.size() - last_part(name).size());
}

ArchiveKind zip_kind(const std::vector<std::string>& names) {
  const auto has = [&](auto&& is) { return std::ranges::any_of(names, is); };
  if (has([](std::string_view name) { return last_part(name) == "data.pkl"; }))
    return ArchiveKind::torch;
  if (has([](std::string_view name) { return name.ends_with(".npy"); })) return ArchiveKind::npz;
  if (has([](std::string_view name) { return name == "[Content_Types].xml"; }))
    return ArchiveKind::office;
  return ArchiveKind::zip;
}

bool is_wanted(std::string_view name) {
  return !name.empty() && !name.ends_with('/') && !name.starts_with('.') &&
         name.find("/.") == std::string_view::npos && !name.starts_with("__MACOSX/");
}

std::string member_path(const NamedBytes& file, std::string_view name) {
  return fmt::format("{}: member '{}'", file.path, formats::printable_path(name));
}

/// "./frames/1.json": as tar names what it was given as ".".
std::string_view without_dot(std::string_view name) {
  while (name.starts_with("./")) name.remove_prefix(2);
  return name;
}

void check_folders(const NamedBytes& file, const std::vector<std::string>& names) {
  std::set<std::string, std::less<>> folders;
  for (const std::string& name : names) folders.emplace(folder_of(name));
  if (folders.size() < 2) return;
  constexpr std::size_t kMost = 6;
  std::string listed;
  std::size_t i = 0;
  for (const std::string& folder : folders) {
    if (i == kMost) listed += ", ...";
    if (i++ >= kMost) break;
    listed += (i == 1 ? "" : ", ") + (folder.empty() ? "its top" : formats::printable(folder));
  }
  throw DataError(
      fmt::format("{}: an archive with files in {} folders: {}; unpack it and name one of them",
                  file.path, folders.size(), listed));
}

/// All together: members may lie about what they share.
void take_members(const formats::ZipReader& zip, const NamedBytes& file, Budget& budget) {
  std::uint64_t total = 0;
  for (const std::string& name : zip.names()) {
    if (!is_wanted(name)) continue;
    const std::uint64_t size = zip.open(name)->remaining();
    if (__builtin_add_overflow(total, size, &total)) total = ~std::uint64_t{0};
  }
  budget.take_unpacked(file.bytes.size(), total, file.path);
}

}  // namespace

ArchiveKind archive_kind(const NamedBytes& file) {
  if (is_tar(file.bytes.view())) return ArchiveKind::tar;
  if (!formats::is_zip_bytes(file.bytes.view())) return ArchiveKind::none;
  return zip_kind(formats::ZipReader(file.bytes, file.path).names());
}

std::vector<NamedBytes> archive_members(const NamedBytes& file, ArchiveKind kind, Budget& budget) {
  const bool is_zip = kind == ArchiveKind::zip;
  std::vector<NamedBytes> members;
  std::vector<std::string> names;
  const auto add = [&](std::string_view name, auto&& read) {
    if (names.size() == budget.limits().files)
      throw DataError(fmt::format("{}: more than {} files in it", file.path, names.size()));
    names.emplace_back(name);
    members.push_back({read(member_path(file, name)),
                       member_path(file, name),
                       std::string(without_compression_ending(last_part(name))),
                       file.wrapping + (is_zip ? ", zip" : ", tar"),
                       {}});
  };
  if (is_zip) {
    const formats::ZipReader zip(file.bytes, file.path);
    take_members(zip, file, budget);
    for (const std::string& name : zip.names())
      if (is_wanted(name)) add(name, [&](const std::string&) { return zip.read(name); });
  } else {
    formats::BlobSource source(file.bytes, file.path);
    read_tar(source, budget, [&](std::string_view name, auto&& read) {
      if (is_wanted(without_dot(name))) add(without_dot(name), read);
    });
  }
  check_folders(file, names);
  return members;
}

bool is_tar(std::string_view bytes) {
  constexpr std::size_t kHeader = 512, kMagic = 257;
  return bytes.size() >= kHeader && bytes.substr(kMagic).starts_with("ustar");
}

}  // namespace posegrad::pose::detections
