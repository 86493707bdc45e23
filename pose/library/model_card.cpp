#include "pose/library/model_card.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "pose/formats/json.h"
#include "pose/formats/strict_field.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::Field;
using Kind = formats::Value::Kind;

constexpr std::uint64_t kLargest = 1 << 20;  // bytes; a card is a page
constexpr std::array<std::string_view, 12> kKeys{kCardKey,     "title",  "input",   "output",
                                                 "frames",     "fps",    "causal",  "default",
                                                 "trained_on", "errors", "licence", "sha256"};

Field load_card(const std::string& path) {
  return {formats::read_json(formats::read_file(path, kLargest).view(), path), path};
}

// One line that says something.
std::string line_of(const Field& field) {
  const std::string text = formats::text_of(field);
  if (text.find_first_not_of(' ') == std::string::npos) field.fail("the text is empty");
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }))
    field.fail(fmt::format("'{}': one line without control characters is wanted",
                           formats::printable(text)));
  return text;
}

bool bool_of(const Field& field) {
  if (!field.value().is(Kind::boolean))
    field.fail(fmt::format("true or false is wanted; found {}", field.value().kind_name()));
  return field.as_bool();
}

Index frames_of(const Field& field) {
  const double frames = formats::number_of(field);
  if (!(frames >= 1 && frames <= 1e9 && frames == std::floor(frames)))
    field.fail(fmt::format("a number of frames is wanted; found {}", frames));
  return static_cast<Index>(frames);
}

double fps_of(const Field& field) {
  const double fps = formats::number_of(field);
  if (!(fps > 0 && fps <= 10000))
    field.fail(fmt::format("frames a second are wanted, above 0 to 10000; found {}", fps));
  return fps;
}

std::string sha256_of(const Field& field) {
  const std::string digits = line_of(field);
  if (digits.size() != 64 || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
    field.fail(fmt::format("64 hexadecimal digits are wanted, in lower case; found '{}'", digits));
  return digits;
}

MeasuredErrors errors_of(const Field& field) {
  MeasuredErrors errors;
  errors.what = line_of(field.at("what"));
  for (const auto& [key, value] : field.entries()) {
    if (key == "what") continue;
    const double error = formats::number_of(value);
    if (!(error >= 0)) value.fail(fmt::format("millimetres are wanted; found {}", error));
    errors.millimetres.emplace_back(key, error);
  }
  if (errors.millimetres.empty()) field.fail("no error is given, such as \"N-MPJPE\": 50");
  return errors;
}

CardValue plain_value(const Field& field) {
  switch (field.value().kind()) {
    case Kind::boolean:
      return field.as_bool();
    case Kind::integer:
      return field.as_int();
    case Kind::real:
      return field.as_double();
    case Kind::text:
      return line_of(field);
    default:
      field.fail(fmt::format("a text, a number, true or false is wanted; found {}",
                             field.value().kind_name()));
  }
}

}  // namespace

ModelCard read_model_card(const std::string& path) {
  const Field file = load_card(path);
  if (!file.value().is_dict())
    file.fail(
        fmt::format("a model card, an object, is wanted; found {}", file.value().kind_name()));
  if (const Field version = file.at(kCardKey); formats::number_of(version) != kCardVersion)
    version.fail(fmt::format("version {} is not the one that this program knows, {}",
                             formats::number_of(version), kCardVersion));
  ModelCard card;
  card.title = line_of(file.at("title"));
  card.input = line_of(file.at("input"));
  card.output = line_of(file.at("output"));
  card.frames = frames_of(file.at("frames"));
  card.fps = fps_of(file.at("fps"));
  card.causal = bool_of(file.at("causal"));
  if (const auto is_default = file.find("default")) card.is_default = bool_of(*is_default);
  card.trained_on = line_of(file.at("trained_on"));
  for (const Field& errors : file.at("errors").items()) card.errors.push_back(errors_of(errors));
  card.licence = line_of(file.at("licence"));
  card.sha256 = sha256_of(file.at("sha256"));
  for (const auto& [key, value] : file.entries())
    if (std::ranges::find(kKeys, key) == kKeys.end())
      card.more.emplace_back(key, plain_value(value));
  return card;
}

bool is_model_card(const std::string& path) {
  try {
    const Field file = load_card(path);
    return file.value().is_dict() && file.find(kCardKey).has_value();
  } catch (const Error&) {
    return false;
  }
}

}  // namespace posegrad::pose
