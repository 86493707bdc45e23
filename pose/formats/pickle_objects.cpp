#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "pose/formats/pickle_globals.h"

namespace posegrad::pose::formats {
namespace {

using Kind = Value::Kind;

constexpr std::array<std::string_view, 17> kPrograms{
    "posix.",     "nt.",     "os.",         "subprocess.", "commands.", "sys.",
    "shutil.",    "socket.", "ctypes.",     "_ctypes.",    "pty.",      "runpy.",
    "importlib.", "imp.",    "webbrowser.", "marshal.",    "pdb."};
constexpr std::array<std::string_view, 8> kBuiltinPrograms{
    "eval", "exec", "execfile", "compile", "open", "input", "file", "__import__"};
constexpr std::string_view kBuiltins = "builtins.";

// How pickle before protocol 2 makes an object: (class, base, base's state).
constexpr std::string_view kReconstructors[] = {"copyreg._reconstructor",
                                                "copy_reg._reconstructor"};

}  // namespace

bool is_program(std::string_view name) {
  if (name.starts_with(kBuiltins))
    return std::ranges::find(kBuiltinPrograms, name.substr(kBuiltins.size())) !=
           kBuiltinPrograms.end();
  return std::ranges::any_of(kPrograms,
                             [&](std::string_view module) { return name.starts_with(module); });
}

Value object_of_call(PickleContext& context, const Value& callee, const Value& arguments) {
  constexpr std::size_t kCost = 64;
  context.charge(kCost + callee.type_name().size());
  // What a call gave may be called in its turn; the callee then is a part of the object.
  if (callee.is(Kind::object))
    return Value::object(callee.type_name(), Value::tuple({callee, arguments}));
  const std::string& name = callee.type_name();
  const bool wrapped = std::ranges::find(kReconstructors, name) != std::end(kReconstructors);
  if (wrapped && arguments.size() > 0 && arguments.items()[0].is(Kind::global))
    return Value::object(arguments.items()[0].type_name(), arguments);
  return Value::object(name, arguments);
}

Value as_key(const Value& key) {
  switch (key.kind()) {
    case Kind::global:
    case Kind::object:
      return key.type_name();
    case Kind::list:
    case Kind::tuple:
    case Kind::dict:
    case Kind::set:
    case Kind::array:
    case Kind::scalar:
    case Kind::tensor:
      return fmt::format("<{}>", key.kind_name());
    default:
      return key;
  }
}

}  // namespace posegrad::pose::formats
