#include "pose/detections/records/json/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "pose/formats/json.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> number_in(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text == "null" || text == "None") return kNaN;
  if (text.front() == '+') text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool may_hold_json(std::string_view text) {
  text = trimmed(text);
  return text.size() >= 2 && ((text.front() == '[' && text.back() == ']') ||
                              (text.front() == '{' && text.back() == '}'));
}

std::string keys_text(const Value& dict) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < dict.size() && i <= kMost; ++i) {
    const Value& key = dict.entries()[i].first;
    text += i == 0 ? "" : ", ";
    text += i == kMost      ? "..."
            : key.is_text() ? formats::printable(key.as_text())
                            : std::string(key.kind_name());
  }
  return text;
}

/// What a dict with one entry holds for nothing but to be a dict; null for others.
const Value* only_content(const Value& value) {
  if (!value.is_dict() || value.size() != 1) return nullptr;
  const auto& [key, content] = value.entries().front();
  constexpr std::array<std::string_view, 6> kKeys{"res",    "result", "data",
                                                  "output", "root",   "response"};
  const bool is_wrapping =
      key.is_text() && std::ranges::find(kKeys, plain_key(key.as_text())) != kKeys.end();
  return is_wrapping && (content.is_dict() || content.is_sequence()) ? &content : nullptr;
}

std::string_view plural_of(const Value& value) {
  if (value.is_dict()) return "dicts";
  if (value.is_sequence()) return "lists";
  if (value.is_text()) return "texts";
  return value.is(Value::Kind::boolean) ? "booleans" : value.is_none() ? "nulls" : "numbers";
}

}  // namespace

std::optional<double> number_in(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::none:
      return kNaN;
    case Value::Kind::integer:
    case Value::Kind::real:
      return value.as_double();
    case Value::Kind::text:
      return number_in(std::string_view(value.as_text()));
    default:
      return std::nullopt;
  }
}

double number_at(const Field& field) {
  if (const auto number = number_in(field.value())) return *number;
  field.fail("a number is wanted; found " + description(field.value()));
}

std::optional<double> whole_number_in(const Value& value) {
  const auto number = number_in(value);
  if (!number || !(*number >= 0 && *number < 1e15) || *number != std::floor(*number))
    return std::nullopt;
  return number;
}

bool is_nothing(const Value& value) {
  if (value.is_sequence())
    return std::ranges::all_of(value.items(), [](const Value& item) { return item.is_none(); });
  if (!value.is_dict()) return value.is_none();
  return std::ranges::all_of(value.entries(),
                             [](const Value::Entry& entry) { return entry.second.is_none(); });
}

Value opened(const Value& value) {
  if (!value.is(Value::Kind::text) || !may_hold_json(value.as_text())) return value;
  try {
    return formats::read_json(value.as_text(), "");
  } catch (const DataError&) {
    return value;
  }
}

Field opened(const Field& field) {
  const Value& value = field.value();
  if (!value.is(Value::Kind::text) || !may_hold_json(value.as_text())) return field;
  return {formats::read_json(value.as_text(), field.where()), field.where()};
}

Value content_of(const Value& value) {
  const Value content = opened(value);
  const Value* inner = only_content(content);
  return inner == nullptr ? content : content_of(*inner);
}

Field content_of(const Field& field) {
  const Field content = opened(field);
  if (only_content(content.value()) == nullptr) return content;
  return content_of(content.entries().front().second);
}

const Value* first_of(const Value& value, std::initializer_list<std::string_view> keys) {
  if (!value.is_dict()) return nullptr;
  for (const std::string_view key : keys)
    if (const Value* found = value.find(key)) return found;
  return nullptr;
}

std::optional<Field> first_of(const Field& field, std::initializer_list<std::string_view> keys) {
  if (!field.value().is_dict()) return std::nullopt;
  for (const std::string_view key : keys)
    if (auto found = field.find(key)) return found;
  return std::nullopt;
}

std::string plain_key(std::string_view key) {
  std::string plain;
  for (const char c : key)
    if (c != '_' && c != '-' && c != ' ') plain += c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  return plain;
}

std::optional<VideoSize> size_of(const Field& width, const Field& height) {
  bool is_known = true;
  const auto pixels = [&](const Field& field) {
    const double size = number_at(field);
    is_known = is_known && !std::isnan(size) && size != 0;
    if (is_known && (!(size >= 1 && size <= 1e5) || size != std::floor(size)))
      field.fail(fmt::format("{} pixels; 1 to 100000 are wanted", size));
    return is_known ? static_cast<Index>(size) : 0;
  };
  const VideoSize size{pixels(width), pixels(height)};
  return is_known ? std::optional(size) : std::nullopt;
}

std::string description(const Value& value) {
  if (value.is_dict())
    return value.size() == 0 ? "an empty dict" : "a dict with " + keys_text(value);
  if (value.is_sequence()) {
    if (value.size() == 0) return "an empty list";
    return fmt::format("a list of {} {}", value.size(), plural_of(value.items().front()));
  }
  if (value.is_text()) return fmt::format("'{}'", formats::printable(value.as_text()));
  if (value.is_none()) return "null";
  if (value.is(Value::Kind::boolean)) return value.as_bool() ? "true" : "false";
  const auto number = number_in(value);
  return number ? fmt::format("{}", *number) : std::string(value.kind_name());
}

}  // namespace posegrad::pose::detections
