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

namespace posegrad::pose::detections {

/// The one that `wanted` names, exactly or by a beginning that no other has. Throws DataError
/// "WHERE: ..." that lists them and names `option`.
std::string chosen_name(const std::vector<std::string>& names, const std::string& wanted,
                        const std::string& option, const std::string& where);

/// Throws DataError when a sequence is chosen of a source that holds one only.
void refuse_choice(const SequenceChoice& choice, const std::string& source,
                   const std::string& format);

}  // namespace posegrad::pose::detections
