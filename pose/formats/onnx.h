#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tensor/tensor.h"

namespace posegrad::pose::formats {

// ONNX models as far as a network of convolutions needs them, written over ProtobufWriter. ONNX's own
// library would be a dependency of every build for this one file, and would bring libprotobuf along; what
// is written is held against its checker and ONNX Runtime (tests/onnx).  Source: onnx.proto and
// docs/IR.md of ONNX.

/// An input or an output, f32. A size is a number, or a name of what may be any number.
struct OnnxValue {
  std::string name;
  std::vector<std::variant<Index, std::string>> shape;
  std::string doc;
};

struct OnnxAttribute {
  std::string name;
  std::vector<Index> numbers;
};

/// An operator with one output.
struct OnnxNode {
  std::string op;  // "Conv"
  std::vector<std::string> inputs;
  std::string output;
  std::vector<OnnxAttribute> attributes = {};
};

/// Constants: tensors of f32 or i64.
using OnnxConstants = std::vector<std::pair<std::string, Tensor>>;

struct OnnxModel {
  std::string name, doc;
  std::vector<OnnxValue> inputs, outputs;
  OnnxConstants constants;
  std::vector<OnnxNode> nodes;  // each behind those whose outputs it takes
  std::vector<std::pair<std::string, std::string>> metadata;  // keys and texts
};

/// The version of the operators: ONNX 1.8's.
inline constexpr Index kOnnxOperators = 13;

/// The model as a file's bytes; the same model gives the same bytes. Throws ValueError for one of 2 GiB and more, which
/// the format does not have.
std::string onnx_bytes(const OnnxModel& model);

}  // namespace posegrad::pose::formats
