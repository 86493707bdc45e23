#include "pose/formats/pickle_globals.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

void PickleContext::charge(std::size_t bytes) {
  if (bytes > budget)
    throw DataError("the same data is copied too often; the file is built to fill the memory");
  budget -= bytes;
}

namespace {

using Kind = Value::Kind;

DataError bad_arguments(std::string_view what) {
  return DataError(fmt::format("{} is called with arguments that are not expected", what));
}

/// The only argument; the default when there is none.
Value only(const Arguments& arguments, Value when_absent, std::string_view what) {
  if (arguments.size() > 1) throw bad_arguments(what);
  if (arguments.empty()) return when_absent;
  return arguments[0];
}

/// Text whose characters each stand for one byte: how protocols 0-2 carry bytes under Python 3.
Value encoded(PickleContext& context, const Arguments& arguments, std::string_view what) {
  if (arguments.size() != 2 || !arguments[0].is(Kind::text)) throw bad_arguments(what);
  const std::string codec = arguments[1].as_text();
  if (codec != "latin1" && codec != "latin-1")
    throw DataError(
        fmt::format("{} with the codec '{}'; only latin1 is allowed", what, printable(codec)));
  std::string text = arguments[0].as_text();
  context.charge(text.size());
  const auto bytes = utf8_to_latin1(text);
  if (!bytes) throw DataError(fmt::format("{}: a character beyond latin1", what));
  return Value::bytes(Blob::copy_of(*bytes));
}

Value codecs_encode(PickleContext& context, const Arguments& arguments) {
  return encoded(context, arguments, "_codecs.encode");
}

Value new_bytes(PickleContext& context, const Arguments& arguments) {
  if (arguments.size() == 2) return encoded(context, arguments, "bytes");
  Value value = only(arguments, Value::bytes({}), "bytes");
  value.as_bytes();
  return value;
}

Value new_set(PickleContext& context, const Arguments& arguments) {
  const Value items = only(arguments, Value::list(), "set");
  context.charge(items.size() * sizeof(Value));
  if (!context.takes_objects()) return Value::set(items.items());
  Value set = Value::set({});
  for (const Value& item : items.items()) set.add(as_key(item));
  return set;
}

Value new_list(PickleContext& context, const Arguments& arguments) {
  const Value items = only(arguments, Value::list(), "list");
  context.charge(items.size() * sizeof(Value));
  return Value::list(items.items());
}

Value new_tuple(PickleContext& context, const Arguments& arguments) {
  const Value items = only(arguments, Value::tuple(), "tuple");
  context.charge(items.size() * sizeof(Value));
  return Value::tuple(items.items());
}

/// dict() and OrderedDict(): empty, or from a list of pairs as Python 2 pickles it.
Value filled(PickleContext& context, Value dict, const Arguments& arguments) {
  const Value pairs = only(arguments, Value::list(), "dict");
  context.charge(pairs.size() * 2 * sizeof(Value));
  for (const Value& pair : pairs.items()) {
    if (!pair.is_sequence() || pair.size() != 2) throw bad_arguments("dict");
    dict.set(pair.items()[0], pair.items()[1]);
  }
  return dict;
}

Value new_dict(PickleContext& context, const Arguments& arguments) {
  return filled(context, Value::dict(), arguments);
}

Value new_ordered_dict(PickleContext& context, const Arguments& arguments) {
  return filled(context, Value::ordered_dict(), arguments);
}

Value new_int(PickleContext&, const Arguments& arguments) {
  Value value = only(arguments, 0, "int");
  if (!value.is(Kind::integer) && !value.is(Kind::big_integer)) throw bad_arguments("int");
  return value;
}

Value new_float(PickleContext&, const Arguments& arguments) {
  return only(arguments, 0.0, "float").as_double();
}

Value new_str(PickleContext&, const Arguments& arguments) {
  Value value = only(arguments, "", "str");
  if (!value.is_text()) throw bad_arguments("str");
  return value;
}

Value new_complex(PickleContext&, const Arguments& arguments) {
  if (arguments.size() != 2) throw bad_arguments("complex");
  const double parts[] = {arguments[0].as_double(), arguments[1].as_double()};
  return Value::scalar({format_of(ArrayType::c16),
                        {},
                        Blob::copy_of({reinterpret_cast<const char*>(parts), sizeof parts})});
}

Value new_dtype(PickleContext&, const Arguments& arguments) {
  if (arguments.empty() || !arguments[0].is_text()) throw bad_arguments("numpy.dtype");
  return Value::object("numpy.dtype", Value::tuple(arguments));
}

Value torch_tensor(PickleContext& context, const Arguments& arguments) {
  if (context.tensors == nullptr) throw DataError("a torch tensor in a file that is not PyTorch's");
  return context.tensors->tensor(arguments);
}

Value torch_parameter(PickleContext&, const Arguments& arguments) {
  if (arguments.empty() || !arguments[0].is(Kind::tensor))
    throw bad_arguments("_rebuild_parameter");
  return arguments[0];
}

/// A parameter with attributes of its own, or another tensor of a class: (function, class,
/// arguments, state).
Value torch_typed_tensor(PickleContext& context, const Arguments& arguments) {
  if (arguments.size() < 3 || !arguments[0].is(Kind::global))
    throw bad_arguments("_rebuild_from_type_v2");
  const std::string& rebuild = arguments[0].type_name();
  if (!rebuild.starts_with("torch._utils._rebuild_")) throw bad_arguments("_rebuild_from_type_v2");
  return pickle_call(context, arguments[0], arguments[2]);
}

Value torch_device(PickleContext&, const Arguments& arguments) {
  if (arguments.empty() || !arguments[0].is_text()) throw bad_arguments("torch.device");
  return arguments[0];
}

using Construct = Value (*)(PickleContext&, const Arguments&);

/// Whom a pickle may name. Without a function: a name only, never called.
struct Allowed {
  std::string_view name;
  Construct construct = nullptr;
  bool keeps_arguments = false;  // an object of that name, with arguments and state as they come
};

constexpr Allowed kAllowed[] = {
    {"numpy.core.multiarray._reconstruct", pickled_reconstruct},
    {"numpy.core.multiarray.scalar", pickled_scalar},
    {"numpy.core.numeric._frombuffer", pickled_frombuffer},
    {"numpy.ndarray"},
    {"numpy.dtype", new_dtype},
    {"_codecs.encode", codecs_encode},
    {"builtins.bytes", new_bytes},
    {"builtins.bytearray", new_bytes},
    {"builtins.set", new_set},
    {"builtins.list", new_list},
    {"builtins.dict", new_dict},
    {"builtins.tuple", new_tuple},
    {"builtins.int", new_int},
    {"builtins.long", new_int},
    {"builtins.float", new_float},
    {"builtins.str", new_str},
    {"builtins.complex", new_complex},
    {"collections.OrderedDict", new_ordered_dict},
    {"torch._utils._rebuild_tensor_v2", torch_tensor},
    {"torch._utils._rebuild_tensor", torch_tensor},
    {"torch._utils._rebuild_parameter", torch_parameter},
    {"torch._utils._rebuild_parameter_with_state", torch_parameter},
    {"torch._tensor._rebuild_from_type_v2", torch_typed_tensor},
    {"torch.Size", new_tuple},
    {"torch.device", torch_device},
    {"torch.FloatStorage"},
    {"torch.DoubleStorage"},
    {"torch.HalfStorage"},
    {"torch.BFloat16Storage"},
    {"torch.LongStorage"},
    {"torch.IntStorage"},
    {"torch.ShortStorage"},
    {"torch.CharStorage"},
    {"torch.ByteStorage"},
    {"torch.BoolStorage"},
    {"numpy.random.__RandomState_ctor", nullptr, true},
    {"numpy.random._pickle.__randomstate_ctor", nullptr, true},
    {"numpy.random._pickle.__bit_generator_ctor", nullptr, true},
    {"numpy.random._mt19937.MT19937"},
};

const Allowed* find_allowed(std::string_view name) {
  const auto* found = std::ranges::find(kAllowed, name, &Allowed::name);
  return found == std::end(kAllowed) ? nullptr : found;
}

}  // namespace

