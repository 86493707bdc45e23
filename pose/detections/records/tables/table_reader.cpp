#include "pose/detections/records/tables/table_reader.h"

#include <algorithm>

#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/record_reader.h"
#include "pose/detections/records/sequence_choice.h"

namespace posegrad::pose::detections::tables {

bool TableReader::takes(const Source& source) const {
  return !source.documents.empty() && std::ranges::all_of(source.documents, [&](const Document& d) {
    return header_of(d).has_value();
  });
}

Records TableReader::read(const Source& source, const SequenceChoice& choice) const {
  Records records;
  if (const Document* document = arrays::single_document(source)) {
    read_table(*document, *header_of(*document), source, choice, records);
    return records;
  }
  for (const Document& document : source.documents) {
    Records picture;
    read_table(document, *header_of(document), source, choice, picture);
    if (records.format.empty()) records.format = "folder of " + picture.format;
    arrays::add_picture(document, std::move(picture), records.frames.empty(), records);
  }
  note_left_out(source.left_out, records.notes);
  return records;
}

}  // namespace posegrad::pose::detections::tables
