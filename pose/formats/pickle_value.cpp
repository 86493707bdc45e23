#include "pose/formats/pickle_value.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

struct Value::Dict {
  std::vector<Entry> entries;
  // Of a key's text in entries; null while they are few: most dicts are small, and an index takes
  // more memory than they do.
  std::unique_ptr<std::unordered_map<std::string, std::size_t>> places;
  bool ordered = false;

  static constexpr std::size_t kFew = 16;
  static constexpr std::size_t kNowhere = ~std::size_t{0};
  std::size_t find(std::string_view key_text) const;
  void insert(Entry entry);
};

namespace {

struct Object {
  std::string type_name;
  Value arguments, state, contents;
};

struct BigInteger {
  std::string little_endian;
};

using Items = std::vector<Value>;

std::string text_key(std::string_view utf8) { return std::string(1, 't').append(utf8); }
std::string bytes_key(std::string_view bytes) { return std::string(1, 'b').append(bytes); }

}  // namespace

struct Value::Node {
  Kind kind;
  std::variant<std::string, Blob, BigInteger, Items, std::unique_ptr<Dict>,
               std::unique_ptr<NdArray>, std::unique_ptr<Object>>
      payload;

  template <class Payload>
  Node(Kind of, Payload content) : kind(of), payload(std::move(content)) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  ~Node() { release_children(); }

  /// Frees what only this node holds without recursion and without asking for memory, which may be
  /// at its end: nodes that go wait in a list that runs through themselves.
  void release_children() noexcept {
    std::shared_ptr<Node> gone;
    take_children(gone);
    while (gone) {
      const std::shared_ptr<Node> node = std::move(gone);
      gone = std::move(node->next_gone);
      node->take_children(gone);
    }
  }

 private:
  std::shared_ptr<Node> next_gone;

  void take_children(std::shared_ptr<Node>& gone) noexcept {
    const auto take = [&](Value& value) {
      const Value child = std::exchange(value, Value());
      const auto* node = std::get_if<std::shared_ptr<Node>>(&child.data_);
      if (node == nullptr || node->use_count() != 1) return;
      (*node)->next_gone = std::move(gone);
      gone = *node;
    };
    const auto take_all = [&](Items& items) {
      std::ranges::for_each(items, take);
      items.clear();
    };
    if (auto* items = std::get_if<Items>(&payload)) take_all(*items);
    if (auto* dict = std::get_if<std::unique_ptr<Dict>>(&payload)) {
      for (auto& [key, value] : (*dict)->entries) {
        take(key);
        take(value);
      }
      (*dict)->entries.clear();
      (*dict)->places.reset();
    }
    if (auto* array = std::get_if<std::unique_ptr<NdArray>>(&payload)) {
      auto& objects = (*array)->objects_;
      if (objects && objects.use_count() == 1) take_all(*objects);
      objects.reset();
    }
    if (auto* object = std::get_if<std::unique_ptr<Object>>(&payload)) {
      take((*object)->arguments);
      take((*object)->state);
      take((*object)->contents);
    }
  }
};

template <class Payload>
Value Value::make(Kind kind, Payload payload) {
  return Value(std::make_shared<Node>(kind, std::move(payload)));
}

Value::Node* Value::node() const noexcept {
  const auto* held = std::get_if<std::shared_ptr<Node>>(&data_);
  return held ? held->get() : nullptr;
}

template <class Payload>
Payload* Value::payload() const noexcept {
  Node* held = node();
  return held ? std::get_if<Payload>(&held->payload) : nullptr;
}

Value::Value(std::string utf8) : Value(make(Kind::text, std::move(utf8))) {}
Value::Value(NdArray array)
    : Value(make(Kind::array, std::make_unique<NdArray>(std::move(array)))) {}
Value Value::bytes(Blob bytes) { return make(Kind::bytes, std::move(bytes)); }
Value Value::list(Items items) { return make(Kind::list, std::move(items)); }
Value Value::tuple(Items items) { return make(Kind::tuple, std::move(items)); }
Value Value::dict() { return make(Kind::dict, std::make_unique<Dict>()); }
Value Value::scalar(NdArray array) {
  return make(Kind::scalar, std::make_unique<NdArray>(std::move(array)));
}
Value Value::tensor(NdArray array) {
  return make(Kind::tensor, std::make_unique<NdArray>(std::move(array)));
}
Value Value::global(std::string name) { return make(Kind::global, std::move(name)); }

