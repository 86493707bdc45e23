#include "pose/detections/container/json_documents.h"

#include <algorithm>

#include <fmt/format.h>

namespace posegrad::pose::detections {
namespace {

using formats::Value;

constexpr std::string_view kBlank = " \t\r\n";

bool begins_with_bracket(std::string_view text) {
  const std::size_t at = text.find_first_not_of(kBlank);
  return at != std::string_view::npos && (text[at] == '{' || text[at] == '[');
}

bool is_json_text(const Value& value) {
  return value.is(Value::Kind::text) && begins_with_bracket(value.as_text());
}

class TextOpener {
 public:
  TextOpener(const std::string& name, const formats::JsonOptions& options)
      : name_(name), options_(options) {}

  /// A value, or what it holds as text.
  Value open(Value value) const {
    if (is_json_text(value))
      return formats::read_json(value.as_text(), name_ + ": the JSON in its text", options_);
    if (!value.is(Value::Kind::list) || value.size() == 0 ||
        !std::ranges::all_of(value.items(), is_json_text))
      return value;
    std::vector<Value> items;
    for (const Value& item : value.items())
      items.push_back(formats::read_json(
          item.as_text(), fmt::format("{}: the JSON in text [{}]", name_, items.size()), options_));
    return Value::list(std::move(items));
  }

 private:
  const std::string& name_;
  const formats::JsonOptions& options_;
};

}  // namespace

bool looks_like_json(std::string_view utf8) {
  if (begins_with_bracket(utf8)) return true;
  const std::size_t at = utf8.find_first_not_of(kBlank);
  return at != std::string_view::npos && utf8[at] == '"' &&
         begins_with_bracket(utf8.substr(at + 1));
}

JsonDocuments read_json_documents(std::string_view utf8, const std::string& name, bool is_lines,
                                  Budget& budget, formats::JsonKeys& keys) {
  const formats::JsonOptions options{
      .lenient = true, .values_left = &budget.values_left, .keys = &keys};
  std::vector<Value> texts = formats::read_json_texts(utf8, name, options);
  const TextOpener opener(name, options);
  if (texts.size() == 1 && !is_lines) return {opener.open(std::move(texts.front())), false};
  for (Value& text : texts) text = opener.open(std::move(text));
  return {Value::list(std::move(texts)), true};
}

}  // namespace posegrad::pose::detections
