#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/records/json/values.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// What a time is measured in; `open`: to be seen from the distances between the frames.
enum class TimeUnit { milliseconds, seconds, microseconds, open };

/// What JSON says about a frame beside its people.
struct FrameInfo {
  std::optional<double> number;
  std::string name;  // of the picture
  std::optional<double> time;
  std::optional<double> index;  // "index", "id": a number if nothing better tells frames apart
  TimeUnit unit = TimeUnit::open;
  std::optional<VideoSize> size;
  bool has_key() const { return number || !name.empty() || time; }
};

/// Reads number ("frame", "frame_id", "frameIndex", "image_id", ...), name ("image", "file_name",
/// ...), time ("timestamp_ms", "timestamp", ...) and size ("width" and "height", "canvas_width",
/// "image": {width, height}, ...) of a dict, however its keys are spelled. Throws DataError for a
/// size that is none.
FrameInfo frame_info(const formats::Field& dict);
/// Of a person's dict, in which width and height may be those of a box.
FrameInfo frame_info_of_person(const formats::Field& dict);
/// Whether a dict says which frame it is of, quickly.
bool has_frame_key(const formats::Value& dict);

/// What a dict around frames says about all of them.
struct VideoInfo {
  std::optional<VideoSize> size;
  std::optional<double> fps;
};
/// Of the dict, or of one in it that is there for that ("metadata", "video_info", ...).
VideoInfo video_info(const formats::Field& dict);

/// Decides how frames are keyed by what all of them have: numbers, else names, else times
/// (brought to milliseconds), else an index that rises from 0 or 1, else their positions, and puts
/// it into `frames`, one for each of `infos`. Throws DataError "WHERE: ..." when only some have
/// any.
FrameKeys settle_frame_keys(const std::vector<FrameInfo>& infos, std::vector<RawFrame>& frames,
                            std::vector<std::string>& notes);

}  // namespace posegrad::pose::detections