Value Value::ordered_dict() {
  Value value = dict();
  (*value.payload<std::unique_ptr<Dict>>())->ordered = true;
  return value;
}

Value Value::object(std::string type_name, Value arguments) {
  return make(Kind::object,
              std::make_unique<Object>(Object{std::move(type_name), std::move(arguments), {}, {}}));
}

Value Value::set(const Items& items) {
  Value value = make(Kind::set, std::make_unique<Dict>());
  for (const Value& item : items) value.add(item);
  return value;
}

Value Value::integer(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto sign_only = [&](std::size_t i) {  // byte i repeats the sign of the byte before it
    return (byte(i) == 0 && byte(i - 1) < 0x80) || (byte(i) == 0xFF && byte(i - 1) >= 0x80);
  };
  while (bytes.size() > 1 && sign_only(bytes.size() - 1)) bytes.remove_suffix(1);
  if (bytes.size() > 8) return make(Kind::big_integer, BigInteger{std::string(bytes)});
  std::uint64_t word = !bytes.empty() && byte(bytes.size() - 1) >= 0x80 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = bytes.size(); i-- > 0;) word = word << 8 | byte(i);
  return static_cast<std::int64_t>(word);
}

std::string Value::big_integer() const {
  if (const auto* big = payload<BigInteger>()) return big->little_endian;
  auto word = static_cast<std::uint64_t>(as_int());
  std::string bytes;
  for (int i = 0; i < 8; ++i, word >>= 8) bytes += static_cast<char>(word & 0xFF);
  const auto redundant = [&] {
    const auto last = static_cast<unsigned char>(bytes.back());
    const bool negative = (static_cast<unsigned char>(bytes[bytes.size() - 2]) & 0x80) != 0;
    return last == (negative ? 0xFF : 0);
  };
  while (bytes.size() > 1 && redundant()) bytes.pop_back();
  return bytes;
}

Value::Kind Value::kind() const noexcept {
  if (const Node* held = node()) return held->kind;
  switch (data_.index()) {
    case 1:
      return Kind::boolean;
    case 2:
      return Kind::integer;
    case 3:
      return Kind::real;
    default:
      return Kind::none;  // a moved-from value too
  }
}

std::string_view Value::kind_name() const noexcept {
  constexpr std::string_view kNames[] = {
      "None",  "bool", "int", "int",   "float",        "bytes",  "str",    "list",
      "tuple", "dict", "set", "array", "numpy scalar", "tensor", "object", "class"};
  return kNames[static_cast<std::size_t>(kind())];
}

void Value::wanted(std::string_view what) const {
  std::string found(kind_name());
  if (is_array()) found.append(1, ' ').append(as_array().to_string());
  if (is(Kind::text)) found += fmt::format(" '{}'", printable(as_text()));
  throw DataError(fmt::format("{} is wanted; found {}", what, found));
}

bool Value::as_bool() const {
  if (const bool* value = std::get_if<bool>(&data_)) return *value;
  if (is_array() && as_array().type() == ArrayType::b1 && as_array().numel() == 1)
    return as_array().integer(0) != 0;
  wanted("a bool");
}

std::int64_t Value::as_int() const {
  if (const bool* value = std::get_if<bool>(&data_)) return *value ? 1 : 0;
  if (const auto* value = std::get_if<std::int64_t>(&data_)) return *value;
  if (is_array() && as_array().is_integer() && as_array().numel() == 1)
    return as_array().integer(0);
  if (is(Kind::big_integer)) throw DataError("an integer is beyond 64 bits");
  wanted("an integer");
}

double Value::as_double() const {
  if (const double* value = std::get_if<double>(&data_)) return *value;
  if (is_array() && as_array().is_number() && as_array().numel() == 1) return as_array().number(0);
  if (is(Kind::integer) || is(Kind::boolean) || is(Kind::big_integer))
    return static_cast<double>(as_int());
  wanted("a number");
}

