#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/tables/column_name.h"
#include "pose/detections/records/tables/frame_column.h"
#include "pose/detections/records/tables/joint_columns.h"
#include "pose/detections/records/tables/joint_slots.h"
#include "pose/detections/records/tables/people_columns.h"
#include "pose/detections/records/tables/table_reader.h"
#include "pose/detections/records/tables/table_readers.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewestJoints = 5;

/// Rows that are points of a body in the video that was chosen.
std::vector<bool> used_rows(const TableRows& rows, const LongColumns& columns,
                            const VideoColumn& video, std::vector<std::string>& notes) {
  constexpr std::string_view kBodies[] = {"pose", "body", "poselandmarks", "poselandmark"};
  const auto is_body = [&](std::size_t row) {
    const std::string kind = arrays::bare_name(rows.cell(row, columns.kind));
    return std::ranges::find(kBodies, kind) != std::end(kBodies);
  };
  bool has_bodies = false;
  for (std::size_t row = 0; columns.kind != kNoColumn && row < rows.size(); ++row)
    has_bodies = has_bodies || is_body(row);
  std::vector<bool> used(rows.size(), false);
  std::size_t others = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!video.holds(row)) continue;
    used[row] = !has_bodies || is_body(row);
    others += used[row] ? 0 : 1;
  }
  if (others > 0)
    notes.push_back(fmt::format("{} points that are not of the body ({}) are left out", others,
                                rows.names()[columns.kind]));
  return used;
}

/// Puts rows together to people.
class PeopleOfRows {
 public:
  PeopleOfRows(const TableRows& rows, const LongColumns& columns, const JointSlots& slots)
      : rows_(rows), columns_(columns), slots_(slots), ids_(rows) {
    has_people_ =
        ids_.is_there() && ids_.column() != columns.number && ids_.column() != columns.name;
  }

  void add(std::size_t row, std::size_t frame, Records& records) {
    const auto id = has_people_ ? ids_.id_of(row) : std::nullopt;
    std::vector<Begun>& people = begun_[{frame, id.value_or(-1)}];
    const std::size_t slot = slots_.slot_of(row);
    if (people.empty() || people.back().has[slot]) begin_person(row, frame, id, people, records);
    people.back().has[slot] = true;
    records.frames[frame].people[people.back().index].points[slot] = {
        rows_.number(row, columns_.x), rows_.number(row, columns_.y),
        columns_.score == kNoColumn ? kNaN : rows_.number(row, columns_.score)};
  }

  bool guessed() const noexcept { return guessed_; }

 private:
  struct Begun {
    std::size_t index;  // among the frame's people
    std::vector<bool> has;
  };

  void begin_person(std::size_t row, std::size_t frame, const std::optional<double>& id,
                    std::vector<Begun>& people, Records& records) {
    if (!people.empty() && id)
      throw DataError(
          fmt::format("{}: {}: joint '{}' of person {} stands twice in one frame",
                      rows_.document().path, rows_.where(row),
                      formats::printable(rows_.cell(
                          row, columns_.name != kNoColumn ? columns_.name : columns_.number)),
                      *id));
    guessed_ = guessed_ || !people.empty();
    std::vector<RawPerson>& all = records.frames[frame].people;
    people.push_back({all.size(), std::vector<bool>(slots_.count(), false)});
    RawPerson person{{}, kNaN, {}, id, rows_.where(row)};
    person.points.assign(slots_.count(), {kNaN, kNaN, kNaN});
    all.push_back(std::move(person));
  }

  const TableRows& rows_;
  const LongColumns& columns_;
  const JointSlots& slots_;
  PersonColumn ids_;
  bool has_people_ = false, guessed_ = false;
  std::map<std::pair<std::size_t, double>, std::vector<Begun>> begun_;
};

class LongTableReader final : public TableReader {
 public:
  std::string name() const override { return "table with a row for each joint"; }
  std::string written_by() const override { return "anybody; MediaPipe's landmarks"; }
  bool is_of_tool() const override { return false; }
  std::string files() const override { return "CSV, TSV, folder of them"; }
  std::vector<std::string> layouts() const override { return {"mediapipe", "coco"}; }

 protected:
  std::optional<std::size_t> header_of(const Document& document) const override {
    return find_header(document, [](const std::vector<std::string>& row) {
      return long_columns(row).has_value();
    });
  }

  void read_table(const Document& document, std::size_t header, const Source& source,
                  const SequenceChoice& choice, Records& records) const override {
    const TableRows rows(document, header);
    const LongColumns columns = long_columns(rows.names()).value();
    records.format = "table with a row for each joint (" + document.container + ")";
    records.units = columns.units;
    records.size = size_in_columns(rows);
    const VideoColumn video(rows, source, choice);
    const std::vector<bool> used = used_rows(rows, columns, video, records.notes);
    const JointSlots slots(rows, columns, used);
    if (slots.count() < kFewestJoints)
      throw DataError(fmt::format(
          "{}: {} joints in column '{}'; 5 and more are wanted", document.path, slots.count(),
          rows.names()[columns.name != kNoColumn ? columns.name : columns.number]));
    records.names = slots.names();
    FrameColumn frames(rows, records);
    if (!frames.is_there() && !source.is_folder)
      throw DataError(fmt::format(
          "{}: no column tells the frame; wanted is one named 'frame', 'image' or 'time_ms'",
          document.path));
    if (!frames.is_there()) records.frames.emplace_back();
    PeopleOfRows people(rows, columns, slots);
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (used[row]) people.add(row, frames.is_there() ? frames.frame_of(row) : 0, records);
    if (people.guessed())
      records.notes.emplace_back(
          "no column tells the person: where a joint comes again in a frame, another one begins");
    arrays::leave_out_absent_people(records);
    if (columns.has_depth) arrays::require_positions_in_pictures(records, document.path);
    name_media_pipe(columns.has_depth, records);
  }
};

}  // namespace

std::unique_ptr<RecordReader> long_table_reader() { return std::make_unique<LongTableReader>(); }

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
