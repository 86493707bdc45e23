#include <fmt/format.h>

#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/sequence_choice.h"
#include "pose/detections/records/tables/deeplabcut_columns.h"
#include "pose/detections/records/tables/pandas_frame.h"
#include "pose/detections/records/tables/table_readers.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections::tables {
namespace {

using formats::Field;
using formats::Value;

/// The name of the first group that is a data frame ("df_with_missing"); nothing without one.
std::optional<std::string> frame_group(const Value& root) {
  if (!root.is_dict()) return std::nullopt;
  for (const auto& [key, value] : root.entries())
    if (key.is_text() && is_pandas_group(value)) return key.as_text();
  return std::nullopt;
}

class DeepLabCutH5Reader final : public RecordReader {
 public:
  std::string name() const override { return "DeepLabCut HDF5"; }
  std::string written_by() const override { return "DeepLabCut (pandas, PyTables)"; }
  std::string files() const override { return "h5 (pandas data frame)"; }
  std::vector<std::string> layouts() const override { return {}; }

  bool takes(const Source& source) const override {
    const Document* document = arrays::single_document(source);
    return document != nullptr && document->content == Content::data &&
           frame_group(document->value).has_value();
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    arrays::require_no_choice(source, choice);
    const Document& document = *arrays::single_document(source);
    const Field root(document.value, document.path);
    const std::string group = frame_group(document.value).value();
    const PandasFrame frame = read_pandas_frame(root.at(group), root.find(group + "@attributes"));
    const DeepLabCutColumns people(columns_of(frame, document.path + ": " + group),
                                   document.path + ": " + group);
    Records records;
    records.format = name();
    records.names = people.names();
    records.units = Units::pixels;
    records.keys = frame.names.empty() ? FrameKeys::from_zero : FrameKeys::names;
    for (Index row = 0; row < frame.rows(); ++row) {
      RawFrame& made = records.frames.emplace_back();
      const auto i = static_cast<std::size_t>(row);
      if (frame.names.empty()) {
        made.number = frame.numbers[i];
        made.where = fmt::format("frame {}", frame.numbers[i]);
      } else {
        made.name = frame.names[i];
        made.where = formats::printable(frame.names[i]);
      }
      made.people =
          people.people_of([&](std::size_t column) { return frame.at(row, column); }, made.where);
    }
    arrays::leave_out_absent_people(records);
    return records;
  }

 private:
  /// (scorer, bodypart, coordinate) or (scorer, individual, bodypart, coordinate).
  static std::vector<DeepLabCutColumn> columns_of(const PandasFrame& frame,
                                                  const std::string& where) {
    std::vector<DeepLabCutColumn> columns;
    for (const std::vector<std::string>& names : frame.columns) {
      const std::size_t count = names.size();
      if (count < 2)
        Field(Value(), where).fail("columns (scorer, bodypart, coordinate) are wanted");
      columns.push_back({count > 3 ? names[count - 3] : "", names[count - 2], names[count - 1]});
    }
    return columns;
  }
};

}  // namespace

std::unique_ptr<RecordReader> deeplabcut_h5_reader() {
  return std::make_unique<DeepLabCutH5Reader>();
}

}  // namespace posegrad::pose::detections::tables