std::string Value::as_text() const {
  if (const auto* text = payload<std::string>(); text && is(Kind::text)) return *text;
  if (const auto* bytes = payload<Blob>()) return latin1_to_utf8(bytes->view());
  if (is_array() && as_array().numel() == 1 &&
      (as_array().type() == ArrayType::text || as_array().type() == ArrayType::bytes))
    return as_array().text(0);
  wanted("a text");
}

const Blob& Value::as_bytes() const {
  if (const auto* bytes = payload<Blob>()) return *bytes;
  wanted("a byte string");
}

const NdArray& Value::as_array() const {
  if (const auto* array = payload<std::unique_ptr<NdArray>>()) return **array;
  wanted("an array");
}

const Value& Value::unwrapped() const {
  if (!is(Kind::array)) return *this;
  const NdArray& array = as_array();
  return array.type() == ArrayType::object && array.rank() == 0 ? array.objects()[0] : *this;
}

const Items& Value::items() const {
  if (const auto* items = payload<Items>()) return *items;
  wanted("a list");
}

void Value::push_back(Value item) {
  if (!is(Kind::list)) wanted("a list");
  payload<Items>()->push_back(std::move(item));
}

const Value::Dict& Value::as_dict() const {
  if (const auto* dict = payload<std::unique_ptr<Dict>>()) return **dict;
  wanted("a dict");
}

std::size_t Value::size() const {
  return is_dict() || is(Kind::set) ? as_dict().entries.size() : items().size();
}
const std::vector<Value::Entry>& Value::entries() const { return as_dict().entries; }
bool Value::is_ordered_dict() const { return as_dict().ordered; }

/// Keys that Python holds to be equal have the same text: 1, 1.0 and True.
std::string Value::key_text(const Value& key) {
  switch (key.kind()) {
    case Kind::none:
      return "n";
    case Kind::boolean:
    case Kind::integer:
      return fmt::format("i{}", key.as_int());
    case Kind::big_integer:
      return std::string(1, 'I').append(key.big_integer());
    case Kind::real: {
      const double number = key.as_double();
      if (std::abs(number) < 0x1p63 && number == std::floor(number))
        return fmt::format("i{}", static_cast<std::int64_t>(number));
      return fmt::format("f{}", std::bit_cast<std::uint64_t>(number));
    }
    case Kind::text:
      return text_key(*key.payload<std::string>());
    case Kind::bytes:
      return bytes_key(key.as_bytes().view());
    case Kind::scalar:
      if (key.as_array().is_integer()) return fmt::format("i{}", key.as_array().integer(0));
      if (key.as_array().type() == ArrayType::text) return text_key(key.as_array().text(0));
      break;
    default:
      break;
  }
  throw DataError(
      fmt::format("a key is a {}; None, numbers, str and bytes are possible", key.kind_name()));
}

/// Whether `text` is the key's text.
bool Value::is_key(const Value& key, std::string_view text) {
  const auto* utf8 = key.is(Kind::text) ? key.payload<std::string>() : nullptr;
  if (utf8 == nullptr) return key_text(key) == text;
  return text.front() == 't' && text.substr(1) == *utf8;
}

std::size_t Value::Dict::find(std::string_view text) const {
  if (places) {
    const auto place = places->find(std::string(text));
    return place == places->end() ? kNowhere : place->second;
  }
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (is_key(entries[i].first, text)) return i;
  return kNowhere;
}

void Value::Dict::insert(Entry entry) {
  std::string text = key_text(entry.first);
  if (const std::size_t place = find(text); place != kNowhere) {
    entries[place].second = std::move(entry.second);
    return;
  }
  entries.push_back(std::move(entry));
  if (places) {
    places->emplace(std::move(text), entries.size() - 1);
  } else if (entries.size() > kFew) {
    places = std::make_unique<std::unordered_map<std::string, std::size_t>>();
    for (std::size_t i = 0; i < entries.size(); ++i) places->emplace(key_text(entries[i].first), i);
  }
}

const Value* Value::find(std::string_view key) const {
  const Dict& dict = as_dict();
  std::size_t place = dict.find(text_key(key));
  if (place == Dict::kNowhere)
    if (const auto latin1 = utf8_to_latin1(key)) place = dict.find(bytes_key(*latin1));
  return place == Dict::kNowhere ? nullptr : &dict.entries[place].second;
}

