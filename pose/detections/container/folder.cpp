#include "pose/detections/container/folder.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/named_bytes.h"
#include "pose/detections/container/text.h"
#include "pose/detections/container/unpack.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

namespace fs = std::filesystem;
using formats::printable;

bool promises_data(std::string_view name) {
  static constexpr std::string_view kEndings[] = {"",    "json", "jsonl", "ndjson", "txt", "csv",
                                                  "tsv", "npy",  "npz",   "h5",     "hdf5"};
  return std::ranges::find(kEndings, file_ending(name)) != std::end(kEndings);
}

bool is_empty(const Document& document) {
  return document.content == Content::text && is_blank(document.text);
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost + 1); ++i) {
    text += i == 0 ? "" : ", ";
    text += i == kMost ? "..." : printable(names[i]);
  }
  return text;
}

struct Listing {
  std::vector<std::string> files, folders;
  std::set<std::string, std::less<>> specials;  // among `files`: pipes, devices, sockets
};

Listing list_of(const std::string& path, std::uint64_t most) {
  Listing listing;
  std::error_code error;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    std::string name = it->path().filename().string();
    if (name.starts_with('.')) continue;
    std::error_code ignored;  // a link to nothing is no file
    if (it->is_directory(ignored)) {
      listing.folders.push_back(std::move(name));
      continue;
    }
    if (!it->is_regular_file(ignored)) listing.specials.insert(name);
    listing.files.push_back(std::move(name));
    if (listing.files.size() > most)
      throw DataError(
          fmt::format("{}: a folder of more than {} files", formats::printable_path(path), most));
  }
  if (error)
    throw IoError(
        fmt::format("cannot open {}: {}", formats::printable_path(path), error.message()));
  std::ranges::sort(listing.files, in_natural_order);
  std::ranges::sort(listing.folders, in_natural_order);
  return listing;
}

}  // namespace

FolderCollector::FolderCollector(std::string path, DocumentOpener& opener) : opener_(opener) {
  source_.path = std::move(path);
  source_.is_folder = true;
}

void FolderCollector::add(const std::string& name, const std::function<NamedBytes()>& load) {
  NamedBytes file = load();
  try {
    std::vector<NamedBytes> parts = opener_.unwrap(std::move(file));
    if (parts.size() > 1) return leave_out(name, "an archive of several files");
    Document document = opener_.open(parts.front());
    const bool is_read_by_people =
        document.content == Content::text && !is_empty(document) && !holds_numbers(document.text);
    if (is_read_by_people) return leave_out(name, "a text that is not of numbers");
    // A detector's weights lie beside what it found more often than keypoints are in such a file.
    if (document.container == "PyTorch") return leave_out(name, "a PyTorch file");
    keep(std::move(document));
  } catch (const ForeignFile& error) {
    leave_out(name, error.what());
  } catch (const DataError& error) {
    if (promises_data(without_compression_ending(name))) throw;
    leave_out(name, error.what());
  }
}

void FolderCollector::keep(Document document) {
  ++files_;
  source_.documents.push_back(std::move(document));
}

void FolderCollector::leave_out(const std::string& name, const std::string& reason) {
  ++files_;
  // Reasons that were thrown name the file already.
  if (first_reason_.empty())
    first_reason_ =
        reason.find(": ") != std::string::npos ? reason : printable(name) + ": " + reason;
  source_.left_out.push_back(printable(name));
}

void FolderCollector::add_folder(const std::string& name) {
  source_.folders.push_back(printable(name));
}

/// A detector that saw nobody writes an empty file, named as the others are; an empty README or
/// lock file is none.
void FolderCollector::drop_foreign_empty_files() {
  std::set<std::string> endings;
  for (const Document& document : source_.documents)
    if (!is_empty(document)) endings.insert(file_ending(document.name));
  if (endings.empty()) endings = {"txt", "csv", "tsv", "json", "jsonl", "ndjson"};
  std::erase_if(source_.documents, [&](const Document& document) {
    if (!is_empty(document) || endings.contains(file_ending(document.name))) return false;
    source_.left_out.push_back(printable(document.name));
    return true;
  });
  std::ranges::sort(source_.left_out, in_natural_order);
}

Source FolderCollector::finish() {
  drop_foreign_empty_files();
  if (!source_.documents.empty()) return std::move(source_);
  const std::string folders =
      source_.folders.empty()
          ? std::string()
          : fmt::format("; it has the folder{} {}: name one of them",
                        source_.folders.size() == 1 ? "" : "s", listed(source_.folders));
  if (files_ == 0 && folders.empty())
    throw DataError(fmt::format("{}: the folder is empty", source_.path));
  if (files_ == 0)
    throw DataError(fmt::format("{}: a folder without files{}", source_.path, folders));
  throw DataError(fmt::format("{}: none of {} file{} holds keypoints: {}; wanted are {}{}",
                              source_.path, files_, files_ == 1 ? "" : "s",
                              first_reason_.empty() ? "empty files" : first_reason_, kWantedFiles,
                              folders));
}

Source open_folder(const std::string& path, DocumentOpener& opener, Budget& budget) {
  const Listing listing = list_of(path, budget.limits().files);
  FolderCollector collector(formats::printable_path(path), opener);
  const std::string before = path.ends_with('/') ? path : path + "/";
  for (const std::string& name : listing.files) {
    if (listing.specials.contains(name)) {
      collector.leave_out(name, "not a regular file");
    } else {
      collector.add(name, [&] { return opener.load(before + name); });
    }
  }
  for (const std::string& name : listing.folders) collector.add_folder(name);
  return collector.finish();
}

Source open_members(const std::string& path, std::vector<NamedBytes> members,
                    DocumentOpener& opener) {
  std::ranges::sort(members, in_natural_order, &NamedBytes::name);
  FolderCollector collector(path, opener);
  for (NamedBytes& member : members) {
    const std::string name = member.name;
    collector.add(name, [&] { return std::move(member); });
  }
  return collector.finish();
}

}  // namespace posegrad::pose::detections
