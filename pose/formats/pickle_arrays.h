#pragma once
#include "pose/formats/pickle_globals.h"

namespace posegrad::pose::formats {

// How NumPy pickles arrays: each function takes the arguments of the constructor of that name.
using Arguments = std::vector<Value>;

Value pickled_reconstruct(PickleContext& context,
                          const Arguments& arguments);  // an array that BUILD fills
Value pickled_scalar(PickleContext& context, const Arguments& arguments);
Value pickled_frombuffer(PickleContext& context, const Arguments& arguments);

/// The array that BUILD's state describes: ([version,] shape, item type, is_fortran, bytes or
/// list).
NdArray array_of_state(PickleContext& context, const Value& state);

}  // namespace posegrad::pose::formats
