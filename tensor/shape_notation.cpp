#include "tensor/shape_notation.h"

#include <algorithm>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad {
namespace {

// Reads the notation from left to right.
class Parser {
 public:
  explicit Parser(const OpInfo& info) : info_(info), rest_(info.shapes) {}

  ShapeContract contract() {
    ShapeContract contract{tensors(), {}};
    if (!takes("->")) fail("expected ',' or '->'");
    contract.outputs = tensors();
    if (!rest_.empty()) fail("expected ',' or the end");
    return contract;
  }

 private:
  std::vector<TensorNotation> tensors() {
    std::vector<TensorNotation> list{tensor()};
    while (takes(",")) list.push_back(tensor());
    return list;
  }

  TensorNotation tensor() {
    TensorNotation tensor{.name = std::string(until(" (,")), .shapes = {}};
    if (tensor.name.empty()) fail("expected the name of a tensor");
    do {
      tensor.shapes.push_back(axes());
    } while (takes("or "));
    tensor.optional = takes("?");
    tensor.integers = takes("i64");
    return tensor;
  }

  std::vector<AxisNotation> axes() {
    if (!takes("(")) fail("expected '('");
    std::vector<AxisNotation> list;
    while (!takes(")")) {
      list.push_back(axis());
      if (!takes(",") && !rest_.starts_with(')')) fail("expected ',' or ')'");
    }
    return list;
  }

  AxisNotation axis() {
    using Kind = AxisNotation::Kind;
    const bool repeated = takes("~");
    std::string text(until(",)"));
    while (text.ends_with(' ')) text.pop_back();
    const bool group = text.ends_with("...");
    if (group) text.resize(text.size() - 3);
    const bool is_name = !text.empty() && std::ranges::all_of(text, is_name_character) &&
                         !(text.front() >= '0' && text.front() <= '9');
    if (!is_name && (group || text.empty())) fail("expected the name of an axis");
    if (repeated && !group) fail("expected a group like ~E...");
    return {repeated  ? Kind::repeated
            : group   ? Kind::group
            : is_name ? Kind::size
                      : Kind::expression,
            text};
  }

  static bool is_name_character(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  std::string_view until(std::string_view ends) {
    skip_blanks();
    const std::string_view text = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(text.size());
    return text;
  }

  bool takes(std::string_view text) {
    skip_blanks();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  void skip_blanks() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }

  [[noreturn]] void fail(std::string_view message) const {
    throw ValueError(
        fmt::format("{}: shapes '{}', before '{}': {}", info_.name, info_.shapes, rest_, message));
  }

  const OpInfo& info_;
  std::string_view rest_;
};

// Elements of a tensor as an expression, of the first of its shapes.
std::string numel_text(const TensorNotation& tensor) {
  std::string text;
  for (const AxisNotation& axis : tensor.shapes.front()) {
    if (axis.kind == AxisNotation::Kind::repeated) return fmt::format("numel({})", tensor.name);
    const bool is_sum = axis.text.find_first_of("+-") != std::string::npos;
    text += (text.empty() ? "" : "*") + (is_sum ? "(" + axis.text + ")" : axis.text);
  }
  if (text.empty()) text = "1";
  return tensor.optional ? fmt::format("has({})*{}", tensor.name, text) : text;
}

}  // namespace

ShapeContract parse_shapes(const OpInfo& info) { return Parser(info).contract(); }

TensorNames tensor_names(const OpInfo& info) {
  const ShapeContract contract = parse_shapes(info);
  TensorNames names;
  for (const TensorNotation& tensor : contract.inputs) names.inputs.push_back(tensor.name);
  for (const TensorNotation& tensor : contract.outputs) names.outputs.push_back(tensor.name);
  return names;
}

std::string bytes_expression(const OpInfo& info) {
  if (!info.bytes.empty()) return std::string(info.bytes);
  struct Term {
    std::string text;
    int count;
  };
  std::vector<Term> terms;
  std::string integers;
  const ShapeContract contract = parse_shapes(info);
  for (const auto* list : {&contract.inputs, &contract.outputs})
    for (const TensorNotation& tensor : *list) {
      const std::string text = numel_text(tensor);
      const auto same = std::ranges::find(terms, text, &Term::text);
      if (tensor.integers)
        integers += " + 8*" + text;
      else if (same != terms.end())
        ++same->count;
      else
        terms.push_back({text, 1});
    }
  if (terms.size() == 1 && terms.front().count > 1)
    return fmt::format("{}*size*{}{}", terms.front().count, terms.front().text, integers);
  std::string sum;
  for (const Term& term : terms)
    sum += (sum.empty() ? "" : " + ") + (term.count == 1 ? "" : std::to_string(term.count) + "*") +
           term.text;
  return fmt::format("size*({}){}", sum, integers);
}

}  // namespace posegrad
