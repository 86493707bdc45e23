#include "pose/detections/records/tables/media_pipe_table.h"

namespace posegrad::pose::detections::tables {

void name_media_pipe(bool has_depth, Records& records) {
  constexpr std::size_t kLandmarks = 33;
  for (const RawFrame& frame : records.frames) {
    for (const RawPerson& person : frame.people) {
      if (!has_depth || person.points.size() != kLandmarks) return;
      records.format = "MediaPipe, " + records.format;
      records.usual = {"mediapipe"};
      return;
    }
  }
}

}  // namespace posegrad::pose::detections::tables
