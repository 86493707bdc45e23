#include "pose/detections/container/open_source.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/stat.h>

#include "pose/detections/container/folder.h"
#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/open_document.h"
#include "pose/detections/container/text.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::printable_path;

std::string_view special_kind(mode_t mode) {
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

/// The file's kind; throws for what can be neither read as a file nor listed as a folder.
bool is_folder(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0)
    throw IoError(fmt::format("cannot open {}: {}", printable_path(path), std::strerror(errno)));
  if (S_ISDIR(info.st_mode)) return true;
  if (!S_ISREG(info.st_mode))
    throw IoError(fmt::format("cannot open {}: {}; a file or a folder is wanted",
                              printable_path(path), special_kind(info.st_mode)));
  return false;
}

Source open_file(const std::string& path, DocumentOpener& opener) {
  std::vector<NamedBytes> files = opener.unwrap(opener.load(path));
  if (files.size() > 1) return open_members(printable_path(path), std::move(files), opener);
  Source source{.path = printable_path(path),
                .is_folder = false,
                .documents = {},
                .left_out = {},
                .folders = {}};
  try {
    source.documents.push_back(opener.open(files.front()));
  } catch (const ForeignFile& error) {
    throw DataError(
        fmt::format("{}; wanted are keypoints of a 2D detector: {}", error.what(), kWantedFiles));
  }
  const Document& document = source.documents.front();
  if (document.content == Content::text && is_blank(document.text))
    throw DataError(fmt::format("{}: the file is empty", document.path));
  return source;
}

}  // namespace

Source open_source(const std::string& path, const Limits& limits) {
  Budget budget(limits);
  DocumentOpener opener(budget);
  return is_folder(path) ? open_folder(path, opener, budget) : open_file(path, opener);
}

std::string container_of(const Source& source) {
  if (source.is_folder) return fmt::format("folder of {} files", source.documents.size());
  return source.documents.empty() ? "" : source.documents.front().container;
}

}  // namespace posegrad::pose::detections
