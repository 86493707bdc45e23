#include "pose/detections/records/arrays/field_names.h"

#include <array>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections::arrays {

using formats::ArrayType;
using formats::Field;
using formats::Value;
using Name = std::string_view;

std::string bare_name(Name name) {
  std::string plain;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
  }
  return plain;
}

std::optional<std::string> text_of(const Value& value) {
  if (value.is_text()) return value.as_text();
  if (!value.is_array()) return std::nullopt;
  const formats::NdArray& array = value.as_array();
  const bool is_text = array.type() == ArrayType::text || array.type() == ArrayType::bytes;
  if (!is_text || array.numel() != 1) return std::nullopt;
  return array.text(0);
}

std::optional<Field> find_named(const Field& dict, FieldNames names,
                                const std::function<bool(const Value&)>& suits) {
  if (!dict.value().is_dict()) return std::nullopt;
  const Value* found = nullptr;
  std::string key;
  std::size_t rank = names.size();
  for (const auto& [name, value] : dict.value().entries()) {
    const auto text = text_of(name);
    if (!text || value.unwrapped().is_none()) continue;
    const std::string plain = bare_name(*text);
    for (std::size_t i = 0; i < rank; ++i) {
      if (names[i] != plain || !suits(value.unwrapped())) continue;
      found = &value;
      key = *text;
      rank = i;
    }
  }
  if (found == nullptr) return std::nullopt;
  return Field(found->unwrapped(), fmt::format("{}: {}", dict.where(), formats::printable(key)));
}

FieldNames point_names() {
  static constexpr std::array<Name, 42> kNames{"keypoints",
                                               "keypoint",
                                               "keypoints2d",
                                               "keypoint2d",
                                               "predkeypoints",
                                               "kpts",
                                               "kpts2d",
                                               "kpt",
                                               "kps",
                                               "kps2d",
                                               "kp",
                                               "kp2d",
                                               "keypts",
                                               "posekeypoints2d",
                                               "poses2d",
                                               "pose2d",
                                               "joints2d",
                                               "joint2d",
                                               "landmarks2d",
                                               "poselandmarks",
                                               "landmarks",
                                               "landmark",
                                               "poses",
                                               "pose",
                                               "joints",
                                               "points2d",
                                               "points",
                                               "pts2d",
                                               "pts",
                                               "coordinates",
                                               "coords",
                                               "xy",
                                               "skeletons",
                                               "skeleton",
                                               "reconstruction",
                                               "predictions",
                                               "prediction",
                                               "preds",
                                               "pred",
                                               "data",
                                               "arr0",
                                               "bodykeypoints"};
  return kNames;
}

FieldNames point_score_names() {
  // The first twelve say what they are the scores of.
  static constexpr std::array<Name, 20> kNames{
      "keypointscores", "keypointsscores", "keypointscore", "keypointsscore", "kptscores",
      "kptsscores",     "kptscore",        "pointscores",   "keypointsconf",  "keypointconf",
      "kptsconf",       "kptconf",         "scores",        "confidences",    "confidence",
      "conf",           "score",           "visibility",    "visible",        "likelihood"};
  return kNames;
}

FieldNames joint_score_names() { return point_score_names().first(12); }

FieldNames person_score_names() {
  static constexpr std::array<Name, 12> kNames{
      "personscore", "personscores", "bboxscore",     "bboxscores", "boxscore",   "boxscores",
      "bboxesscore", "score",        "instancescore", "scores",     "confidence", "proposalscore"};
  return kNames;
}

FieldNames box_names() {
  static constexpr std::array<Name, 8> kNames{"bbox", "bboxes",    "box",       "boxes",
                                              "xyxy", "predboxes", "personbox", "personbbox"};
  return kNames;
}

FieldNames id_names() {
  static constexpr std::array<Name, 12> kNames{"trackid",  "trackids",  "trackingid", "track",
                                               "personid", "personids", "objectid",   "instanceid",
                                               "ids",      "id",        "idx",        "playerid"};
  return kNames;
}

FieldNames joint_label_names() {
  static constexpr std::array<Name, 14> kNames{
      "keypointnames", "keypointsnames", "kptnames",  "jointnames",    "jointsnames",
      "nodenames",     "landmarknames",  "bodyparts", "bodypartnames", "partnames",
      "pointnames",    "names",          "joints",    "nodes"};
  return kNames;
}

FieldNames people_names() {
  static constexpr std::array<Name, 13> kNames{
      "people",     "persons", "instances", "predinstances", "predictions",
      "detections", "results", "objects",   "annotations",   "poses",
      "skeletons",  "bodies",  "humans"};
  return kNames;
}

FieldNames frame_number_names() {
  static constexpr std::array<Name, 19> kNames{
      "frame",    "frameid",  "frameidx",     "frameindex",   "framenumber", "framenum", "frameno",
      "frameids", "frames",   "framenumbers", "frameindices", "imageid",     "imgid",    "imageids",
      "imgids",   "imageidx", "frameidxs",    "framenr",      "fnum"};
  return kNames;
}

FieldNames picture_names() {
  static constexpr std::array<Name, 20> kNames{
      "imagename", "imgname",   "filename",   "framename", "picture",    "imagepath", "imgpath",
      "imagefile", "imgfile",   "image",      "img",       "path",       "file",      "imagenames",
      "imgnames",  "filenames", "framenames", "images",    "imagepaths", "paths"};
  return kNames;
}

FieldNames fps_names() {
  static constexpr std::array<Name, 4> kNames{"fps", "framerate", "videofps", "frequency"};
  return kNames;
}

}  // namespace posegrad::pose::detections::arrays
