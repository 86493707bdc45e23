#pragma once
#include <optional>
#include <string>

#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// The size that the file states for its pictures: of all, else that of every frame that has one.
/// Nothing when it states none, or its frames differ and `told` says a size for all of them.
/// Throws DataError "SOURCE: ..." that names two frames of different sizes, and for a size that is
/// none.
std::optional<VideoSize> stated_size(const Records& records, const std::optional<VideoSize>& told,
                                     const std::string& source);

inline bool same_size(const VideoSize& a, const VideoSize& b) {
  return a.width == b.width && a.height == b.height;
}
inline VideoSize turned_size(const VideoSize& size) { return {size.height, size.width}; }

/// "1280x720"
std::string size_text(const VideoSize& size);

}  // namespace posegrad::pose::detections
