#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "pose/formats/blob.h"
#include "tensor/dtype.h"

namespace posegrad::pose::raw {

/// A file of a data set, wherever it lies: on the disk, or in an archive there.
struct RawFile {
  std::string path;  // absolute, parts by '/'; an archive is a folder: "/in/a.tgz/S1/Walking.cdf"
  std::string name;  // as errors call it: "in/Walking.cdf", "in/a.tgz: member 'S1/Walking.cdf'"
};

/// What walk() looks at.
struct Wanted {
  std::function<bool(std::string_view path)> file;
  /// Archives in the folders that are looked into, by their path: a download may have large ones
  /// that hold something else.
  std::function<bool(std::string_view path)> archive;
};

/// What was passed by: files by their ending, "cdf".
using Others = std::map<std::string, Index, std::less<>>;
/// "3 .cdf, 12 .txt", or "no files".
std::string others_text(const Others& others);

/// Whether a name ends so, in capitals too: "Walking.CDF".
bool ends_with_any_case(std::string_view name, std::string_view ending);

/// Hands over every wanted file of a folder and all folders in it, in natural order of names, or of
/// one zip or tar archive (gzip-packed too), in its order. Members are read one by one, nothing is
/// written. Hidden files, links out of archives and devices are passed by. Throws IoError when the
/// system refuses; DataError "FILE: ...": a broken or cut archive, one that this build lacks the
/// library for, a member larger than 512 MiB.
Others walk(const std::string& input, const Wanted& wanted,
            const std::function<void(const RawFile& file, const formats::Blob& bytes)>& visit);

}  // namespace posegrad::pose::raw
