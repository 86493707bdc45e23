#include <fmt/format.h>

#include "pose/formats/pickle_globals.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

/// Reads dtype('f4', align, copy) with its state (version, order, None, None, None, size,
/// alignment, flags).
ItemFormat format_of_dtype(const Value& dtype) {
  if (!dtype.is(Value::Kind::object) || dtype.type_name() != "numpy.dtype")
    throw DataError(fmt::format("an item type is wanted; found {}", dtype.kind_name()));
  const std::string name = dtype.arguments().items().at(0).as_text();
  if (dtype.state().is_none()) return parse_descr(name);
  const std::vector<Value>& state = dtype.state().items();
  if (state.size() < 5)
    throw DataError(
        fmt::format("item type '{}': a state of {} parts", printable(name), state.size()));
  if (const auto version = state[0].as_int(); version < 1 || version > 4)
    throw DataError(fmt::format("item type '{}': version {}", printable(name), version));
  const std::string order = state[1].as_text();
  if (order.size() != 1)
    throw DataError(
        fmt::format("item type '{}': byte order '{}'", printable(name), printable(order)));
  for (std::size_t part = 2; part < 5; ++part)
    if (!state[part].is_none())
      throw DataError(fmt::format("item type '{}': records are not supported", printable(name)));
  const bool named_order =
      !name.empty() && std::string_view("<>|=").find(name.front()) != std::string_view::npos;
  // The state decides about the order, whatever the name says.
  return parse_descr(order + (named_order ? name.substr(1) : name));
}

std::vector<Index> shape_of(const Value& shape) {
  if (!shape.is_sequence()) return {shape.as_int()};
  std::vector<Index> sizes;
  for (const Value& size : shape.items()) sizes.push_back(size.as_int());
  return sizes;
}

NdArray array_of_bytes(PickleContext& context, ItemFormat format, std::vector<Index> shape,
                       const Blob& data, bool fortran) {
  if (fortran) context.charge(data.size());
  if (format.big_endian) context.charge(data.size());
  return {format, std::move(shape), data, fortran};
}

void count_arguments(const Arguments& arguments, std::size_t least, std::string_view what) {
  if (arguments.size() < least)
    throw DataError(fmt::format("{} with {} arguments", what, arguments.size()));
}

}  // namespace

Value pickled_reconstruct(PickleContext&, const Arguments& arguments) {
  count_arguments(arguments, 1, "_reconstruct");
  if (!arguments[0].is(Value::Kind::global) || arguments[0].type_name() != "numpy.ndarray")
    throw DataError("_reconstruct of something else than an ndarray");
  return Value(NdArray());
}

Value pickled_scalar(PickleContext& context, const Arguments& arguments) {
  count_arguments(arguments, 2, "scalar");
  return Value::scalar(
      array_of_bytes(context, format_of_dtype(arguments[0]), {}, arguments[1].as_bytes(), false));
}

Value pickled_frombuffer(PickleContext& context, const Arguments& arguments) {
  count_arguments(arguments, 4, "_frombuffer");
  const std::string order = arguments[3].as_text();
  if (order != "C" && order != "F")
    throw DataError(fmt::format("_frombuffer: order '{}'", printable(order)));
  return Value(array_of_bytes(context, format_of_dtype(arguments[1]), shape_of(arguments[2]),
                              arguments[0].as_bytes(), order == "F"));
}

NdArray array_of_state(PickleContext& context, const Value& state) {
  const std::vector<Value>& parts = state.items();
  if (parts.size() != 4 && parts.size() != 5)
    throw DataError(fmt::format("an array's state of {} parts", parts.size()));
  const std::size_t first = parts.size() - 4;
  if (first == 1 && parts[0].as_int() != 1)
    throw DataError(fmt::format("an array's state of version {}", parts[0].as_int()));
  std::vector<Index> shape = shape_of(parts[first]);
  const ItemFormat format = format_of_dtype(parts[first + 1]);
  const bool fortran = parts[first + 2].as_int() != 0;
  const Value& data = parts[first + 3];
  if (format.type != ArrayType::object)
    return array_of_bytes(context, format, std::move(shape), data.as_bytes(), fortran);
  context.charge(data.items().size() * sizeof(Value));
  return NdArray::of_objects(std::move(shape), data.items(), fortran);
}

}  // namespace posegrad::pose::formats
