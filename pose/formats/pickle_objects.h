#pragma once
#include <string_view>

#include "pose/formats/pickle_globals.h"

namespace posegrad::pose::formats {

/// Whether unpickling a call of this name elsewhere would run a program or open a file
/// ("posix.system", "builtins.eval"): nobody has such a thing beside weights by accident, and a
/// file that names one is better refused than read around. Nothing is ever run here, named or not.
bool is_program(std::string_view name);

/// What calling a class or function that is not known stands for: an object with its name and the
/// arguments. Each is charged, as a byte or two can make one.
Value object_of_call(PickleContext& context, const Value& callee, const Value& arguments);

/// What stands for a dict's key or a set's item that cannot be one here (a class, a tuple): a text
/// that says what it was.
Value as_key(const Value& key);

}  // namespace posegrad::pose::formats
