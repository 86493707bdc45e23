#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/op.h"
#include "tensor/size_expression.h"
#include "tensor/tensor.h"

namespace posegrad {

class KernelCall;

// OpInfo::shapes, the contract of an op's tensors, in the order of its `inputs` and `outputs`:
//
//   x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)
//
//   N              the axis has size N; a name that comes again has the same size
//   3, L_a + L_b   the size is that of the expression (tensor/size_expression.h)
//   E...           any number of axes, also none, which are the same wherever E... stands; in
//                  expressions E is the product of their sizes
//   ~E...          axes that NumPy's rule of broadcasting repeats to E...
//   (M, K) or (K, M)   one of the two
//   residual (R, C)?   may be left empty
//   positions (P) i64  holds integers

/// One axis, or group of axes, of a tensor in a contract.
struct AxisNotation {
  enum class Kind { size, expression, group, repeated };
  Kind kind = Kind::size;
  std::string text;  // without "..." and "~"
};

/// One tensor of a contract.
struct TensorNotation {
  std::string name;
  std::vector<std::vector<AxisNotation>> shapes;  // it has one of them
  bool optional = false, integers = false;
};

struct ShapeContract {
  std::vector<TensorNotation> inputs, outputs;
};

/// Throws ValueError, which names the op, for what is not in the notation.
ShapeContract parse_shapes(const OpInfo& info);

struct TensorNames {
  std::vector<std::string> inputs, outputs;
};
/// What the contract calls the op's tensors.
TensorNames tensor_names(const OpInfo& info);

/// The names of a call's sizes, for the op's expressions. Besides those of the contract:
///   has(x)     1 if the tensor is there, 0 if it was left empty; numel(x) its number of elements
///   size       bytes of a number of the first output; size(x) of x
///   u, u64     unit roundoff of that type (integers: as double), and of double: 2^-24, 2^-53
/// Names that only an empty tensor has are 0. Throws ShapeError that names op, tensor and contract
/// when the tensors do not fit it.
Sizes bind_sizes(const OpInfo& info, std::span<const Tensor> inputs,
                 std::span<const Tensor> outputs);
Sizes bind_sizes(const KernelCall& call);

/// OpInfo::bytes, or where it is empty, the expression for every tensor once:
/// "size*(N*L*C_in + C_out*K*C_in + N*L_out*C_out)".
std::string bytes_expression(const OpInfo& info);

}  // namespace posegrad
