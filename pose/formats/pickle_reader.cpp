#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pose/formats/pickle.h"
#include "pose/formats/pickle_cursor.h"
#include "pose/formats/pickle_globals.h"
#include "pose/formats/pickle_nesting.h"
#include "pose/formats/pickle_opcodes.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

using enum Opcode;
using Kind = Value::Kind;
using Items = std::vector<Value>;

/// The stack machine that a pickle is a program for.
class Machine {
 public:
  Machine(const Blob& bytes, PickleTensors* tensors)
      : cursor_(bytes), context_{tensors, 8 * bytes.size() + (std::size_t{1} << 20)} {}

  /// A loop of containers would never be freed: on failure all are emptied, on success those that
  /// the result lacks.
  ~Machine() {
    for (Value& container : containers_)
      if (!kept_.contains(container.identity())) container.clear();
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Value run() {
    do {
      instruction_ = cursor_.at();
      if (cursor_.remaining() == 0) throw PickleCutShort("it ends without STOP");
    } while (step(Opcode{cursor_.little_endian<std::uint8_t>()}));
    Value result = pop();
    kept_ = check_nesting(result, context_.takes_objects() ? Loops::cut : Loops::refused);
    return result;
  }

  std::size_t instruction() const noexcept { return instruction_; }
  std::size_t used() const noexcept { return cursor_.at(); }

 private:
  bool step(Opcode code);
  bool step_frame(Opcode code);
  bool step_plain(Opcode code);
  bool step_bytes(Opcode code);
  bool step_container(Opcode code);
  bool step_memo(Opcode code);
  bool step_object(Opcode code);

  void push(Value value) { stack_.push_back(std::move(value)); }

  /// A container that can be changed later, and so be put into itself.
  void push_container(Value value) {
    containers_.push_back(value);
    push(std::move(value));
  }

  void push_text(std::string_view utf8) {
    if (!is_utf8(utf8))
      throw DataError(fmt::format("a str that is not UTF-8: '{}'", printable(utf8)));
    push(utf8);
  }

  std::size_t bottom() const noexcept { return marks_.empty() ? 0 : marks_.back(); }

  Value& top() {
    if (stack_.size() <= bottom()) throw DataError("too few values on the stack");
    return stack_.back();
  }

  Value pop() {
    Value value = std::move(top());
    stack_.pop_back();
    return value;
  }

  /// The values above the last mark, in order; the mark goes too.
  Items pop_marked() {
    if (marks_.empty()) throw DataError("a mark is missing");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    Items items(std::make_move_iterator(first), std::make_move_iterator(stack_.end()));
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return items;
  }

  Items pop_count(std::size_t count) {
    Items items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    return items;
  }

  /// What instructions that fill a list or dict fill: the value on top, or what an object whose
  /// class is such a kind holds.
  Value filled(Kind kind) {
    Value& target = top();
    if (!target.is(Kind::object) || !context_.takes_objects()) return target;
    if (target.contents().is_none())
      target.set_contents(kind == Kind::dict ? Value::dict() : Value::list());
    return target.contents();
  }

  void append(Items items) {
    Value list = filled(Kind::list);
    for (Value& item : items) list.push_back(std::move(item));
  }

  void set_items(const Items& items) {
    if (items.size() % 2 != 0) throw DataError("a dict gets a key without a value");
    Value dict = filled(Kind::dict);
    for (std::size_t i = 0; i < items.size(); i += 2) {
      charge_key(items[i]);
      dict.set(key(items[i]), items[i + 1]);
    }
  }

  /// A dict keeps its keys' text: a long key must not be a key of many dicts.
  void charge_key(const Value& item) {
    constexpr std::size_t kShort = 64;
    if (!item.is_text()) return;
    const std::size_t size = item.as_text().size();
    if (size > kShort) context_.charge(size);
  }

  /// Beside weights there may be dicts and sets of anything.
  Value key(const Value& item) const { return context_.takes_objects() ? as_key(item) : item; }

  void remember(std::uint64_t index) { memo_[index] = top(); }

  void recall(std::uint64_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end())
      throw DataError(fmt::format("memo {} is read but was never written", index));
    push(found->second);
  }

  std::uint64_t index_of_line() {
    const std::int64_t index = parse_integer(cursor_.line()).as_int();
    if (index < 0) throw DataError(fmt::format("memo {}", index));
    return static_cast<std::uint64_t>(index);
  }

