#pragma once
#include <functional>
#include <string>
#include <vector>

#include "pose/detections/container/document.h"
#include "pose/detections/container/open_document.h"

namespace posegrad::pose::detections {

/// Collects the documents of a folder, or of an archive with several files, which is the same in
/// another wrapping.
class FolderCollector {
 public:
  /// `path`: as errors name the folder.
  FolderCollector(std::string path, DocumentOpener& opener);

  /// The next file; files come in the order of their names. Left out is a file of a kind that holds
  /// no keypoints, a text of words, an empty file that is named unlike the others, and a broken one
  /// whose name does not promise data. Throws DataError for another broken one.
  void add(const std::string& name, const std::function<NamedBytes()>& load);
  void leave_out(const std::string& name, const std::string& reason);
  void add_folder(const std::string& name);

  /// Throws DataError when nothing is left: with the folders in it, or what the first file is.
  Source finish();

 private:
  void keep(Document document);
  void drop_foreign_empty_files();

  DocumentOpener& opener_;
  Source source_;
  std::string first_reason_;
  std::size_t files_ = 0;
};

/// The documents of a folder on disk: hidden files and folders are not looked at, folders in it
/// named, pipes, devices and sockets left out. Throws IoError when it cannot be read.
Source open_folder(const std::string& path, DocumentOpener& opener, Budget& budget);

/// Those of an archive.
Source open_members(const std::string& path, std::vector<NamedBytes> members,
                    DocumentOpener& opener);

}  // namespace posegrad::pose::detections
