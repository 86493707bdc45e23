#include "pose/raw/walk.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/container/archive.h"
#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/named_bytes.h"
#include "pose/detections/container/unpack.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/zip_reader.h"
#include "pose/raw/commands.h"
#include "pose/raw/paths.h"
#include "tensor/error.h"

namespace posegrad::pose::raw {
namespace {

namespace fs = std::filesystem;
using detections::Budget;
using formats::Blob;

bool is_hidden(std::string_view path) {
  return path.starts_with('.') || path.find("/.") != std::string_view::npos ||
         path.starts_with("__MACOSX/");
}

/// For a whole data set: the largest files of real ones have some ten MiB.
constexpr std::uint64_t kLargestMember = std::uint64_t{512} << 20;

detections::Limits limits() {
  return {.bytes = ~std::uint64_t{0} >> 1,
          .ratio = 0,
          .slack = kLargestMember,
          .values = ~std::uint64_t{0},
          .files = 2'000'000};
}

/// A server's answer may have been saved instead of the file.
void require_data(std::string_view begin, const std::string& name) {
  if (begin.empty()) throw DataError(name + ": an empty file; download it again");
  const std::string_view kind = detections::foreign_kind(begin);
  if (kind == "a web page")
    throw DataError(name + ": a web page; log in where it comes from and download it again");
  if (kind.starts_with("a Git LFS") || kind.ends_with("unpack it first"))
    throw DataError(fmt::format("{}: {}", name, kind));
}

bool is_packed(std::string_view begin) {
  return formats::is_zip_bytes(begin) || detections::is_tar(begin) ||
         detections::compression_of(begin) == "gzip";
}

/// Names of something, and how it is known: by the names of links, and without them.
struct Place {
  fs::path named;  // as the user calls it
  std::string path, real;

  Place operator/(const std::string& entry) const {
    const fs::path called = (named / entry).lexically_normal();  // not "./S1"
    std::error_code error;
    const bool is_link = fs::is_symlink(fs::symlink_status(called, error));
    return {called, path + "/" + entry,
            is_link ? fs::canonical(called, error).string() : real + "/" + entry};
  }
  std::string name() const { return formats::printable_path(named.string()); }
};

class Walker {
 public:
  Walker(const Wanted& wanted, Inventory& inventory,
         const std::function<void(const RawFile&, const Blob&)>& visit)
      : wanted_(wanted), inventory_(inventory), visit_(visit) {}

  void folder(const Place& place) {
    constexpr std::size_t kMostFolders = 32;
    if (std::ranges::find(around_, place.real) != around_.end())
      return inventory_.note("passed by, links to a folder around them", place.name());
    if (around_.size() == kMostFolders)
      return inventory_.note(fmt::format("passed by, folders in more than {} others", kMostFolders),
                             place.name());
    const std::vector<std::string> names = entries(place);
    around_.push_back(place.real);
    for (const std::string& name : names) {
      const Place entry = place / name;
      std::error_code error;
      const fs::file_status status = fs::status(entry.named, error);
      if (fs::is_directory(status))
        folder(entry);
      else if (fs::is_regular_file(status))
        file(entry, is_named_so(name));
    }
    around_.pop_back();
  }

  /// `may_open`: if it is an archive.
  void file(const Place& place, bool may_open) {
    if (may_open && is_archive_name(place.path)) return archive(place);
    take(place.path, place.real, place.name(),
         [&] { return formats::read_file(place.named.string()); });
  }

  void input_file(const Place& place) {
    const bool is_wanted = wanted_.file(place.path).is_read || wanted_.file(place.real).is_read;
    const std::string begin = detections::begin_of(place.named.string());
    require_data(begin, place.name());
    if (!is_wanted && is_packed(begin)) return archive(place);
    file(place, true);
  }

  void require_any(const std::string& name) const {
    if (read_ > 0) return;
    std::vector<std::string> counts;
    for (const auto& [ending, count] : others_)
      counts.push_back(ending.empty() ? fmt::format("{} without an ending", count)
                                      : fmt::format("{} .{}", count, ending));
    std::string text = fmt::format("{}: no file like {} in it; found {}", name, wanted_.example,
                                   counts.empty() ? "no files" : listed(counts));
    for (const std::string& note : inventory_.notes()) text += "; " + note;
    if (!commands_.empty())
      text += fmt::format("; that is for posegrad prepare {}", fmt::join(commands_, ", or "));
    throw DataError(text);
  }

