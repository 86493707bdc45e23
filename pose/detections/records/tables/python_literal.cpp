#include <array>
#include <limits>

#include "pose/detections/records/tables/cell_points.h"
#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

using formats::Value;

constexpr int kDeepest = 16;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '+' || c == '-';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<Value> read_all() {
    auto value = read(0);
    skip_blank();
    if (at_ != text_.size()) return std::nullopt;
    return value;
  }

 private:
  void skip_blank() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  bool take(char c) {
    skip_blank();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<Value> read(int depth) {
    skip_blank();
    if (depth > kDeepest || at_ == text_.size()) return std::nullopt;
    switch (text_[at_]) {
      case '[':
        ++at_;
        return read_items(']', depth);
      case '(':
        ++at_;
        return read_items(')', depth);
      case '{':
        ++at_;
        return read_dict(depth);
      case '\'':
      case '"':
        return read_text();
      default:
        return read_word(depth);
    }
  }

  std::optional<Value> read_items(char end, int depth) {
    std::vector<Value> items;
    while (!take(end)) {
      auto item = read(depth + 1);
      if (!item) return std::nullopt;
      items.push_back(std::move(*item));
      take(',');
    }
    return Value::list(std::move(items));
  }

  std::optional<Value> read_dict(int depth) {
    Value dict = Value::dict();
    while (!take('}')) {
      auto key = read(depth + 1);
      if (!key || !take(':')) return std::nullopt;
      auto value = read(depth + 1);
      const bool is_key = key->is_text() || key->is(Value::Kind::integer);
      if (!value || !is_key) return std::nullopt;
      dict.set(std::move(*key), std::move(*value));
      take(',');
    }
    return dict;
  }

  std::optional<Value> read_text() {
    const char quote = text_[at_++];
    std::string text;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      text += text_[at_++];
    }
    if (at_ == text_.size()) return std::nullopt;
    ++at_;
    return Value(std::move(text));
  }

  std::optional<Value> read_word(int depth) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) return std::nullopt;
    if (take('(')) return read_call(depth);
    if (const auto whole = formats::whole_number(word)) return Value(*whole);
    if (const auto number = formats::real_number(word)) return Value(*number);
    return constant(word);
  }

  /// array([...], dtype=float32): the first argument counts.
  std::optional<Value> read_call(int depth) {
    auto value = read(depth + 1);
    if (!value) return std::nullopt;
    while (take(',')) {
      while (at_ < text_.size() && (is_word(text_[at_]) || is_blank(text_[at_]) ||
                                    text_[at_] == '=' || text_[at_] == '\'' || text_[at_] == ':'))
        ++at_;
    }
    if (!take(')')) return std::nullopt;
    return value;
  }

  static std::optional<Value> constant(std::string_view word) {
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    const auto is = [&](std::string_view name) { return formats::same_word(word, name); };
    if (is("None") || is("null") || is("<NA>")) return Value();
    if (is("nan")) return Value(kNaN);
    if (is("True")) return Value(true);
    if (is("False")) return Value(false);
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Value> read_python_literal(std::string_view text) { return Reader(text).read_all(); }

}  // namespace posegrad::pose::detections::tables
