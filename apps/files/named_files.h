#pragma once
#include <span>
#include <string>
#include <vector>

namespace posegrad::apps {

/// A file or folder that the command line names.
struct NamedFile {
  std::string option;  // that names it
  std::string path;    // empty: it was not given
};

/// Sees to it, before anything is written, that every output has a place of its own. Throws
/// UsageError, naming both options, for one that would replace an input, a file in an input folder
/// or a picture of an input's pattern, whatever the spelling of their paths, and for two in one
/// place; IoError for one whose folder is missing and one that is there and no regular file.
void check_output_files(std::span<const NamedFile> outputs, std::span<const NamedFile> inputs);

/// Makes a folder, and those around it, unless it is there. Throws IoError naming it.
void make_folder(const std::string& folder);

/// Throws IoError naming what make_folder() would fail at, before long work for it.
void check_folder_can_be_made(const std::string& folder);

/// What the files FOLDER/BEGIN*END have in the star's place, short names first. Empty when the
/// folder cannot be read.
std::vector<std::string> names_between(const std::string& folder, const std::string& begin,
                                       const std::string& end);

/// Throws IoError when there is no such file: "cannot open PATH: ...; THERE_ARE a, b, c" with the
/// names (the last of many), or "...; OTHERWISE" when there are none.
void require_file(const std::string& path, const std::vector<std::string>& names,
                  const std::string& there_are, const std::string& otherwise);

}  // namespace posegrad::apps