 private:
  std::vector<std::string> entries(const Place& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator it(folder.named, error), end; !error && it != end;
         it.increment(error)) {
      std::string name = it->path().filename().string();
      if (!name.starts_with('.')) names.push_back(std::move(name));
    }
    if (error) refuse(folder, error.message());
    std::ranges::sort(names, detections::in_natural_order);
    return names;
  }

  /// One of a data set would be missed.
  void refuse(const Place& folder, const std::string& reason) {
    std::string named = folder.named.generic_string();
    bool is_wanted = around_.empty();
    for (std::string_view rest = named; !rest.empty() && !is_wanted;)
      is_wanted = !subject_of(take_last(rest)).empty();
    if (is_wanted) throw IoError(fmt::format("cannot open {}: {}", folder.name(), reason));
    inventory_.note("passed by, cannot be opened", fmt::format("{} ({})", folder.name(), reason));
  }

  bool is_named_so(std::string_view name) const {
    std::string lower(name);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return !subject_of(take_folder(name)).empty() ||
           std::ranges::any_of(wanted_.archives, [&](std::string_view word) {
             return lower.find(word) != std::string::npos;
           });
  }

  void archive(const Place& place) {
    const std::string file = place.named.string(), name = place.name();
    require_data(detections::begin_of(file), name);
    Budget budget(limits());
    const auto member = [&](std::string_view inside, auto&& read) {
      while (inside.starts_with("./")) inside.remove_prefix(2);
      if (inside.empty() || inside.ends_with('/') || is_hidden(inside)) return;
      const std::string called =
          fmt::format("{}: member '{}'", name, formats::printable_path(inside));
      take(fmt::format("{}/{}", place.path, inside), fmt::format("{}/{}", place.real, inside),
           called, [&] { return read(called); });
    };
    if (!formats::is_zip(file)) {
      formats::FileSource source(file);
      return detections::read_tar(source, budget, member);
    }
    const formats::ZipReader zip(file);
    for (const std::string& inside : zip.names())
      member(inside, [&](const std::string& called) {
        budget.take_unpacked(fs::file_size(file), zip.open(inside)->remaining(), called);
        return zip.read(inside);
      });
  }

  template <class Read>
  void take(const std::string& path, const std::string& real, const std::string& name, Read read) {
    for (const std::string& known_as : {path, real}) {
      const Use use = wanted_.file(known_as);
      if (!use.left_out.empty())
        return inventory_.note(fmt::format("left out, {}", use.left_out), name);
      if (!use.is_read) continue;
      const Blob bytes = read();
      require_data(bytes.view(), name);
      visit_({known_as, name}, bytes);
      ++read_;
      return;
    }
    pass(path, name);
  }

  void pass(const std::string& path, const std::string& name) {
    ++others_[detections::file_ending(path)];
    if (const std::string_view command = command_for(path); !command.empty())
      commands_.insert(command);
    if (is_archive_name(path))
      inventory_.note("archives that were not looked into (name one to read it)", name);
  }

  const Wanted& wanted_;
  Inventory& inventory_;
  const std::function<void(const RawFile&, const Blob&)>& visit_;
  std::vector<std::string> around_;  // folders, by their real names
  Index read_ = 0;
  std::map<std::string, Index> others_;  // what was passed by, by its ending
  std::set<std::string_view> commands_;
};

}  // namespace

void walk(const std::string& input, const Wanted& wanted, Inventory& inventory,
          const std::function<void(const RawFile& file, const Blob& bytes)>& visit) {
  const std::string name = formats::printable_path(input);
  std::error_code error;
  const fs::file_status status = fs::status(input, error);
  if (!fs::exists(status))
    throw IoError(fmt::format("cannot open {}: {}", name,
                              error ? error.message() : "No such file or directory"));
  std::string path = fs::absolute(input).lexically_normal().generic_string();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const Place place{input, path, fs::canonical(input).generic_string()};
  Walker walker(wanted, inventory, visit);
  if (fs::is_directory(status))
    walker.folder(place);
  else if (fs::is_regular_file(status))
    walker.input_file(place);
  else
    throw IoError(fmt::format("cannot read {}: not a regular file", name));
  walker.require_any(name);
}

}  // namespace posegrad::pose::raw
