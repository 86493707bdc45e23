#include "tensor/contract.h"

#include <vector>

#include <fmt/format.h>

#include "tensor/error.h"
#include "tensor/op.h"

namespace posegrad {
namespace {

// Elements of a tensor as an expression, of the first of its shapes.
std::string numel_text(const TensorNotation& tensor) {
  std::string text;
  for (const AxisNotation& axis : tensor.shapes[0]) {
    if (axis.kind == AxisNotation::Kind::repeated) return fmt::format("numel({})", tensor.name);
    const bool is_sum = axis.text.find_first_of("+-") != std::string::npos;
    if (!text.empty()) text += "*";
    text += is_sum ? fmt::format("({})", axis.text) : std::string(axis.text);
  }
  if (text.empty()) text = "1";
  return tensor.optional ? fmt::format("has({})*{}", tensor.name, text) : text;
}

}  // namespace

void detail::fail_notation(std::string_view text, std::string_view rest, std::string_view message) {
  throw ValueError(fmt::format("the shapes '{}', before '{}': {}", text, rest, message));
}

std::string bytes_expression(const OpInfo& info) {
  if (!info.bytes.empty()) return std::string(info.bytes);
  struct Term {
    std::string text;
    int count;
  };
  std::vector<Term> terms;
  std::string integers;
  for (const TensorNotation& tensor : parse_contract(info.shapes).tensors) {
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
