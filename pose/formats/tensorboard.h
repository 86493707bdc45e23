#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose::formats {

/// One number of a step. TensorBoard puts what stands before the tag's first slash together.
struct TensorboardScalar {
  std::string tag;  // "3d_mm/valid"
  float value;
};

/// One event of a file that TensorBoard shows, as far as we write them: message Event with
/// file_version, session_log or summary.  Source: TensorBoard's event.proto and summary.proto.
struct TensorboardEvent {
  double wall_time = 0;  // seconds since 1970
  Index step = 0;
  std::string version = {};  // not empty only in a file's first event
  /// A run starts, or starts again, at `step`: TensorBoard then leaves out what it has read of this
  /// step and later ones, of earlier files too.
  bool starts = false;
  std::vector<TensorboardScalar> scalars = {};
};

/// Of files whose starts count as said above.
inline constexpr const char* kTensorboardVersion = "brain.Event:2";

/// How names of such files begin, by which TensorBoard finds them. It reads a folder's files in the
/// order of their names, the seconds that follow.
inline constexpr std::string_view kTensorboardPrefix = "events.out.tfevents.";

/// The event as a record of such a file.
std::string tensorboard_record(const TensorboardEvent& event);

struct TensorboardEvents {
  std::vector<TensorboardEvent> events;
  bool is_cut = false;  // inside of the last event, which is left out
};

/// The events of a file by any program, with what of them we know. Scalars are those that are kept
/// as simple_value. Throws IoError, and DataError naming the file for what is no such file or damaged.
TensorboardEvents read_tensorboard(const std::string& path);

}  // namespace posegrad::pose::formats
