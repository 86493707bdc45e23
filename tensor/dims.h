#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tensor/contract.h"
#include "tensor/error.h"
#include "tensor/tensor.h"

namespace posegrad {

/// What the names of an op's contract stand for in one call. Made from the op, it checks the tensors
/// that are there, inputs and outputs:
///   Conv1d op{x, w, options};
///   Dims dims(op);                       // N, L, C_in, C_out, K
///   dims.set("L_out", ...);              // what the inputs do not say
///   return result_of(op, dims);          // tensor/dispatch.h: makes y and calls the kernel
/// Throws ShapeError like
///   conv1d: 'w' has shape (64, 3, 34); expected (C_out, K, C_in) with C_in = 33, fixed by 'x' (8, 243, 33)
/// and DTypeError when an input has another number type than the first; f32 and bf16 go together
/// where axes have names of their own, as bfloat16 is how some of an op's floats are stored.
class Dims {
 public:
  using Tensors = std::array<const Tensor*, Contract::kMostTensors>;

  template <class Op>
  explicit Dims(const Op& op) : Dims(Op::info.name, contract_of<Op>, tensors_of(op), axis_of(op)) {}
  /// For a function that is no op: its arguments in the contract's order, its result left out.
  /// `contract` must outlive it.
  Dims(std::string_view op, const Contract& contract, const Tensors& tensors,
       std::optional<int> axis = {});

  /// Size of an axis, or of a group's axes as a product.
  Index operator[](std::string_view name) const;
  void set(std::string_view name, Index size);
  /// Of an op with an `axis`, which counts from the end if negative: counted from the front. In its
  /// first tensor (A..., L, B...) A... is what lies before it. Throws ShapeError where there is none.
  int axis() const { return axis_; }
  /// The shape that the contract gives a tensor.
  Shape shape_of(std::string_view tensor) const;

  /// Throws ShapeError "op: message".
  [[noreturn]] void fail(const std::string& message) const;

  /// What a name in a cost or error expression stands for. Besides the contract's:
  ///   has(x)     1 if the tensor is there, 0 if it was left empty; numel(x) its number of elements
  ///   size       bytes of a number of the first output; size(x) of x
  ///   u, u64     unit roundoff of that type (integers: as double), and of double: 2^-24, 2^-53
  /// Names that only an empty tensor has are 0. Nothing for an unknown name.
  std::optional<double> value(std::string_view name) const;
  /// Value of such an expression: OpInfo::flops.
  double evaluate(std::string_view expression) const;

 private:
  using Axes = std::span<const AxisNotation>;
  using Sizes = std::span<const Index>;
  // What a name stands for, as far as it is known. A group (A..., L, B...) can be read in several
  // ways, of which other tensors may leave only one.
  struct Meaning {
    Index size = 0;
    std::optional<std::size_t> fixed_by;  // the tensor; none: not known
    Shape group = {};
  };

  template <class Op>
  static Tensors tensors_of(const Op& op) {
    Tensors tensors{};
    std::size_t at = 0;
    for (const auto input : Op::inputs) tensors[at++] = &(op.*input);
    for (const auto output : Op::outputs) tensors[at++] = &(op.*output);
    return tensors;
  }

  template <class Op>
  static std::optional<int> axis_of(const Op& op) {
    if constexpr (requires { op.axis; }) return op.axis;
    return {};
  }

  void check_types() const;
  static Meaning group_of(Sizes axes, std::size_t fixed_by);
  bool read_tensor(std::size_t step);
  bool read_axes(std::size_t step, Axes axes, Sizes sizes);
  bool read_group(std::size_t step, Axes axes, Sizes sizes);
  bool read_repeated(std::size_t tensor, const AxisNotation& axis, Sizes sizes);
  const TensorNotation& notation(std::string_view tensor) const;
  std::string_view shown(std::string_view tensor) const;
  std::size_t place_of(std::string_view name) const;
  std::string expectation(const TensorNotation& tensor, const Shape& found) const;
  [[noreturn]] void fail_shape();

  std::string_view op_;
  const Contract* contract_;
  Tensors tensors_;
  FixedList<std::size_t, Contract::kMostTensors> order_;  // what repeats to E... comes behind E...
  std::array<Meaning, Contract::kMostNames> names_{};
  int axis_ = 0;
};

/// A name as a template's argument: dim<"C_in">(op).
template <std::size_t N>
struct ContractName {
  char text[N];
  constexpr ContractName(const char (&name)[N]) { std::copy_n(name, N, text); }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

namespace detail {
// Where a name stands: the first tensor that has it and is always there, else the first.
struct AxisPlace {
  std::size_t tensor;
  int axis;            // negative: counted from the end
  bool whole = false;  // the group is all of the tensor's axes
};

constexpr std::optional<AxisPlace> find_axis(const Contract& contract, std::string_view name) {
  for (const bool optional : {false, true})
    for (std::size_t t = 0; t < contract.tensors.size(); ++t) {
      const TensorNotation& tensor = contract.tensors[t];
      if (tensor.optional != optional || tensor.shapes.size() != 1) continue;
      const ShapeNotation& shape = tensor.shapes[0];
      const auto* const axis = std::ranges::find(shape, name, &AxisNotation::text);
      if (axis == shape.end()) continue;
      if (axis->kind == AxisNotation::Kind::group && shape.size() == 1)
        return AxisPlace{t, 0, true};
      if (axis->kind != AxisNotation::Kind::size) continue;
      if (std::ranges::none_of(shape.begin(), axis, &AxisNotation::is_group))
        return AxisPlace{t, static_cast<int>(axis - shape.begin())};
      if (std::ranges::none_of(axis, shape.end(), &AxisNotation::is_group))
        return AxisPlace{t, static_cast<int>(axis - shape.end())};
    }
  return {};
}

// An op's tensor by its place in the contract.
template <std::size_t number, class Op>
const Tensor& tensor_at(const Op& op) {
  if constexpr (number < Op::inputs.size())
    return op.*Op::inputs[number];
  else
    return op.*Op::outputs[number - Op::inputs.size()];
}
}  // namespace detail

/// The size that a name of the op's contract stands for, read from the tensor that has it: for
/// kernels and references, whose tensors are checked. A name that the contract lacks, or whose place
/// differs from call to call, does not compile.
template <ContractName name, class Op>
Index dim(const Op& op) {
  constexpr std::optional<detail::AxisPlace> place =
      detail::find_axis(contract_of<Op>, name.view());
  static_assert(place, "the contract has no axis of this name, or not at a fixed place");
  const Shape& shape = detail::tensor_at<place->tensor>(op).shape();
  if constexpr (place->whole) return shape.numel();
  return shape[place->axis < 0 ? shape.rank() + place->axis : place->axis];
}

}  // namespace posegrad
