#include <limits>

#include <fmt/format.h>

#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/tables/frame_column.h"
#include "pose/detections/records/tables/joint_columns.h"
#include "pose/detections/records/tables/people_columns.h"
#include "pose/detections/records/tables/table_reader.h"
#include "pose/detections/records/tables/table_readers.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<RawPoint> points_of(const TableRows& rows, std::size_t row,
                                const PersonColumns& person) {
  std::vector<RawPoint> points;
  points.reserve(person.joints.size());
  const auto number = [&](std::size_t column) {
    return column == kNoColumn ? kNaN : rows.number(row, column);
  };
  for (const JointColumns& joint : person.joints)
    points.push_back({number(joint.x), number(joint.y), number(joint.score)});
  return points;
}

class WideTableReader final : public TableReader {
 public:
  std::string name() const override { return "table with columns for each joint"; }
  std::string written_by() const override { return "anybody"; }
  bool is_of_tool() const override { return false; }
  std::string files() const override { return "CSV, TSV, TRC, folder of them"; }
  std::vector<std::string> layouts() const override {
    return {"coco", "mediapipe", "body_25", "coco_18", "halpe_26"};
  }

 protected:
  std::optional<std::size_t> header_of(const Document& document) const override {
    return find_header(
        document, [](const std::vector<std::string>& row) { return wide_header(row).has_value(); });
  }

  void read_table(const Document& document, std::size_t header, const Source& source,
                  const SequenceChoice& choice, Records& records) const override {
    const TableRows rows(document, header);
    const WideHeader joints = wide_header(rows.names()).value();
    if (joints.is_in_space)
      throw DataError(fmt::format(
          "{}: positions in space (Anipose's columns 'ncams'); wanted are those in the pictures",
          document.path));
    records.format = "table with columns for each joint (" + document.container + ")";
    records.names = joints.names;
    records.notes = joints.notes;
    records.units = joints.units;
    records.size = size_in_columns(rows);
    add_rows(rows, joints, source, choice, records);
    arrays::leave_out_absent_people(records);
    if (joints.has_depth) arrays::require_positions_in_pictures(records, document.path);
    name_media_pipe(joints.has_depth, records);
  }

 private:
  static void add_rows(const TableRows& rows, const WideHeader& joints, const Source& source,
                       const SequenceChoice& choice, Records& records) {
    FrameColumn frames(rows, records);
    PersonColumn ids(rows);
    const VideoColumn video(rows, source, choice);
    const BoxColumns boxes(rows);
    const auto scores = person_score_column(rows);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (!video.holds(row)) continue;
      const std::size_t frame = frames.frame_of(row);
      for (const PersonColumns& columns : joints.people) {
        RawPerson person{points_of(rows, row, columns), kNaN, {}, {}, rows.where(row)};
        person.id = columns.number ? columns.number : ids.id_of(row);
        if (joints.people.size() == 1) {
          person.box = boxes.box_of(row);
          if (scores) person.score = rows.number(row, *scores);
        }
        records.frames[frame].people.push_back(std::move(person));
      }
    }
    if (!frames.is_there() && !source.is_folder && rows.size() > 1)
      records.notes.emplace_back("no column tells the frame: each row is taken as one");
  }
};

}  // namespace

std::unique_ptr<RecordReader> wide_table_reader() { return std::make_unique<WideTableReader>(); }

}  // namespace posegrad::pose::detections::tables