  void call() {
    const Value arguments = pop();
    const Value callee = pop();
    Value result = pickle_call(context_, callee, arguments);
    if (result.identity() != nullptr) containers_.push_back(result);
    push(std::move(result));
  }

  PickleCursor cursor_;
  PickleContext context_;
  Items stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, Value> memo_;
  Items containers_;
  VisitedValues kept_;
  std::size_t instruction_ = 0;
};

bool Machine::step(Opcode code) {
  if (code == STOP) return false;
  if (step_plain(code) || step_bytes(code) || step_container(code) || step_memo(code) ||
      step_object(code) || step_frame(code))
    return true;
  switch (code) {
    case INST:
      throw DataError("INST makes an object of a class, which is not allowed");
    case OBJ:
      throw DataError("OBJ makes an object of a class, which is not allowed");
    case EXT1:
    case EXT2:
    case EXT4:
      throw DataError("EXT names a class by a registry, which is not allowed");
    case NEXT_BUFFER:
    case READONLY_BUFFER:
      throw DataError("it refers to a buffer outside of the file");
    default:
      throw DataError(fmt::format("unknown instruction 0x{:02x}", static_cast<unsigned>(code)));
  }
}

bool Machine::step_frame(Opcode code) {
  if (code == PROTO) {
    const auto protocol = cursor_.little_endian<std::uint8_t>();
    if (protocol > 5) throw DataError(fmt::format("protocol {}; 0 to 5 can be read", protocol));
    return true;
  }
  if (code == FRAME) {
    const auto length = cursor_.little_endian<std::uint64_t>();
    if (length > cursor_.remaining())
      throw DataError(
          fmt::format("a frame of {} bytes where {} are left", length, cursor_.remaining()));
    return true;
  }
  return false;
}

bool Machine::step_plain(Opcode code) {
  switch (code) {
    case NONE:
      push({});
      return true;
    case NEWTRUE:
      push(true);
      return true;
    case NEWFALSE:
      push(false);
      return true;
    case INT: {
      const std::string_view text = cursor_.line();
      push(text == "01" ? Value(true) : text == "00" ? Value(false) : parse_integer(text));
      return true;
    }
    case BININT:
      push(cursor_.little_endian<std::int32_t>());
      return true;
    case BININT1:
      push(cursor_.little_endian<std::uint8_t>());
      return true;
    case BININT2:
      push(cursor_.little_endian<std::uint16_t>());
      return true;
    case LONG: {
      std::string_view text = cursor_.line();
      if (text.ends_with('L')) text.remove_suffix(1);
      push(parse_integer(text));
      return true;
    }
    case LONG1:
      push(Value::integer(cursor_.take(cursor_.little_endian<std::uint8_t>())));
      return true;
    case LONG4:
      push(Value::integer(cursor_.take(cursor_.signed_length())));
      return true;
    case FLOAT:
      push(parse_real(cursor_.line()));
      return true;
    case BINFLOAT:
      push(cursor_.big_endian_double());
      return true;
    default:
      return false;
  }
}

bool Machine::step_bytes(Opcode code) {
  const auto text = [&](std::uint64_t length) { push_text(cursor_.take(length)); };
  const auto bytes = [&](std::uint64_t length) { push(Value::bytes(cursor_.blob(length))); };
  switch (code) {
    case STRING:
      push(Value::bytes(Blob::copy_of(parse_quoted(cursor_.line()))));
      return true;
    case BINSTRING:
      bytes(cursor_.signed_length());
      return true;
    case SHORT_BINSTRING:
    case SHORT_BINBYTES:
      bytes(cursor_.little_endian<std::uint8_t>());
      return true;
    case BINBYTES:
      bytes(cursor_.little_endian<std::uint32_t>());
      return true;
    case BINBYTES8:
    case BYTEARRAY8:
      bytes(cursor_.little_endian<std::uint64_t>());
      return true;
    case UNICODE:
      push(parse_raw_unicode(cursor_.line()));
      return true;
    case BINUNICODE:
      text(cursor_.little_endian<std::uint32_t>());
      return true;
    case SHORT_BINUNICODE:
      text(cursor_.little_endian<std::uint8_t>());
      return true;
    case BINUNICODE8:
      text(cursor_.little_endian<std::uint64_t>());
      return true;
    default:
      return false;
  }
}

