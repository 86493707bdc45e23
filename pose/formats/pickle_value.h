#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "pose/formats/blob.h"
#include "pose/formats/ndarray.h"

namespace posegrad::pose::formats {

/// A piece of data as Python programs pickle it. None, bool, int and float are held in place;
/// everything else is shared: a copy of a Value is the same list or dict, as in Python, and a file
/// that names one list twice gives one list. Freeing does not recurse, however deep the nesting. A
/// container must not be put into itself (a leak). Accessors throw DataError that says what was
/// found; a Field adds where.
class Value {
 public:
  enum class Kind {
    none,
    boolean,
    integer,
    big_integer,
    real,
    bytes,
    text,
    list,
    tuple,
    dict,
    set,
    array,   // NumPy's ndarray
    scalar,  // NumPy's scalar: an array of rank 0
    tensor,  // PyTorch's tensor
    object,  // an instance of a class: its constructor's arguments, its state and its contents
    global
  };  // the name of an allowed class or function
  using Entry = std::pair<Value, Value>;

  Value() = default;  // None
  Value(std::same_as<bool> auto value) : data_(value) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) Value(T value) : data_(static_cast<std::int64_t>(value)) {}
  Value(double value) : data_(value) {}
  Value(std::string utf8);
  Value(std::string_view utf8) : Value(std::string(utf8)) {}
  Value(const char* utf8) : Value(std::string(utf8)) {}
  Value(NdArray array);

  static Value bytes(Blob bytes);
  /// Little-endian two's complement of any length; becomes a plain integer when it fits.
  static Value integer(std::string_view little_endian);
  static Value list(std::vector<Value> items = {});
  static Value tuple(std::vector<Value> items = {});
  /// Throws DataError for an item that cannot be a key; equal items are kept once.
  static Value set(const std::vector<Value>& items);
  static Value dict();
  /// Of equal keys the last counts. Throws DataError for a key that set() refuses.
  static Value dict(std::vector<Entry> entries);
  static Value ordered_dict();  // collections.OrderedDict: what a state_dict is
  static Value scalar(NdArray array);
  static Value tensor(NdArray array);
  static Value object(std::string type_name, Value arguments);
  static Value global(std::string name);

  Kind kind() const noexcept;
  std::string_view kind_name() const noexcept;  // as Python calls it: "list", "None"
  bool is(Kind kind) const noexcept { return this->kind() == kind; }
  bool is_none() const noexcept { return is(Kind::none); }
  bool is_text() const noexcept { return is(Kind::text) || is(Kind::bytes); }
  bool is_sequence() const noexcept { return is(Kind::list) || is(Kind::tuple); }
  bool is_dict() const noexcept { return is(Kind::dict); }
  bool is_array() const noexcept { return is(Kind::array) || is(Kind::scalar) || is(Kind::tensor); }

  bool as_bool() const;
  std::int64_t as_int() const;  // int, bool, or an integer array of one item
  double as_double() const;     // any of these, float, or a real array of one item
  std::string as_text() const;  // str as UTF-8; a byte string of Python 2 by latin1
  const Blob& as_bytes() const;
  const NdArray& as_array() const;  // array, scalar, tensor
  /// Little-endian two's complement of an integer of any size, as short as possible.
  std::string big_integer() const;
  /// The only item of an object array of rank 0 (how NumPy stores a dict in an npz); any other
  /// value is itself.
  const Value& unwrapped() const;

  /// Items of a list or tuple.
  const std::vector<Value>& items() const;
  void push_back(Value item);

  /// Items of a list, tuple, set or dict.
  std::size_t size() const;
  const std::vector<Entry>& entries()
      const;  // of a dict, in the order of the file; of a set, with None each
  bool is_ordered_dict() const;
  /// Null when absent. Text finds a str, or a Python 2 byte string.
  const Value* find(std::string_view key) const;
  const Value* find(std::int64_t key) const;
  const Value& at(std::string_view key) const;  // throws DataError that lists the keys
  /// Replaces or appends. Throws DataError for a key that is no None, bool, number, str or bytes.
  void set(Value key, Value value);
  void add(Value item);  // to a set; keeps equal items once

  const std::string& type_name()
      const;                       // of an object or global: "numpy.random.__RandomState_ctor"
  const Value& arguments() const;  // of an object: a tuple
  const Value& state() const;      // of an object: None until set
  void set_state(Value state);
  /// Of an object whose class is a kind of list or dict: the list or dict. None for others.
  const Value& contents() const;
  void set_contents(Value contents);

  /// For the readers: fills an array or tensor that was announced before its content came.
  void set_array(NdArray array);
  /// What makes two values the same one; null for what is held in place.
  const void* identity() const noexcept;
  /// Forgets the content of a container: how a reader breaks a loop.
  void clear() noexcept;
  /// Puts None where this container holds `child`, the same one: how a reader cuts a loop.
  void forget(const Value& child) noexcept;
  /// Appends the values directly inside of this one: items, keys, objects, arguments, state,
  /// contents.
  void children(std::vector<Value>& into) const;

 private:
  struct Node;
  struct Dict;
  explicit Value(std::shared_ptr<Node> node) : data_(std::move(node)) {}
  template <class Payload>
  static Value make(Kind kind, Payload payload);
  template <class Payload>
  Payload* payload() const noexcept;
  Node* node() const noexcept;
  [[noreturn]] void wanted(std::string_view what) const;
  static std::string key_text(const Value& key);
  static bool is_key(const Value& key, std::string_view text);
  const Dict& as_dict() const;
  void insert(Value key, Value value);

  std::variant<std::monostate, bool, std::int64_t, double, std::shared_ptr<Node>> data_;
};

}  // namespace posegrad::pose::formats
