#include "pose/detections/records/json/generic_keys.h"

#include <algorithm>
#include <array>
#include <span>

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;
using Keys = std::span<const std::string_view>;

constexpr std::array<std::string_view, 31> kPoints{"keypoints",
                                                   "predkeypoints",
                                                   "2dkeypoints",
                                                   "bodykeypoints",
                                                   "keypointsbody",
                                                   "kp",
                                                   "kp2d",
                                                   "skeleton2d",
                                                   "joint2d",
                                                   "keypoints2d",
                                                   "posekeypoints2d",
                                                   "posekeypoints",
                                                   "kpts",
                                                   "kps",
                                                   "kpts2d",
                                                   "joints2d",
                                                   "joints",
                                                   "keypoint2d",
                                                   "keypoint",
                                                   "keypointcoords",
                                                   "keypointsxy",
                                                   "landmarks",
                                                   "poselandmarks",
                                                   "points",
                                                   "pose2d",
                                                   "bodyparts",
                                                   "coordinates",
                                                   "coords",
                                                   "positions",
                                                   "body",
                                                   "pose"};
constexpr std::array<std::string_view, 17> kScores{"keypointscores",
                                                   "keypointsscores",
                                                   "keypointsscore",
                                                   "keypointscore",
                                                   "kptscores",
                                                   "keypointconfidences",
                                                   "keypointconfidence",
                                                   "keypointsconf",
                                                   "keypointconf",
                                                   "scores",
                                                   "score",
                                                   "confidences",
                                                   "confidence",
                                                   "confs",
                                                   "conf",
                                                   "visibility",
                                                   "visible"};
constexpr std::array<std::string_view, 11> kScore{
    "score",          "confidence", "conf",           "bboxscore",   "personscore", "posescore",
    "detectionscore", "detscore",   "bboxconfidence", "probability", "scores"};
constexpr std::array<std::string_view, 9> kBox{
    "bbox", "box", "boundingbox", "bboxes", "boxes", "rect", "bboxxyxy", "xyxy", "predboxes"};
constexpr std::array<std::string_view, 15> kId{"trackid",   "trackingid", "trackerid", "personid",
                                               "idx",       "pid",        "playerid",  "objectid",
                                               "subjectid", "track",      "trackids",  "ids",
                                               "personidx", "person",     "id"};

/// The entry whose plain key stands first among `keys`, of those that fit.
template <class Fits>
const Value::Entry* entry_of(const Value& dict, Keys keys, Fits fits) {
  const Value::Entry* found = nullptr;
  auto best = keys.end();
  if (!dict.is_dict()) return nullptr;
  for (const Value::Entry& entry : dict.entries()) {
    if (!entry.first.is_text()) continue;
    const auto key = std::find(keys.begin(), best, plain_key(entry.first.as_text()));
    if (key == best || !fits(entry.second)) continue;
    best = key;
    found = &entry;
  }
  return found;
}

template <class Fits>
std::optional<Field> field_of(const Field& dict, Keys keys, Fits fits) {
  const Value::Entry* entry = entry_of(dict.value(), keys, fits);
  if (entry == nullptr) return std::nullopt;
  return opened(dict.at(entry->first.as_text()));
}

bool is_any(const Value&) { return true; }
bool is_list(const Value& value) { return opened(value).is_sequence(); }
bool is_number(const Value& value) {
  return number_in(value).has_value() ||
         (value.is_sequence() && value.size() == 1 && number_in(value.items().front()));
}

}  // namespace

const Value* points_in(const Value& dict) {
  const Value::Entry* entry = entry_of(dict, kPoints, is_any);
  return entry == nullptr ? nullptr : &entry->second;
}
std::optional<Field> points_at(const Field& dict) { return field_of(dict, kPoints, is_any); }

std::optional<Field> scores_at(const Field& dict) {
  return field_of(dict, kScores,
                  [](const Value& value) { return is_list(value) && opened(value).size() > 1; });
}
std::optional<Field> score_at(const Field& dict) { return field_of(dict, kScore, is_number); }
std::optional<Field> box_at(const Field& dict) {
  return field_of(dict, kBox, [](const Value& value) { return is_list(value) || value.is_dict(); });
}
std::optional<Field> id_field_at(const Field& dict) {
  return field_of(dict, kId, [](const Value& value) {
    return !value.is_none() && !value.is_dict() && !value.is(Value::Kind::boolean);
  });
}

}  // namespace posegrad::pose::detections
