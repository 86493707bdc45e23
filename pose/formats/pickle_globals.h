#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// What a file format that carries PyTorch's tensors adds to pickle.
class PickleTensors {
 public:
  virtual ~PickleTensors() = default;
  /// What a persistent id stands for: a storage, or a class. Throws DataError for another.
  virtual Value storage(const Value& id) = 0;
  /// A tensor on such a storage: the arguments of torch's rebuild function.
  virtual Value tensor(const std::vector<Value>& arguments) = 0;
};

/// What the construction of values may use.
struct PickleContext {
  PickleTensors* tensors = nullptr;  // null: the file cannot hold tensors
  /// Bytes that may still be copied: repeated references must not multiply a file.
  std::size_t budget = 0;

  /// Throws DataError when the budget is used up.
  void charge(std::size_t bytes);
  /// Whether objects of any class may occur, as the parts that they would be made from. PyTorch's
  /// files hold what their writers had beside the weights, and whole modules.
  bool takes_objects() const noexcept { return tensors != nullptr; }
};

/// The name of an allowed class or function as a value; nothing is looked up or run. Throws
/// DataError, naming it, for any other. Where objects may occur every name is allowed but those of
/// programs (is_program).
Value pickle_global(const PickleContext& context, std::string_view module, std::string_view name);

/// What calling an allowed name with a tuple of arguments would give; for other names an object.
Value pickle_call(PickleContext& context, const Value& callee, const Value& arguments);

/// Gives an array, item type, random state, OrderedDict or object its state. Throws DataError for
/// anything else.
void pickle_build(PickleContext& context, Value& target, const Value& state);

// How NumPy pickles arrays: each function takes the arguments of the constructor of that name.
using Arguments = std::vector<Value>;

/// An array that BUILD fills.
Value pickled_reconstruct(PickleContext& context, const Arguments& arguments);
Value pickled_scalar(PickleContext& context, const Arguments& arguments);
Value pickled_frombuffer(PickleContext& context, const Arguments& arguments);

/// The array that BUILD's state describes: ([version,] shape, item type, is_fortran, bytes or
/// list).
NdArray array_of_state(PickleContext& context, const Value& state);

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
