#pragma once
#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::tables {

/// A format of tables: a file, or a folder with a file for each picture.
class TableReader : public RecordReader {
 public:
  bool takes(const Source& source) const override;
  Records read(const Source& source, const SequenceChoice& choice) const override;

 protected:
  /// The row of the header among the first of a table; nothing when it is not of the format.
  virtual std::optional<std::size_t> header_of(const Document& document) const = 0;
  /// `source` and `choice` for tables with several videos.
  virtual void read_table(const Document& document, std::size_t header, const Source& source,
                          const SequenceChoice& choice, Records& records) const = 0;
};

/// The first of the rows that may be a header (comments and titles may stand above) for which `is`
/// holds.
template <class Is>
std::optional<std::size_t> find_header(const Document& document, Is is) {
  constexpr std::size_t kMost = 10;
  if (document.content != Content::table) return std::nullopt;
  for (std::size_t i = 0; i < std::min(kMost, document.table.rows.size()); ++i)
    if (is(document.table.rows[i])) return i;
  return std::nullopt;
}

}  // namespace posegrad::pose::detections::tables