Value pickle_global(const PickleContext& context, std::string_view module, std::string_view name) {
  std::string home(module);
  if (home == "__builtin__") home = "builtins";                                     // Python 2
  if (home == "numpy._core" || home.starts_with("numpy._core.")) home.erase(6, 1);  // NumPy 2
  const std::string full = fmt::format("{}.{}", home, name);
  // A dot in the name would reach through a module to what it imports.
  const bool known = name.find('.') == std::string_view::npos && find_allowed(full) != nullptr;
  if (!known && (!context.takes_objects() || is_program(full)))
    throw DataError(fmt::format("it names {}.{}, which is not data and is not allowed",
                                printable(module), printable(name)));
  return Value::global(full);
}

Value pickle_call(PickleContext& context, const Value& callee, const Value& arguments) {
  const bool named = callee.is(Kind::global);
  if (!named && !(context.takes_objects() && callee.is(Kind::object)))
    throw DataError(fmt::format("a {} is called", callee.kind_name()));
  if (!arguments.is(Kind::tuple))
    throw DataError(fmt::format("{} is called without a tuple", callee.type_name()));
  const Allowed* allowed = named ? find_allowed(callee.type_name()) : nullptr;
  if (allowed == nullptr && context.takes_objects())
    return object_of_call(context, callee, arguments);
  if (allowed != nullptr && allowed->keeps_arguments)
    return Value::object(callee.type_name(), arguments);
  if (allowed == nullptr || allowed->construct == nullptr)
    throw DataError(fmt::format("{} is called, which is not allowed", callee.type_name()));
  return allowed->construct(context, arguments.items());
}

void pickle_build(PickleContext& context, Value& target, const Value& state) {
  if (target.is(Kind::array)) {
    target.set_array(array_of_state(context, state));
  } else if (target.is(Kind::object) && target.state().is_none()) {
    target.set_state(state);
  } else if (target.is_dict() && target.is_ordered_dict()) {
    // Versions of a state_dict's modules, as an attribute beside the items: not needed.
    const bool metadata =
        state.is_dict() && state.size() == 1 && state.find("_metadata") != nullptr;
    if (!metadata && !context.takes_objects())
      throw DataError("an OrderedDict gets attributes other than _metadata");
  } else {
    throw DataError(fmt::format("BUILD on a {}", target.kind_name()));
  }
}

}  // namespace posegrad::pose::formats
