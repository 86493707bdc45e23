#include "pose/raw/walk.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/container/archive.h"
#include "pose/detections/container/budget.h"
#include "pose/detections/container/named_bytes.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/zip_reader.h"
#include "pose/raw/inventory.h"
#include "tensor/error.h"

namespace posegrad::pose::raw {
namespace {

namespace fs = std::filesystem;
using detections::Budget;
using formats::Blob;

bool is_archive_name(std::string_view path) {
  const auto ends = [&](std::string_view ending) { return ends_with_any_case(path, ending); };
  return ends(".zip") || ends(".tar") || ends(".tgz") || ends(".tar.gz");
}

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

class Walker {
 public:
  Walker(const Wanted& wanted, const std::function<void(const RawFile&, const Blob&)>& visit)
      : wanted_(wanted), visit_(visit) {}

  /// `named` is how the user calls it, `path` the same from the root.
  void folder(const fs::path& named, const fs::path& path) {
    if (++depth_ > kMostFolders)
      throw DataError(fmt::format("{}: folders in folders, more than {} deep",
                                  formats::printable_path(named.string()), kMostFolders));
    for (const std::string& entry : entries(named)) {
      std::error_code error;
      const fs::path called = (named / entry).lexically_normal();  // not "./S1"
      const fs::file_status status = fs::status(called, error);
      if (fs::is_directory(status))
        folder(called, path / entry);
      else if (fs::is_regular_file(status))
        file(called, path / entry, false);
    }
    --depth_;
  }

  /// `is_input`: the user named this very file.
  void file(const fs::path& named, const fs::path& path, bool is_input) {
    const std::string from_root = path.generic_string();
    if (is_archive_name(from_root) && (is_input || wanted_.archive(from_root))) {
      archive(named.string(), from_root);
    } else if (wanted_.file(from_root)) {
      visit_({from_root, formats::printable_path(named.string())},
             formats::read_file(named.string()));
    } else {
      pass(from_root);
    }
  }

  Others take_others() { return std::move(others_); }

 private:
  static constexpr int kMostFolders = 32;

  static std::vector<std::string> entries(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      std::string name = it->path().filename().string();
      if (!name.starts_with('.')) names.push_back(std::move(name));
    }
    if (error)
      throw IoError(fmt::format("cannot open {}: {}", formats::printable_path(folder.string()),
                                error.message()));
    std::ranges::sort(names, detections::in_natural_order);
    return names;
  }

  void archive(const std::string& named, const std::string& from_root) {
    const std::string name = formats::printable_path(named);
    const auto member = [&](std::string_view inside, auto&& read) {
      while (inside.starts_with("./")) inside.remove_prefix(2);
      if (inside.empty() || inside.ends_with('/') || is_hidden(inside)) return;
      const std::string path = fmt::format("{}/{}", from_root, inside);
      if (!wanted_.file(path)) return pass(path);
      const std::string called =
          fmt::format("{}: member '{}'", name, formats::printable_path(inside));
      visit_({path, called}, read(called));
    };
    Budget budget(limits());
    if (formats::is_zip(named)) {
      const formats::ZipReader zip(named);
      for (const std::string& inside : zip.names())
        member(inside, [&](const std::string& called) {
          budget.take_unpacked(fs::file_size(named), zip.open(inside)->remaining(), called);
          return zip.read(inside);
        });
      return;
    }
    detections::read_tar(formats::read_file(named), name, budget, member);
  }

  void pass(std::string_view path) { ++others_[detections::file_ending(path)]; }

  const Wanted& wanted_;
  const std::function<void(const RawFile&, const Blob&)>& visit_;
  Others others_;
  int depth_ = 0;
};

}  // namespace

bool ends_with_any_case(std::string_view name, std::string_view ending) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return name.size() >= ending.size() &&
         std::ranges::equal(name.substr(name.size() - ending.size()), ending, {}, lower, lower);
}

std::string others_text(const Others& others) {
  std::vector<std::string> counts;
  for (const auto& [ending, count] : others)
    counts.push_back(ending.empty() ? fmt::format("{} without an ending", count)
                                    : fmt::format("{} .{}", count, ending));
  return counts.empty() ? "no files" : listed(counts);
}

Others walk(const std::string& input, const Wanted& wanted,
            const std::function<void(const RawFile& file, const Blob& bytes)>& visit) {
  std::error_code error;
  const fs::file_status status = fs::status(input, error);
  if (!fs::exists(status))
    throw IoError(fmt::format("cannot open {}: {}", formats::printable_path(input),
                              error ? error.message() : "No such file or directory"));
  Walker walker(wanted, visit);
  const fs::path path = fs::absolute(input).lexically_normal();
  if (fs::is_directory(status))
    walker.folder(input, path);
  else
    walker.file(input, path, true);
  return walker.take_others();
}

}  // namespace posegrad::pose::raw
