#include "tensor/contract.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "tensor/error.h"
#include "tensor/op.h"

namespace posegrad {
namespace {

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

//   sum     = product { ("+" | "-") product }
//   product = factor { ("*" | "/") factor }
//   factor  = number | name | name "(" name ")" | "max(" sum { "," sum } ")" | "(" sum ")"
class Evaluator {
 public:
  Evaluator(std::string_view text, const SizeOf& size_of) : text_(text), size_of_(size_of) {}

  double all() {
    const double value = sum();
    if (at_ != text_.size()) fail("expected the end or an operator");
    return value;
  }

 private:
  double sum() {
    double value = product();
    while (true) {
      if (takes('+'))
        value += product();
      else if (takes('-'))
        value -= product();
      else
        return value;
    }
  }

  double product() {
    double value = factor();
    while (true) {
      if (takes('*'))
        value *= factor();
      else if (takes('/'))
        value /= factor();
      else
        return value;
    }
  }

  double factor() {
    if (takes('(')) return closed(sum());
    const std::string_view word = take_word();
    if (word.empty()) fail("expected a number, a name or '('");
    if (std::isdigit(static_cast<unsigned char>(word.front())) != 0) return number(word);
    if (!takes('(')) return size(std::string(word));
    if (word == "max") return largest();
    const std::string_view argument = take_word();
    return closed(size(fmt::format("{}({})", word, argument)));
  }

  double largest() {
    double value = sum();
    while (takes(',')) value = std::max(value, sum());
    return closed(value);
  }

  double closed(double value) {
    if (!takes(')')) fail("expected ')'");
    return value;
  }

  double number(std::string_view word) const {
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size()) fail("expected a number");
    return value;
  }

  double size(const std::string& name) const {
    const std::optional<double> value = size_of_(name);
    if (!value) fail(fmt::format("unknown name '{}'", name));
    return *value;
  }

  std::string_view take_word() {
    skip_blanks();
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool takes(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    skip_blanks();
    return true;
  }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw ValueError(fmt::format("'{}', behind character {}: {}", text_, at_, message));
  }

  std::string_view text_;
  const SizeOf& size_of_;
  std::size_t at_ = 0;
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// Cuts what stands before the separator off the front of `rest`.
std::string_view next_item(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view item = trimmed(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return item;
}

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

double evaluate(std::string_view expression, const SizeOf& size_of) {
  return Evaluator(expression, size_of).all();
}

std::string_view part_for(std::string_view text, std::string_view name) {
  if (text.find(':') == std::string_view::npos) return text;
  for (std::string_view rest = text; !rest.empty();) {
    std::string_view part = next_item(rest, ';');
    std::string_view names = next_item(part, ':');
    while (!names.empty())
      if (next_item(names, ',') == name) return trimmed(part);
  }
  throw ValueError(fmt::format("'{}' says nothing of '{}'", text, name));
}

std::string bytes_expression(const OpInfo& info) {
  if (!info.bytes.empty()) return std::string(info.bytes);
  struct Term {
    std::string text;
    int count;
  };
  std::vector<Term> terms;
  std::string of_own_type;
  for (const TensorNotation& tensor : parse_contract(info.shapes).tensors) {
    const std::string text = numel_text(tensor);
    const auto same = std::ranges::find(terms, text, &Term::text);
    if (tensor.dtype)
      of_own_type += fmt::format(" + {}*{}", size_of(*tensor.dtype), text);
    else if (same != terms.end())
      ++same->count;
    else
      terms.push_back({text, 1});
  }
  if (terms.empty()) return of_own_type.substr(3);
  if (terms.size() == 1 && terms.front().count > 1)
    return fmt::format("{}*size*{}{}", terms.front().count, terms.front().text, of_own_type);
  std::string sum;
  for (const Term& term : terms)
    sum += (sum.empty() ? "" : " + ") + (term.count == 1 ? "" : std::to_string(term.count) + "*") +
           term.text;
  return fmt::format("size*({}){}", sum, of_own_type);
}

}  // namespace posegrad
