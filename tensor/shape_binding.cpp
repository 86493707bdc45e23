// bind_sizes: what the names of a shape contract stand for in one call.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "tensor/dispatch.h"
#include "tensor/error.h"
#include "tensor/shape_notation.h"

namespace posegrad {
namespace {

using Group = std::vector<Index>;

// One way to read the tensors so far. A group of axes (A..., L, B...) can be read in several ways,
// of which other tensors may leave only one.
struct Reading {
  Sizes sizes;
  std::map<std::string, Group, std::less<>> groups;
};

bool repeats_to(std::span<const Index> from, const Group& to) {
  if (from.size() > to.size()) return false;
  for (std::size_t i = 1; i <= from.size(); ++i)
    if (from[from.size() - i] != 1 && from[from.size() - i] != to[to.size() - i]) return false;
  return true;
}

double product(std::span<const Index> sizes) {
  double value = 1;
  for (const Index size : sizes) value *= static_cast<double>(size);
  return value;
}

// Appends every reading of `sizes` as `axes` that agrees with `before`.
class Reader {
 public:
  explicit Reader(std::vector<Reading>& readings) : readings_(readings) {}

  void read(std::span<const AxisNotation> axes, std::span<const Index> sizes, Reading before) {
    if (axes.empty()) {
      if (sizes.empty()) readings_.push_back(std::move(before));
      return;
    }
    switch (axes.front().kind) {
      case AxisNotation::Kind::group:
        for (std::size_t count = 0; count <= sizes.size(); ++count)
          read_group(axes, sizes, count, before);
        break;
      case AxisNotation::Kind::repeated: {
        const auto group = before.groups.find(axes.front().text);
        if (group != before.groups.end() && repeats_to(sizes, group->second))
          readings_.push_back(std::move(before));
        break;
      }
      case AxisNotation::Kind::size:
        if (!sizes.empty() && same(before.sizes, axes.front().text, sizes.front()))
          read(axes.subspan(1), sizes.subspan(1), std::move(before));
        break;
      case AxisNotation::Kind::expression:
        if (!sizes.empty() &&
            evaluate(axes.front().text, before.sizes) == static_cast<double>(sizes.front()))
          read(axes.subspan(1), sizes.subspan(1), std::move(before));
        break;
    }
  }

 private:
  void read_group(std::span<const AxisNotation> axes, std::span<const Index> sizes,
                  std::size_t count, Reading before) {
    const Group group(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(count));
    const auto [known, is_new] = before.groups.try_emplace(axes.front().text, group);
    if (!is_new && known->second != group) return;
    before.sizes[axes.front().text] = product(group);
    read(axes.subspan(1), sizes.subspan(count), std::move(before));
  }

  static bool same(Sizes& sizes, const std::string& name, Index size) {
    return sizes.try_emplace(name, static_cast<double>(size)).first->second ==
           static_cast<double>(size);
  }

  std::vector<Reading>& readings_;
};

bool is_repeated(const TensorNotation& tensor) {
  return tensor.shapes.front().size() == 1 &&
         tensor.shapes.front().front().kind == AxisNotation::Kind::repeated;
}

class Binding {
 public:
  explicit Binding(const OpInfo& info) : info_(info), contract_(parse_shapes(info)) {}

  Sizes bind(std::span<const Tensor> inputs, std::span<const Tensor> outputs) {
    if (inputs.size() != contract_.inputs.size() || outputs.size() != contract_.outputs.size())
      throw ShapeError(fmt::format("{}: {} inputs and {} outputs; the contract is {}", info_.name,
                                   inputs.size(), outputs.size(), info_.shapes));
    for (const bool repeated : {false, true}) {  // what repeats to E... comes behind E...
      read_all(contract_.inputs, inputs, repeated);
      read_all(contract_.outputs, outputs, repeated);
    }
    Sizes sizes = std::move(readings_.front().sizes);
    const DType dtype = outputs.front().dtype();
    sizes["size"] = static_cast<double>(size_of(dtype));
    sizes["u"] = dtype == DType::f64 ? 0x1p-53 : 0x1p-24;
    sizes["u64"] = 0x1p-53;
    count_all(contract_.inputs, inputs, sizes);
    count_all(contract_.outputs, outputs, sizes);
    return sizes;
  }

 private:
  void read_all(const std::vector<TensorNotation>& notation, std::span<const Tensor> tensors,
                bool repeated) {
    for (std::size_t i = 0; i < tensors.size(); ++i)
      if (is_repeated(notation[i]) == repeated) read(notation[i], tensors[i]);
  }

  void read(const TensorNotation& notation, const Tensor& tensor) {
    if (!tensor.defined()) {
      if (!notation.optional) throw ShapeError(wrong(notation.name, "is empty"));
      return;
    }
    if (notation.integers && tensor.dtype() != DType::i64)
      throw ShapeError(wrong(notation.name, "holds no i64"));
    std::vector<Reading> readings;
    for (const Reading& before : readings_)
      for (const auto& axes : notation.shapes)
        Reader(readings).read(axes, tensor.shape().sizes(), before);
    if (readings.empty())
      throw ShapeError(wrong(notation.name, "has shape " + tensor.shape().to_string()));
    readings_ = std::move(readings);
  }

  static void count_all(const std::vector<TensorNotation>& notation,
                        std::span<const Tensor> tensors, Sizes& sizes) {
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      sizes[fmt::format("has({})", notation[i].name)] = tensors[i].defined() ? 1 : 0;
      sizes[fmt::format("numel({})", notation[i].name)] = static_cast<double>(tensors[i].numel());
      sizes[fmt::format("size({})", notation[i].name)] =
          static_cast<double>(size_of(tensors[i].dtype()));
      for (const auto& axes : notation[i].shapes)
        for (const AxisNotation& axis : axes)
          if (axis.kind != AxisNotation::Kind::expression) sizes.try_emplace(axis.text, 0);
    }
  }

  std::string wrong(std::string_view tensor, const std::string& how) const {
    std::string known;
    for (const auto& [name, size] : readings_.front().sizes)
      known += fmt::format("{}{} = {}", known.empty() ? "; before it " : ", ", name, size);
    return fmt::format("{}: '{}' {}; the contract is {}{}", info_.name, tensor, how, info_.shapes,
                       known);
  }

  const OpInfo& info_;
  ShapeContract contract_;
  std::vector<Reading> readings_{Reading{}};
};

}  // namespace

Sizes bind_sizes(const OpInfo& info, std::span<const Tensor> inputs,
                 std::span<const Tensor> outputs) {
  return Binding(info).bind(inputs, outputs);
}

Sizes bind_sizes(const KernelCall& call) {
  return bind_sizes(call.info(), call.inputs(), call.outputs());
}

}  // namespace posegrad
