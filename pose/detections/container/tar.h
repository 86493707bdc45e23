#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"

namespace posegrad::pose::detections {

/// Whether bytes are a tar archive of POSIX or GNU.
bool is_tar(std::string_view bytes);

/// Content of the present member; `path` is what errors call it.
using ReadMember = std::function<formats::Blob(const std::string& path)>;

/// Calls `visit` for each regular file of a tar archive. By libarchive, which a build may lack.
/// Throws DataError "NAME: ...": cut or broken, a member larger than the budget allows.
void read_tar(const formats::Blob& bytes, const std::string& name, Budget& budget,
              const std::function<void(std::string_view name, const ReadMember& read)>& visit);

}  // namespace posegrad::pose::detections
