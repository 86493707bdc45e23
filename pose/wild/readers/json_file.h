#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pose/formats/field.h"
#include "pose/wild/readers/people_reader.h"

namespace posegrad::pose::readers {

/// Readers of the formats that have one piece of JSON a frame.
std::vector<std::unique_ptr<PeopleReader>> frame_readers(const std::string& source);

/// The one that takes `content`, or null.
std::unique_ptr<PeopleReader> frame_reader_for(const formats::Value& content,
                                               const std::string& source);

/// A whole video's JSON, or that of one frame. Nothing when it is no known format.
std::optional<Detections> read_json_detections(const formats::Field& content,
                                               const std::string& source);

/// What a piece of JSON is, for messages: "a JSON list of dicts with a, b".
std::string describe_json(const formats::Value& value);

}  // namespace posegrad::pose::readers
