#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tensor/dtype.h"

namespace posegrad {

struct OpInfo;

// The contract of an op's tensors as a text, in the order of its `inputs` and `outputs`:
//
//   x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)
//
//   N              the axis has size N; a name that comes again has the same size
//   3, L_a + L_b   the size is that number, or that of the expression (see evaluate())
//   E...           any number of axes, also none, which are the same wherever E... stands; in
//                  expressions E is the product of their sizes
//   ~E...          axes that NumPy's rule of broadcasting repeats to E...
//   (M, K) or (K, M)   one of the two
//   residual (R, C)?   may be left empty
//   positions (P) i64  holds integers; likewise u8 (bytes) and f32, whatever the others are
//   weight (S) real    may be f32 or f64, whatever the others are
//
// It is read when the program is compiled, and is what binds sizes (tensor/dims.h), counts costs,
// fills the catalogue and judges the tests.

/// A list of at most N, which a constant expression can fill.
template <class T, std::size_t N>
struct FixedList {
  std::array<T, N> items{};
  std::size_t count = 0;

  constexpr void push_back(const T& item) { items.at(count++) = item; }
  constexpr std::size_t size() const { return count; }
  constexpr const T& operator[](std::size_t i) const { return items[i]; }
  constexpr const T* begin() const { return items.data(); }
  constexpr const T* end() const { return items.data() + count; }
};

/// One axis, or group of axes, of a tensor in a contract.
struct AxisNotation {
  enum class Kind { size, number, expression, group, repeated };
  Kind kind = Kind::size;
  std::string_view text;  // without "..." and "~"
  std::size_t name = 0;   // its place in Contract::names; not of numbers and expressions
  Index number = 0;

  constexpr bool is_group() const { return kind == Kind::group || kind == Kind::repeated; }
};
using ShapeNotation = FixedList<AxisNotation, 4>;

/// One tensor of a contract.
struct TensorNotation {
  std::string_view name;
  FixedList<ShapeNotation, 2> shapes;  // it has one of them
  bool optional = false, any_float = false;
  std::optional<DType> dtype = {};  // where it has its own
};

struct Contract {
  static constexpr std::size_t kMostTensors = 16, kMostNames = 12;
  FixedList<TensorNotation, kMostTensors> tensors;  // inputs, then outputs
  std::size_t inputs = 0;
  FixedList<std::string_view, kMostNames> names;  // of axes and groups

  constexpr std::span<const TensorNotation> input_list() const { return {tensors.begin(), inputs}; }
  constexpr std::span<const TensorNotation> output_list() const {
    return {tensors.begin() + inputs, tensors.size() - inputs};
  }
  /// Of an axis or a group; names.size() where none is called so.
  constexpr std::size_t place_of(std::string_view name) const {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  }
};

namespace detail {
[[noreturn]] void fail_notation(std::string_view text, std::string_view rest,
                                std::string_view message);

// Reads a contract from left to right.
class ContractParser {
 public:
  constexpr explicit ContractParser(std::string_view text) : text_(text), rest_(text) {}

  constexpr Contract all() {
    tensors();
    contract_.inputs = contract_.tensors.size();
    if (!takes("->")) fail("expected ',' or '->'");
    tensors();
    if (!rest_.empty()) fail("expected ',' or the end");
    return contract_;
  }

 private:
  constexpr void tensors() {
    do contract_.tensors.push_back(tensor());
    while (takes(","));
  }

  constexpr TensorNotation tensor() {
    TensorNotation tensor{.name = until(" (,"), .shapes = {}};
    if (tensor.name.empty()) fail("expected the name of a tensor");
    do tensor.shapes.push_back(shape());
    while (takes("or "));
    tensor.optional = takes("?");
    for (const DType dtype : {DType::i64, DType::u8, DType::f32})
      if (takes(name_of(dtype))) tensor.dtype = dtype;
    tensor.any_float = takes("real");
    return tensor;
  }

  constexpr ShapeNotation shape() {
    if (!takes("(")) fail("expected '('");
    ShapeNotation shape;
    while (!takes(")")) {
      shape.push_back(axis());
      if (!takes(",") && !rest_.starts_with(')')) fail("expected ',' or ')'");
    }
    return shape;
  }

  constexpr AxisNotation axis() {
    using Kind = AxisNotation::Kind;
    const bool repeated = takes("~");
    std::string_view text = until(",)");
    while (text.ends_with(' ')) text.remove_suffix(1);
    const bool group = text.ends_with("...");
    if (group) text.remove_suffix(3);
    const bool is_number = !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
    const bool is_name = !text.empty() && !is_digit(text.front()) &&
                         std::all_of(text.begin(), text.end(), is_name_character);
    if (!is_name && (group || text.empty())) fail("expected the name of an axis");
    if (repeated && !group) fail("expected a group like ~E...");
    if (is_number) return {Kind::number, text, 0, number(text)};
    if (!is_name) return {Kind::expression, text};
    return {repeated ? Kind::repeated : group ? Kind::group : Kind::size, text, place(text)};
  }

  constexpr std::size_t place(std::string_view name) {
    const std::size_t place = contract_.place_of(name);
    if (place == contract_.names.size()) contract_.names.push_back(name);
    return place;
  }

  static constexpr Index number(std::string_view digits) {
    Index value = 0;
    for (const char digit : digits) value = 10 * value + (digit - '0');
    return value;
  }
  static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static constexpr bool is_name_character(char c) {
    return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  constexpr std::string_view until(std::string_view ends) {
    skip_blanks();
    const std::string_view text = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(text.size());
    return text;
  }
  constexpr bool takes(std::string_view text) {
    skip_blanks();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  constexpr void skip_blanks() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }
  constexpr void fail(std::string_view message) const {
    if (!message.empty()) fail_notation(text_, rest_, message);
  }

  std::string_view text_, rest_;
  Contract contract_;
};
}  // namespace detail

/// Throws ValueError for what is not in the notation; in a constant expression it does not compile.
constexpr Contract parse_contract(std::string_view shapes) {
  return detail::ContractParser(shapes).all();
}

/// The contract of an op, read once.
template <class Op>
inline constexpr Contract contract_of = parse_contract(Op::info.shapes);

/// What a name in an op's cost and error expressions stands for: "C_in", "has(x)". Nothing: unknown.
using SizeOf = std::function<std::optional<double>(std::string_view)>;

/// Value of an expression like "2*N*(L + 1)": whole numbers, names, + - * / ( ) and max(a, b). What
/// has the look of another function is a name as a whole: "has(residual)". Throws ValueError that
/// shows the expression and the place for an unknown name or wrong syntax.
double evaluate(std::string_view expression, const SizeOf& size_of);

/// The part of "p: 14; m, v: 4" that is for `name`; all of a text that has no such parts. Throws
/// ValueError when there are parts, but none for the name.
std::string_view part_for(std::string_view text, std::string_view name);

/// OpInfo::bytes, or where it is empty, the expression for every tensor once:
/// "size*(N*L*C_in + C_out*K*C_in + N*L_out*C_out)".
std::string bytes_expression(const OpInfo& info);

}  // namespace posegrad