const Value* Value::find(std::int64_t key) const {
  const Dict& dict = as_dict();
  const std::size_t place = dict.find(fmt::format("i{}", key));
  return place == Dict::kNowhere ? nullptr : &dict.entries[place].second;
}

const Value& Value::at(std::string_view key) const {
  if (const Value* value = find(key)) return *value;
  constexpr std::size_t kMost = 12;
  std::string there;
  for (std::size_t i = 0; i < size() && i <= kMost; ++i) {
    const Value& name = entries()[i].first;
    there += i == 0 ? "" : ", ";
    there += i == kMost       ? "..."
             : name.is_text() ? printable(name.as_text())
                              : std::string(name.kind_name());
  }
  throw DataError(fmt::format("there is no '{}'; it has: {}", printable(key),
                              there.empty() ? "nothing" : there));
}

void Value::insert(Value key, Value value) {
  (*payload<std::unique_ptr<Dict>>())->insert({std::move(key), std::move(value)});
}

Value Value::dict(std::vector<Entry> entries) {
  Value value = dict();
  Dict& into = **value.payload<std::unique_ptr<Dict>>();
  into.entries.reserve(entries.size());
  for (Entry& entry : entries) into.insert(std::move(entry));
  return value;
}

void Value::set(Value key, Value value) {
  if (!is_dict()) wanted("a dict");
  insert(std::move(key), std::move(value));
}

void Value::add(Value item) {
  if (!is(Kind::set)) wanted("a set");
  insert(std::move(item), {});
}

const std::string& Value::type_name() const {
  if (const auto* object = payload<std::unique_ptr<Object>>()) return (*object)->type_name;
  if (!is(Kind::global)) wanted("an object");
  return *payload<std::string>();
}

const Value& Value::arguments() const {
  if (const auto* object = payload<std::unique_ptr<Object>>()) return (*object)->arguments;
  wanted("an object");
}

const Value& Value::state() const {
  if (const auto* object = payload<std::unique_ptr<Object>>()) return (*object)->state;
  wanted("an object");
}

void Value::set_state(Value state) {
  if (!is(Kind::object)) wanted("an object");
  (*payload<std::unique_ptr<Object>>())->state = std::move(state);
}

const Value& Value::contents() const {
  if (const auto* object = payload<std::unique_ptr<Object>>()) return (*object)->contents;
  wanted("an object");
}

void Value::set_contents(Value contents) {
  if (!is(Kind::object)) wanted("an object");
  (*payload<std::unique_ptr<Object>>())->contents = std::move(contents);
}

void Value::set_array(NdArray array) {
  as_array();
  **payload<std::unique_ptr<NdArray>>() = std::move(array);
}

const void* Value::identity() const noexcept { return node(); }

void Value::clear() noexcept {
  if (Node* held = node()) held->release_children();
}

void Value::forget(const Value& child) noexcept {
  const auto drop = [&](Value& value) {
    if (value.identity() == child.identity()) value = Value();
  };
  if (auto* items = payload<Items>()) std::ranges::for_each(*items, drop);
  if (auto* dict = payload<std::unique_ptr<Dict>>())
    for (auto& [key, value] : (*dict)->entries) drop(value);
  if (auto* array = payload<std::unique_ptr<NdArray>>(); array && (*array)->objects_)
    std::ranges::for_each(*(*array)->objects_, drop);
  if (auto* object = payload<std::unique_ptr<Object>>()) {
    drop((*object)->arguments);
    drop((*object)->state);
    drop((*object)->contents);
  }
}

void Value::children(Items& into) const {
  if (const auto* items = payload<Items>()) into.insert(into.end(), items->begin(), items->end());
  if (is_dict() || is(Kind::set))
    for (const auto& [key, value] : entries()) into.insert(into.end(), {key, value});
  if (is_array() && as_array().type() == ArrayType::object)
    into.insert(into.end(), as_array().objects().begin(), as_array().objects().end());
  if (is(Kind::object)) into.insert(into.end(), {arguments(), state(), contents()});
}

}  // namespace posegrad::pose::formats
