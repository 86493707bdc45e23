#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

#include "pose/formats/pickle.h"
#include "pose/formats/pickle_nesting.h"
#include "pose/formats/pickle_opcodes.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/torch_tensors.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

using enum Opcode;
using Kind = Value::Kind;

class Writer {
 public:
  Writer(int protocol, PickleStorages* storages) : protocol_(protocol), storages_(storages) {
    op(PROTO);
    byte(static_cast<std::uint8_t>(protocol));
  }

  std::string finish(const Value& root) {
    value(root);
    op(STOP);
    return std::move(out_);
  }

 private:
  void op(Opcode code) { out_ += static_cast<char>(code); }
  void byte(std::uint8_t value) { out_ += static_cast<char>(value); }

  template <class T>
  void number(T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
      byte(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> 8 * i));
  }

  /// True when it was written before: then it is named again. The key is a place in memory or, for
  /// what is written by content, a text.
  template <class Map, class Key>
  bool recalled(const Map& map, const Key& key) {
    const auto found = map.find(key);
    if (found == map.end()) return false;
    const std::uint32_t index = found->second;
    op(index < 256 ? BINGET : LONG_BINGET);
    index < 256 ? number(static_cast<std::uint8_t>(index)) : number(index);
    return true;
  }

  template <class Map, class Key>
  void remember(Map& map, const Key& key) {
    const std::uint32_t index = memo_size_++;
    map.emplace(key, index);
    op(index < 256 ? BINPUT : LONG_BINPUT);
    index < 256 ? number(static_cast<std::uint8_t>(index)) : number(index);
  }

  void integer(std::int64_t value) {
    if (value >= 0 && value < 256) {
      op(BININT1);
      number(static_cast<std::uint8_t>(value));
    } else if (value >= 0 && value < 65536) {
      op(BININT2);
      number(static_cast<std::uint16_t>(value));
    } else if (value >= std::numeric_limits<std::int32_t>::min() &&
               value <= std::numeric_limits<std::int32_t>::max()) {
      op(BININT);
      number(static_cast<std::int32_t>(value));
    } else {
      big_integer(Value(value));
    }
  }

  void big_integer(const Value& value) {
    const std::string bytes = value.big_integer();
    op(bytes.size() < 256 ? LONG1 : LONG4);
    bytes.size() < 256 ? number(static_cast<std::uint8_t>(bytes.size()))
                       : number(static_cast<std::uint32_t>(bytes.size()));
    out_ += bytes;
  }

  void real(double value) {
    op(BINFLOAT);
    const auto word = std::bit_cast<std::uint64_t>(value);
    for (int shift = 56; shift >= 0; shift -= 8) byte(static_cast<std::uint8_t>(word >> shift));
  }

  std::uint32_t length(std::size_t size) {
    if (size > std::numeric_limits<std::uint32_t>::max())
      throw DataError(fmt::format(
          "{} bytes in one item; a pickle of protocol {} holds at most 4 GiB", size, protocol_));
    return static_cast<std::uint32_t>(size);
  }

  void text(const std::string& utf8) {
    const std::string key = "t" + utf8;
    if (recalled(contents_, key)) return;
    op(BINUNICODE);
    number(length(utf8.size()));
    out_ += utf8;
    remember(contents_, key);
  }

  void bytes(std::string_view data) {
    if (protocol_ >= 3) {
      op(BINBYTES);
      number(length(data.size()));
      out_ += data;
      return;
    }
    // Protocol 2 has no bytes: text whose characters are the bytes, encoded when it is loaded.
    global("_codecs.encode");
    const std::string utf8 = latin1_to_utf8(data);
    op(BINUNICODE);
    number(length(utf8.size()));
    out_ += utf8;
    text("latin1");
    op(TUPLE2);
    op(REDUCE);
  }

  void global(const std::string& name) {
    const std::string key = "g" + name;
    if (recalled(contents_, key)) return;
    const std::size_t dot = name.rfind('.');
    op(GLOBAL);
    out_ += name.substr(0, dot) + '\n' + name.substr(dot + 1) + '\n';
    remember(contents_, key);
  }

  void items(const std::vector<Value>& list) {
    op(MARK);
    for (const Value& item : list) value(item);
  }

  void tuple(const std::vector<Value>& list) {
    constexpr std::array kOfSize{EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3};
    if (list.size() < kOfSize.size()) {
      for (const Value& item : list) value(item);
      op(kOfSize[list.size()]);
    } else {
      items(list);
      op(TUPLE);
    }
  }

  void shape(const std::vector<Index>& sizes) { tuple({sizes.begin(), sizes.end()}); }

  void dict(const Value& value_, const void* identity) {
    if (value_.is_ordered_dict()) {
      global("collections.OrderedDict");
      op(EMPTY_TUPLE);
      op(REDUCE);
    } else {
      op(EMPTY_DICT);
    }
    remember(places_, identity);
    if (value_.size() == 0) return;
    op(MARK);
    for (const auto& [key, item] : value_.entries()) {
      value(key);
      value(item);
    }
    op(SETITEMS);
  }

  void set(const Value& value_) {
    global("builtins.set");
    op(EMPTY_LIST);
    op(MARK);
    for (const auto& [item, none] : value_.entries()) value(item);
    op(APPENDS);
    op(TUPLE1);
    op(REDUCE);
  }

  void dtype(const NdArray& array) {
    const std::string descr = array.descr(), key = "d" + descr;
    if (recalled(contents_, key)) return;
    const bool is_text = array.type() == ArrayType::text,
               is_bytes = array.type() == ArrayType::bytes;
    const bool is_object = array.type() == ArrayType::object;
    global("numpy.dtype");
    tuple({is_object ? "O8" : descr.substr(1), false, true});
    op(REDUCE);
    remember(contents_, key);
    const auto size = static_cast<std::int64_t>(array.item_size());
    tuple({3,
           is_object ? "|" : descr.substr(0, 1),
           {},
           {},
           {},
           is_text || is_bytes ? size : -1,
           is_text    ? 4
           : is_bytes ? 1
                      : -1,
           is_text     ? 8
           : is_object ? 63
                       : 0});
    op(BUILD);
  }

  void array(const NdArray& array, const void* identity) {
    global("numpy.core.multiarray._reconstruct");
    global("numpy.ndarray");
    tuple({0});
    bytes("b");
    op(TUPLE3);
    op(REDUCE);
    remember(places_, identity);
    op(MARK);
    integer(1);
    shape(array.shape());
    dtype(array);
    op(NEWFALSE);
    if (array.type() == ArrayType::object) {
      op(EMPTY_LIST);
      items(array.objects());
      op(APPENDS);
    } else {
      bytes(array.data().view());
    }
    op(TUPLE);
    op(BUILD);
  }

  void scalar(const NdArray& array) {
    global("numpy.core.multiarray.scalar");
    dtype(array);
    bytes(array.data().view());
    op(TUPLE2);
    op(REDUCE);
  }

  void tensor(const NdArray& array) {
    if (storages_ == nullptr) throw DataError("a tensor in a file that is not PyTorch's");
    global("torch._utils._rebuild_tensor_v2");
    op(MARK);
    op(MARK);
    text("storage");
    global(storage_class(array.type()));
    text(storages_->store(array));
    text("cpu");
    integer(array.numel());
    op(TUPLE);
    op(BINPERSID);
    integer(0);
    shape(array.shape());
    std::vector<Index> strides(array.shape().size(), 1);
    for (std::size_t axis = strides.size(); axis-- > 1;)
      strides[axis - 1] = strides[axis] * std::max<Index>(array.shape()[axis], 1);
    shape(strides);
    op(NEWFALSE);  // requires_grad
    global("collections.OrderedDict");
    op(EMPTY_TUPLE);
    op(REDUCE);
    op(TUPLE);
    op(REDUCE);
  }

  void object(const Value& object) {
    global(object.type_name());
    value(object.arguments());
    op(REDUCE);
    if (object.state().is_none()) return;
    value(object.state());
    op(BUILD);
  }

  void value(const Value& any) {
    const void* identity = any.identity();
    if (identity != nullptr && recalled(places_, identity)) return;
    switch (any.kind()) {
      case Kind::none:
        op(NONE);
        return;
      case Kind::boolean:
        op(any.as_bool() ? NEWTRUE : NEWFALSE);
        return;
      case Kind::integer:
        integer(any.as_int());
        return;
      case Kind::big_integer:
        big_integer(any);
        return;
      case Kind::real:
        real(any.as_double());
        return;
      case Kind::text:
        text(any.as_text());
        return;
      case Kind::global:
        global(any.type_name());
        return;
      // These take their place before they are filled.
      case Kind::dict:
        dict(any, identity);
        return;
      case Kind::array:
        array(any.as_array(), identity);
        return;
      case Kind::list:
        op(EMPTY_LIST);
        remember(places_, identity);
        if (any.size() == 0) return;
        items(any.items());
        op(APPENDS);
        return;
      // And these after.
      case Kind::bytes:
        bytes(any.as_bytes().view());
        break;
      case Kind::tuple:
        tuple(any.items());
        break;
      case Kind::set:
        set(any);
        break;
      case Kind::scalar:
        scalar(any.as_array());
        break;
      case Kind::tensor:
        tensor(any.as_array());
        break;
      case Kind::object:
        object(any);
        break;
    }
    remember(places_, identity);
  }

  int protocol_;
  PickleStorages* storages_;
  std::string out_;
  std::unordered_map<const void*, std::uint32_t> places_;
  std::unordered_map<std::string, std::uint32_t> contents_;
  std::uint32_t memo_size_ = 0;
};

}  // namespace

std::string write_pickle(const Value& value, int protocol, PickleStorages* storages) {
  check_nesting(value);
  return Writer(protocol, storages).finish(value);
}

}  // namespace posegrad::pose::formats
