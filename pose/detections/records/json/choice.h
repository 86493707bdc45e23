#pragma once
#include <string>
#include <vector>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections {

/// The one that `wanted` names, exactly or by a beginning that no other has. Throws DataError
/// "WHERE: ..." that lists them and names `option`.
std::string chosen_name(const std::vector<std::string>& names, const std::string& wanted,
                        const std::string& option, const std::string& where);

/// Throws DataError when a sequence is chosen of a source that holds one only.
void refuse_choice(const SequenceChoice& choice, const std::string& source,
                   const std::string& format);

}  // namespace posegrad::pose::detections
