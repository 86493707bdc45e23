#pragma once
#include <span>
#include <string>

#include "apps/usage_error.h"

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

}  // namespace posegrad::apps
