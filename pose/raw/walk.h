#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/blob.h"
#include "pose/raw/inventory.h"

namespace posegrad::pose::raw {

/// A file of a data set, wherever it lies: on the disk, or in an archive there.
struct RawFile {
  std::string path;  // absolute, parts by '/'; an archive is a folder: "/in/a.tgz/S1/Walking.cdf"
  std::string name;  // as errors call it: "in/Walking.cdf", "in/a.tgz: member 'S1/Walking.cdf'"
};

/// What is done with a file.
struct Use {
  bool is_read = false;
  std::string_view left_out = {};  // why not, of one that is known
};

/// What walk() looks at.
struct Wanted {
  std::function<Use(std::string_view path)> file;
  /// Words of which a folder's archive has one in its name, in any case, to be looked into; others
  /// may be large and hold something else. A subject's name will do as well.
  std::vector<std::string_view> archives;
  std::string_view example;  // of such a file, for messages
};

/// Hands over every wanted file of a folder and all folders in it, in natural order of names, or of
/// one zip or tar archive (gzip-packed too), in its order. A link counts by its name, or by what it
/// leads to. Members are read one by one, nothing is written. Notes what is left out, archives that
/// are not looked into, links back to a folder around them, and folders outside of a subject's that
/// cannot be opened. Hidden files, links in archives, pipes and devices are passed by. Throws
/// IoError when the system refuses; DataError "FILE: ...": a broken or cut archive, an empty file or
/// a web page instead of data, one that this build lacks the library for, a member larger than 512
/// MiB; no wanted file at all, with what is there instead and the command for that.
void walk(const std::string& input, const Wanted& wanted, Inventory& inventory,
          const std::function<void(const RawFile& file, const formats::Blob& bytes)>& visit);

}  // namespace posegrad::pose::raw
