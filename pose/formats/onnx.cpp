#include "pose/formats/onnx.h"

#include <fmt/format.h>

#include "pose/formats/protobuf.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr Index kFormatVersion = 7;  // that came with kOnnxOperators
constexpr std::size_t kLargest = std::size_t{1} << 31;

// TensorProto.DataType and AttributeProto.AttributeType.
constexpr int kFloat = 1, kInt64 = 7;
constexpr int kInts = 7;

ProtobufWriter value_info(const OnnxValue& value) {
  ProtobufWriter shape;
  for (const auto& size : value.shape) {
    ProtobufWriter dimension;
    if (const Index* number = std::get_if<Index>(&size))
      dimension.integer(1, *number);
    else
      dimension.text(2, std::get<std::string>(size));
    shape.message(1, dimension);
  }
  ProtobufWriter tensor, type, info;
  tensor.integer(1, kFloat);
  tensor.message(2, shape);
  type.message(1, tensor);
  info.text(1, value.name);
  info.message(2, type);
  info.text(3, value.doc);
  return info;
}

// Lists of numbers are not packed: onnx.proto is of a time when none were.
ProtobufWriter attribute(const OnnxAttribute& attribute) {
  ProtobufWriter message;
  message.text(1, attribute.name);
  for (const Index number : attribute.numbers) message.integer(8, number);
  message.integer(20, kInts);
  return message;
}

ProtobufWriter node(const OnnxNode& node) {
  ProtobufWriter message;
  for (const std::string& input : node.inputs) message.text(1, input);
  message.text(2, node.output);
  message.text(3, node.output);  // a name that profilers and viewers show
  message.text(4, node.op);
  for (const OnnxAttribute& each : node.attributes) message.message(5, attribute(each));
  return message;
}

ProtobufWriter constant(const std::string& name, const Tensor& tensor) {
  if (tensor.dtype() != DType::f32 && tensor.dtype() != DType::i64)
    throw DTypeError(fmt::format("onnx: the constant '{}' is neither f32 nor i64", name));
  ProtobufWriter message;
  for (int axis = 0; axis < tensor.rank(); ++axis) message.integer(1, tensor.dim(axis));
  message.integer(2, tensor.dtype() == DType::f32 ? kFloat : kInt64);
  message.text(8, name);
  message.text(9, {reinterpret_cast<const char*>(tensor.bytes()), tensor.nbytes()});
  return message;
}

ProtobufWriter graph(const OnnxModel& model) {
  ProtobufWriter message;
  for (const OnnxNode& each : model.nodes) message.message(1, node(each));
  message.text(2, model.name);
  for (const auto& [name, tensor] : model.constants) message.message(5, constant(name, tensor));
  for (const OnnxValue& input : model.inputs) message.message(11, value_info(input));
  for (const OnnxValue& output : model.outputs) message.message(12, value_info(output));
  return message;
}

}  // namespace

std::string onnx_bytes(const OnnxModel& model) {
  ProtobufWriter message, operators;
  message.integer(1, kFormatVersion);
  message.text(2, "posegrad");
  message.text(6, model.doc);
  message.message(7, graph(model));
  operators.text(1, "");  // ONNX's own
  operators.integer(2, kOnnxOperators);
  message.message(8, operators);
  for (const auto& [key, text] : model.metadata) {
    ProtobufWriter entry;
    entry.text(1, key);
    entry.text(2, text);
    message.message(14, entry);
  }
  if (message.bytes().size() >= kLargest)
    throw ValueError(fmt::format("onnx: a model of {} bytes; a file holds less than 2 GiB",
                                 message.bytes().size()));
  return message.bytes();
}

}  // namespace posegrad::pose::formats