bool Machine::step_container(Opcode code) {
  switch (code) {
    case MARK:
      marks_.push_back(stack_.size());
      return true;
    case POP:
      if (stack_.size() == bottom() && !marks_.empty()) {
        marks_.pop_back();
      } else {
        pop();
      }
      return true;
    case POP_MARK:
      pop_marked();
      return true;
    case DUP:
      push(top());
      return true;
    case EMPTY_LIST:
      push_container(Value::list());
      return true;
    case LIST:
      push_container(Value::list(pop_marked()));
      return true;
    case APPEND:
      append({pop()});
      return true;
    case APPENDS:
      append(pop_marked());
      return true;
    case EMPTY_TUPLE:
      push(Value::tuple());
      return true;
    case TUPLE:
      push(Value::tuple(pop_marked()));
      return true;
    case TUPLE1:
      push(Value::tuple(pop_count(1)));
      return true;
    case TUPLE2:
      push(Value::tuple(pop_count(2)));
      return true;
    case TUPLE3:
      push(Value::tuple(pop_count(3)));
      return true;
    case EMPTY_DICT:
      push_container(Value::dict());
      return true;
    case DICT: {
      const Items items = pop_marked();
      push_container(Value::dict());
      set_items(items);
      return true;
    }
    case SETITEM:
      set_items(pop_count(2));
      return true;
    case SETITEMS:
      set_items(pop_marked());
      return true;
    case EMPTY_SET:
      push_container(Value::set({}));
      return true;
    case ADDITEMS:
      for (const Value& item : pop_marked()) top().add(key(item));
      return true;
    case FROZENSET: {
      Items items = pop_marked();
      for (Value& item : items) item = key(item);
      push(Value::set(items));
      return true;
    }
    default:
      return false;
  }
}

bool Machine::step_memo(Opcode code) {
  switch (code) {
    case PUT:
      remember(index_of_line());
      return true;
    case BINPUT:
      remember(cursor_.little_endian<std::uint8_t>());
      return true;
    case LONG_BINPUT:
      remember(cursor_.little_endian<std::uint32_t>());
      return true;
    case MEMOIZE:
      remember(memo_.size());
      return true;
    case GET:
      recall(index_of_line());
      return true;
    case BINGET:
      recall(cursor_.little_endian<std::uint8_t>());
      return true;
    case LONG_BINGET:
      recall(cursor_.little_endian<std::uint32_t>());
      return true;
    default:
      return false;
  }
}

bool Machine::step_object(Opcode code) {
  switch (code) {
    case GLOBAL: {
      const std::string_view module = cursor_.line();
      push(pickle_global(context_, module, cursor_.line()));
      return true;
    }
    case STACK_GLOBAL: {
      const Value name = pop(), module = pop();
      push(pickle_global(context_, module.as_text(), name.as_text()));
      return true;
    }
    case REDUCE:
    case NEWOBJ:
      call();
      return true;
    case NEWOBJ_EX: {
      if (!context_.takes_objects())
        throw DataError("NEWOBJ_EX makes an object of a class, which is not allowed");
      const Value named = pop();
      push(Value::tuple({pop(), named}));
      call();
      return true;
    }
    case BUILD: {
      const Value state = pop();
      pickle_build(context_, top(), state);
      return true;
    }
    case PERSID:
    case BINPERSID: {
      const Value id = code == BINPERSID ? pop() : Value(latin1_to_utf8(cursor_.line()));
      if (context_.tensors == nullptr)
        throw DataError("a persistent id, which only PyTorch's files have");
      push_container(context_.tensors->storage(id));
      return true;
    }
    default:
      return false;
  }
}

}  // namespace

Pickle read_pickle(const Blob& bytes, const std::string& name, PickleTensors* tensors) {
  Machine machine(bytes, tensors);
  try {
    Value value = machine.run();
    return {std::move(value), machine.used()};
  } catch (const DataError& error) {
    const std::string message =
        fmt::format("{}: pickle, byte {}: {}", name, machine.instruction(), error.what());
    if (dynamic_cast<const PickleCutShort*>(&error) != nullptr) throw PickleCutShort(message);
    throw DataError(message);
  }
}

}  // namespace posegrad::pose::formats
