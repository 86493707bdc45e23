#pragma once
#include <string>
#include <vector>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::arrays {

/// The item of the exact name, else the only one that begins so, else the only one there is. Throws
/// DataError at `place` that lists what there is to choose from; `option` is what chooses.
std::size_t choose_name(const std::vector<std::string>& names, const std::string& wanted,
                        const std::string& what, const std::string& option,
                        const std::string& place);

/// Throws DataError when the user chose among sequences and the file has one.
void require_no_choice(const Source& source, const SequenceChoice& choice);

/// The document of a source that is one file; null for a folder.
const Document* single_document(const Source& source);

}  // namespace posegrad::pose::detections::arrays
