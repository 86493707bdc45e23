#include "pose/detections/records/tables/long_columns.h"

#include <algorithm>
#include <array>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/tables/column_name.h"

namespace posegrad::pose::detections::tables {
namespace {

using Name = std::string_view;

constexpr std::array<Name, 21> kNumbers{
    "landmarkindex", "landmarkid", "landmarkidx", "landmarknumber", "keypointindex", "keypointid",
    "keypointidx",   "jointindex", "jointid",     "jointidx",       "partid",        "nodeid",
    "pointid",       "pointindex", "kptid",       "kptidx",         "kpid",          "kpidx",
    "markerid",      "bodypartid", "lmid"};
constexpr std::array<Name, 22> kNames{
    "landmarkname", "keypointname", "jointname", "bodypartname", "nodename", "partname",
    "pointname",    "markername",   "kptname",   "landmark",     "keypoint", "joint",
    "bodypart",     "bodyparts",    "part",      "node",         "point",    "marker",
    "kpt",          "kp",           "lm",        "name"};
constexpr std::array<Name, 4> kKinds{"type", "landmarktype", "posetype", "kind"};

std::size_t column_called(std::span<const std::string> header, std::span<const Name> names) {
  for (const Name name : names)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (arrays::bare_name(header[i]) == name) return i;
  return kNoColumn;
}

bool has_both(const LongColumns& columns) {
  return columns.x != kNoColumn && columns.y != kNoColumn;
}

/// Columns "x", "y", "z" and a score, in pixels rather than in fractions.
LongColumns coordinates(std::span<const std::string> header, Units units) {
  LongColumns columns;
  columns.units = units;
  int rank = 1000;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const ColumnName name = column_name(header[i]);
    constexpr std::array<Name, 8> kOfJoint{"",      "keypoint", "kpt",  "point",
                                           "joint", "landmark", "node", "image"};
    const bool is_of_joint =
        std::ranges::find(kOfJoint, arrays::bare_name(name.joint)) != kOfJoint.end();
    if (name.is_in_space || !is_of_joint) continue;
    if (name.part == Part::score && name.rank < rank) {
      rank = name.rank;
      columns.score = i;
    }
    if (name.part == Part::z) columns.has_depth = true;
    if (name.units != units) continue;
    if (name.part == Part::x && columns.x == kNoColumn) columns.x = i;
    if (name.part == Part::y && columns.y == kNoColumn) columns.y = i;
  }
  return columns;
}

}  // namespace

std::optional<LongColumns> long_columns(std::span<const std::string> header) {
  LongColumns columns;
  for (const Units units : {Units::pixels, Units::unknown, Units::fractions}) {
    columns = coordinates(header, units);
    if (has_both(columns)) break;
  }
  if (!has_both(columns)) return std::nullopt;
  columns.number = column_called(header, kNumbers);
  columns.name = column_called(header, kNames);
  columns.kind = column_called(header, kKinds);
  if (columns.number == kNoColumn && columns.name == kNoColumn)
    columns.number = column_called(header, std::array{Name("id"), Name("index"), Name("idx")});
  if (columns.number == kNoColumn && columns.name == kNoColumn) return std::nullopt;
  return columns;
}

}  // namespace posegrad::pose::detections::tables
