#pragma once
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "pose/data/pose_set.h"
#include "pose/formats/field.h"

namespace posegrad::pose::detections {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The number that a value stands for: a number, or a text that is one ("12.5"). None, "" and
/// "nan" are NaN. Nothing for booleans, other texts and containers.
std::optional<double> number_in(const formats::Value& value);
/// The same. Throws DataError that names the place when it stands for none.
double number_at(const formats::Field& field);

/// A number from 0 on without a fraction, also as text ("000012").
std::optional<double> whole_number_in(const formats::Value& value);

/// None, an empty container, or one with nothing but these.
bool is_nothing(const formats::Value& value);

/// JSON that stands in a text ("[...]" or "{...}") as what it is; any other value as it is. The
/// first leaves a text that is no JSON alone; the second throws DataError that names the place.
formats::Value opened(const formats::Value& value);
formats::Field opened(const formats::Field& field);

/// The same, and out of a dict that has nothing but it: {"res": ...}, {"data": ...}.
formats::Value content_of(const formats::Value& value);
formats::Field content_of(const formats::Field& field);

/// The first of the keys that a dict has; null for another value too.
const formats::Value* first_of(const formats::Value& value,
                               std::initializer_list<std::string_view> keys);
std::optional<formats::Field> first_of(const formats::Field& field,
                                       std::initializer_list<std::string_view> keys);

/// A key without what spellings differ in: "frameIdx" and "frame_idx" are "frameidx".
std::string plain_key(std::string_view key);

/// Width and height of a picture. Nothing when one is None or 0, which some tools write for
/// "unknown". Throws DataError unless they are whole numbers up to 100000.
std::optional<VideoSize> size_of(const formats::Field& width, const formats::Field& height);

/// What a value is, for messages: "a dict with a, b", "a list of 3 numbers".
std::string description(const formats::Value& value);

}  // namespace posegrad::pose::detections
