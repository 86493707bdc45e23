#include "pose/detections/container/keypoint_kind.h"

#include <optional>
#include <string>

#include "pose/detections/container/archive.h"
#include "pose/detections/container/arrays.h"
#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/json_documents.h"
#include "pose/detections/container/text.h"
#include "pose/detections/container/text_tables.h"
#include "pose/detections/container/unpack.h"
#include "pose/formats/npy.h"
#include "pose/formats/torch_file.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

bool is_text_of_keypoints(std::string_view begin) {
  try {
    const std::optional<std::string> converted = to_utf8(begin, "");
    const std::string_view text = converted ? *converted : begin;
    return looks_like_json(text) || is_trc(text) || csv_dialect(text, false);
  } catch (const DataError&) {
    return false;
  }
}

}  // namespace

bool may_hold_keypoints(std::string_view begin) {
  constexpr std::string_view kZip = "PK\x03\x04";
  if (begin.starts_with(kZip) || is_tar(begin) || !compression_of(begin).empty()) return true;
  if (is_hdf5(begin) || formats::is_npy(begin) || formats::is_torch_legacy(begin)) return true;
  if (!foreign_kind(begin).empty()) return false;
  return looks_like_text(begin) ? is_text_of_keypoints(begin) : looks_like_pickle(begin);
}

}  // namespace posegrad::pose::detections
