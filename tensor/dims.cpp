#include "tensor/dims.h"

#include <algorithm>

#include <fmt/format.h>

namespace posegrad {
namespace {

using Kind = AxisNotation::Kind;

bool is_repeated(const TensorNotation& tensor) {
  return tensor.shapes[0].size() == 1 && tensor.shapes[0][0].kind == Kind::repeated;
}

// Elementwise, with E... in the contract, all numbers are of one type.
bool go_together(DType a, DType b, const TensorNotation& tensor) {
  const auto is_short = [](DType type) { return type == DType::f32 || type == DType::bf16; };
  return a == b || tensor.any_float ||
         (is_short(a) && is_short(b) &&
          std::ranges::none_of(tensor.shapes[0], &AxisNotation::is_group));
}

// Size of the axis that lies over axis `axis` of a shape of rank `rank`, aligned at the last axis.
Index aligned_size(std::span<const Index> sizes, std::size_t axis, std::size_t rank) {
  const std::size_t missing = rank - sizes.size();
  return axis < missing ? 1 : sizes[axis - missing];
}

// "(C_out, K, C_in)", "(M, K) or (K, M)"
std::string text_of(const TensorNotation& tensor) {
  std::string text;
  for (const ShapeNotation& shape : tensor.shapes) {
    text += text.empty() ? "(" : " or (";
    for (std::size_t a = 0; a < shape.size(); ++a)
      text += fmt::format("{}{}{}", a == 0 ? "" : ", ", shape[a].text,
                          shape[a].is_group() ? "..." : "");
    const bool one_axis = shape.size() == 1 && shape[0].kind != Kind::group;
    text += one_axis ? ",)" : ")";
  }
  return text;
}

}  // namespace

Dims::Dims(std::string_view op, const Contract& contract, const Tensors& tensors,
           std::optional<int> axis)
    : op_(op), contract_(&contract), tensors_(tensors) {
  static const Tensor none;
  for (const Tensor*& tensor : tensors_)
    if (tensor == nullptr) tensor = &none;
  check_types();
  if (axis) {
    const Shape& shape = tensors_[0]->shape();
    axis_ = shape.axis(*axis);
    const auto before = static_cast<std::size_t>(axis_);
    names_[place_of("A")] = group_of(shape.sizes().first(before), 0);
    names_[place_of("B")] = group_of(shape.sizes().subspan(before + 1), 0);
  }
  for (const bool repeated : {false, true})
    for (std::size_t t = 0; t < contract.tensors.size(); ++t)
      if (tensors_[t]->defined() && is_repeated(contract.tensors[t]) == repeated)
        order_.push_back(t);
  if (!read_tensor(0)) fail_shape();
}

void Dims::check_types() const {
  const Tensor* first = nullptr;
  std::string_view first_name;
  for (std::size_t t = 0; t < contract_->inputs; ++t) {
    const TensorNotation& wanted = contract_->tensors[t];
    const Tensor& tensor = *tensors_[t];
    if (!tensor.defined()) {
      if (!wanted.optional) fail(fmt::format("'{}' is empty", shown(wanted.name)));
    } else if (wanted.dtype) {
      if (tensor.dtype() != *wanted.dtype)
        throw DTypeError(fmt::format("{}: '{}' holds {}; {} is needed", op_, shown(wanted.name),
                                     name_of(tensor.dtype()), name_of(*wanted.dtype)));
    } else if (first == nullptr) {
      first = &tensor;
      first_name = shown(wanted.name);
    } else if (!go_together(tensor.dtype(), first->dtype(), wanted)) {
      throw DTypeError(fmt::format("{}: '{}' holds {}, but '{}' holds {}", op_, shown(wanted.name),
                                   name_of(tensor.dtype()), first_name, name_of(first->dtype())));
    }
  }
}

Dims::Meaning Dims::group_of(Sizes axes, std::size_t fixed_by) {
  const Shape group(axes);
  return {group.numel(), fixed_by, group};
}

bool Dims::read_tensor(std::size_t step) {
  if (step == order_.size()) return true;
  const std::size_t t = order_[step];
  for (const ShapeNotation& shape : contract_->tensors[t].shapes)
    if (read_axes(step, {shape.begin(), shape.size()}, tensors_[t]->shape().sizes())) return true;
  return false;
}

bool Dims::read_axes(std::size_t step, Axes axes, Sizes sizes) {
  if (axes.empty()) return sizes.empty() && read_tensor(step + 1);
  const AxisNotation& axis = axes.front();
  if (axis.kind == Kind::group) return read_group(step, axes, sizes);
  if (axis.kind == Kind::repeated)
    return read_repeated(order_[step], axis, sizes) && read_tensor(step + 1);
  if (sizes.empty()) return false;
  const auto rest = [&] { return read_axes(step, axes.subspan(1), sizes.subspan(1)); };
  if (axis.kind == Kind::number) return sizes.front() == axis.number && rest();
  if (axis.kind == Kind::expression)
    return evaluate(axis.text) == static_cast<double>(sizes.front()) && rest();
  Meaning& name = names_[axis.name];
  if (name.fixed_by) return name.size == sizes.front() && rest();
  name = {sizes.front(), order_[step]};
  if (rest()) return true;
  name.fixed_by.reset();
  return false;
}

bool Dims::read_group(std::size_t step, Axes axes, Sizes sizes) {
  Meaning& name = names_[axes.front().name];
  const auto rest = [&](std::size_t count) {
    return read_axes(step, axes.subspan(1), sizes.subspan(count));
  };
  if (name.fixed_by) {
    const Sizes known = name.group.sizes();
    return known.size() <= sizes.size() && std::ranges::equal(known, sizes.first(known.size())) &&
           rest(known.size());
  }
  // Behind the last group every axis takes one size: nothing is left to try.
  const auto is_group = [](const AxisNotation& axis) { return axis.kind == Kind::group; };
  const std::size_t behind = axes.size() - 1;
  const bool is_last = std::ranges::none_of(axes.subspan(1), is_group);
  if (is_last && sizes.size() < behind) return false;
  for (std::size_t count = is_last ? sizes.size() - behind : 0; count <= sizes.size(); ++count) {
    name = group_of(sizes.first(count), order_[step]);
    if (rest(count)) return true;
    name.fixed_by.reset();
    if (is_last) return false;
  }
  return false;
}

// By NumPy's rule shapes are aligned at their last axes, a missing axis counts as 1, and an axis of
// size 1 is repeated. Where no tensor has E... itself, E... is what its parts are repeated to.
bool Dims::read_repeated(std::size_t tensor, const AxisNotation& axis, Sizes sizes) {
  Meaning& name = names_[axis.name];
  const bool is_fixed = name.fixed_by && !is_repeated(contract_->tensors[*name.fixed_by]);
  const Sizes known = name.group.sizes();
  if (is_fixed && sizes.size() > known.size()) return false;
  const std::size_t rank = std::max(known.size(), sizes.size());
  std::array<Index, Shape::kMaxRank> joined{};
  for (std::size_t a = 0; a < rank; ++a) {
    const Index before = aligned_size(known, a, rank), size = aligned_size(sizes, a, rank);
    if (size != before && size != 1 && (is_fixed || before != 1)) return false;
    joined[a] = before == 1 ? size : before;
  }
  name = group_of(Sizes(joined.data(), rank), name.fixed_by.value_or(tensor));
  return true;
}

Index Dims::operator[](std::string_view name) const { return names_[place_of(name)].size; }

void Dims::set(std::string_view name, Index size) { names_[place_of(name)] = {size, 0}; }

Shape Dims::shape_of(std::string_view tensor) const {
  std::array<Index, Shape::kMaxRank> sizes{};
  std::size_t rank = 0;
  for (const AxisNotation& axis : notation(tensor).shapes[0]) {
    if (axis.is_group())
      for (const Index size : names_[axis.name].group.sizes()) sizes.at(rank++) = size;
    else
      sizes.at(rank++) = axis.kind == Kind::number       ? axis.number
                         : axis.kind == Kind::expression ? static_cast<Index>(evaluate(axis.text))
                                                         : names_[axis.name].size;
  }
  return Shape(Sizes(sizes.data(), rank));
}

std::optional<double> Dims::value(std::string_view name) const {
  if (const std::size_t place = contract_->place_of(name); place < contract_->names.size())
    return names_[place].fixed_by ? static_cast<double>(names_[place].size) : 0;
  const DType dtype = tensors_[contract_->inputs]->dtype();
  if (name == "size") return static_cast<double>(size_of(dtype));
  if (name == "u") return dtype == DType::f32 || dtype == DType::bf16 ? 0x1p-24 : 0x1p-53;
  if (name == "u64") return 0x1p-53;
  for (std::size_t t = 0; t < contract_->tensors.size(); ++t) {
    const std::string_view of = contract_->tensors[t].name;
    if (!name.ends_with(')') || name.find(of) == std::string_view::npos) continue;
    const Tensor& tensor = *tensors_[t];
    if (name == fmt::format("has({})", of)) return tensor.defined() ? 1 : 0;
    if (name == fmt::format("numel({})", of)) return static_cast<double>(tensor.numel());
    if (name == fmt::format("size({})", of)) return static_cast<double>(size_of(tensor.dtype()));
  }
  return std::nullopt;
}

double Dims::evaluate(std::string_view expression) const {
  return posegrad::evaluate(expression, [this](std::string_view name) { return value(name); });
}

const TensorNotation& Dims::notation(std::string_view tensor) const {
  const auto* const found = std::ranges::find(contract_->tensors, tensor, &TensorNotation::name);
  if (found == contract_->tensors.end()) fail(fmt::format("no tensor is called '{}'", tensor));
  return *found;
}

// What the caller knows a tensor as: m_in is how m is before the op.
std::string_view Dims::shown(std::string_view tensor) const {
  if (!tensor.ends_with("_in")) return tensor;
  const std::string_view after = tensor.substr(0, tensor.size() - 3);
  const auto outputs = contract_->output_list();
  return std::ranges::find(outputs, after, &TensorNotation::name) == outputs.end() ? tensor : after;
}

std::size_t Dims::place_of(std::string_view name) const {
  const std::size_t place = contract_->place_of(name);
  if (place == contract_->names.size()) fail(fmt::format("no axis is called '{}'", name));
  return place;
}

// " with C_in = 33, fixed by 'x' (8, 243, 33)": the first name whose size is another here, or all
// groups that are known.
std::string Dims::expectation(const TensorNotation& tensor, const Shape& found) const {
  const ShapeNotation& shape = tensor.shapes[0];
  const bool same_rank = static_cast<std::size_t>(found.rank()) == shape.size();
  std::string known;
  std::size_t fixed_by = 0;
  for (std::size_t a = 0; a < shape.size(); ++a) {
    const AxisNotation& axis = shape[a];
    const Meaning& name = names_[axis.name];
    const bool is_group = axis.is_group();
    if ((!is_group && axis.kind != Kind::size) || !name.fixed_by) continue;
    if (!is_group && (!known.empty() || !same_rank || name.size == found[static_cast<int>(a)]))
      continue;
    fixed_by = *name.fixed_by;
    known += fmt::format("{}{}{} = {}", known.empty() ? " with " : ", ", axis.text,
                         is_group ? "..." : "",
                         is_group ? name.group.to_string() : std::to_string(name.size));
  }
  if (known.empty()) return {};
  return fmt::format("{}, fixed by '{}' {}", known, shown(contract_->tensors[fixed_by].name),
                     tensors_[fixed_by]->shape().to_string());
}

// The first tensor that does not fit to those before it.
void Dims::fail_shape() {
  const auto given = names_;  // a failed reading leaves what was there before
  const auto fit = [&](std::size_t tensors) {
    names_ = given;
    order_.count = tensors;
    return read_tensor(0);
  };
  std::size_t fitting = 0;
  while (fit(fitting + 1)) ++fitting;
  fit(fitting);
  const std::size_t t = order_[fitting];
  const TensorNotation& wanted = contract_->tensors[t];
  const Shape& found = tensors_[t]->shape();
  const std::string start = fmt::format("'{}' has shape {}", shown(wanted.name), found.to_string());
  if (!is_repeated(wanted))
    fail(fmt::format("{}; expected {}{}", start, text_of(wanted), expectation(wanted, found)));
  const std::size_t by = names_[wanted.shapes[0][0].name].fixed_by.value_or(0);
  const TensorNotation& other = contract_->tensors[by];
  fail(fmt::format("{}, which does not broadcast {} '{}' {}", start,
                   is_repeated(other) ? "with" : "to", shown(other.name),
                   tensors_[by]->shape().to_string()));
}

void Dims::fail(const std::string& message) const {
  throw ShapeError(std::string(op_) + ": " + message);
}

}  // namespace posegrad
