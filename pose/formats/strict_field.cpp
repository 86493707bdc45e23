#include "pose/formats/strict_field.h"

#include <fmt/format.h>

namespace posegrad::pose::formats {
namespace {

using Kind = Value::Kind;

[[noreturn]] void wanted(const Field& field, std::string_view what) {
  field.fail(fmt::format("{} is wanted; found {}", what, field.value().kind_name()));
}

}  // namespace

Index integer_of(const Field& field) {
  if (!field.value().is(Kind::integer)) wanted(field, "an integer");
  return field.as_int();
}

double number_of(const Field& field) {
  if (!field.value().is(Kind::integer) && !field.value().is(Kind::real)) wanted(field, "a number");
  return field.as_double();
}

std::string text_of(const Field& field) {
  if (!field.value().is(Kind::text)) wanted(field, "a text");
  return field.as_text();
}

}  // namespace posegrad::pose::formats
