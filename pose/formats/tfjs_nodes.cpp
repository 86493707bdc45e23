#include <charconv>

#include <fmt/format.h>

#include "pose/formats/strict_field.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/tfjs_graph.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

// A protobuf message as JSON leaves out what has its default value.
std::vector<Field> list_of(const Field& attribute, std::string_view kind) {
  const auto list = attribute.find("list");
  const auto items = list ? list->find(kind) : std::nullopt;
  return items ? items->items() : std::vector<Field>{};
}

// 64-bit integers are texts there: "1".
Index whole(const Field& field) {
  if (!field.value().is(Value::Kind::text)) return integer_of(field);
  const std::string text = field.as_text();
  Index number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    field.fail(fmt::format("an integer is wanted; found '{}'", printable(text)));
  return number;
}

std::string plain_text(const Field& field) {
  const auto text = decode_base64(text_of(field));
  if (!text)
    field.fail(fmt::format("base64 is wanted; found '{}'", printable(field.as_text(), 40)));
  return *text;
}

}  // namespace

std::string GraphNode::text(std::string_view key) const {
  const auto value = attributes.at(key).find("s");
  return value ? plain_text(*value) : "";
}

std::vector<std::string> GraphNode::texts(std::string_view key) const {
  std::vector<std::string> texts;
  for (const Field& item : list_of(attributes.at(key), "s")) texts.push_back(plain_text(item));
  return texts;
}

std::vector<Index> GraphNode::integers(std::string_view key) const {
  std::vector<Index> numbers;
  for (const Field& item : list_of(attributes.at(key), "i")) numbers.push_back(whole(item));
  return numbers;
}

std::vector<Index> GraphNode::shape(std::string_view key) const {
  std::vector<Index> sizes;
  const auto axes = attributes.at(key).at("shape").find("dim");
  if (axes)
    for (const Field& axis : axes->items()) sizes.push_back(whole(axis.at("size")));
  return sizes;
}

bool GraphNode::flag(std::string_view key) const {
  const auto value = attributes.at(key).find("b");
  return value && value->as_bool();
}

std::vector<GraphNode> read_tfjs_nodes(const Field& nodes, const std::string& path) {
  std::vector<GraphNode> read;
  for (const Field& field : nodes.items()) {
    const std::string name = text_of(field.at("name"));
    std::vector<std::string> inputs;
    if (const auto list = field.find("input"))
      for (const Field& input : list->items()) inputs.push_back(text_of(input));
    const auto attributes = field.find("attr");
    if (attributes && !attributes->value().is_dict())
      attributes->fail(
          fmt::format("an object is wanted; found {}", attributes->value().kind_name()));
    read.push_back({name, text_of(field.at("op")), std::move(inputs),
                    Field(attributes ? attributes->value() : Value::dict(),
                          fmt::format("{}: node '{}'", path, printable(name)))});
  }
  return read;
}

}  // namespace posegrad::pose::formats
