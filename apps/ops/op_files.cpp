#include "apps/ops/op_files.h"

#include <algorithm>

#include "apps/op_file_table.h"

namespace posegrad::apps {

OpFiles files_of(const OpInfo& op) {
  OpFiles files;
  for (const OpFile& file : kOpFiles) {
    if (file.key != op.stem && file.key != op.name) continue;
    if (file.path.starts_with("autograd/")) {
      if (std::ranges::find(files.autograd, file.path) == files.autograd.end())
        files.autograd.push_back(file.path);
    } else if (file.path.starts_with("tests/")) {
      files.tests.push_back(file.path);
    } else if (file.path.ends_with(".h")) {
      files.header = file.path;
    } else if (file.path.ends_with("_ref.cpp")) {
      files.reference = file.path;
    } else {
      files.sources.push_back(file.path);
    }
  }
  return files;
}

}  // namespace posegrad::apps
