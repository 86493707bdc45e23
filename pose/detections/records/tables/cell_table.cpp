#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/tables/cell_points.h"
#include "pose/detections/records/tables/frame_column.h"
#include "pose/detections/records/tables/people_columns.h"
#include "pose/detections/records/tables/table_reader.h"
#include "pose/detections/records/tables/table_readers.h"

namespace posegrad::pose::detections::tables {
namespace {

class CellTableReader final : public TableReader {
 public:
  std::string name() const override { return "Ultralytics tables, and others with lists in cells"; }
  std::string written_by() const override { return "Ultralytics 8 (to_df(), to_csv()), pandas"; }
  bool is_of_tool() const override { return false; }
  std::string files() const override { return "CSV, folder of CSV"; }
  std::vector<std::string> layouts() const override { return {"coco"}; }

 protected:
  std::optional<std::size_t> header_of(const Document& document) const override {
    constexpr std::size_t kMost = 10;
    if (document.content != Content::table) return std::nullopt;
    for (std::size_t i = 0; i < std::min(kMost, document.table.rows.size()); ++i)
      if (cell_columns(document, i)) return i;
    return std::nullopt;
  }

  void read_table(const Document& document, std::size_t header, const Source& source,
                  const SequenceChoice& choice, Records& records) const override {
    const TableRows rows(document, header);
    const CellColumns columns = cell_columns(document, header).value();
    records.format = "table with keypoints in a cell (" + document.container + ")";
    records.usual = layouts();
    records.size = size_in_columns(rows);
    FrameColumn frames(rows, records);
    PersonColumn ids(rows);
    const VideoColumn video(rows, source, choice);
    arrays::PointsForm form;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (!video.holds(row)) continue;
      const std::size_t frame = frames.frame_of(row);
      std::vector<RawPerson> people = people_of_cells(rows, row, columns, form, records.names);
      for (RawPerson& person : people) {
        if (people.size() == 1) person.id = ids.id_of(row);
        records.frames[frame].people.push_back(std::move(person));
      }
    }
    if (!frames.is_there() && !source.is_folder && rows.size() > 1)
      records.notes.emplace_back("no column tells the frame: each row is taken as one");
    arrays::leave_out_absent_people(records);
    arrays::settle_boxes(records);
    if (form.has_third) arrays::settle_third_numbers(records, document.path);
  }
};

}  // namespace

std::unique_ptr<RecordReader> cell_table_reader() { return std::make_unique<CellTableReader>(); }

}  // namespace posegrad::pose::detections::tables
