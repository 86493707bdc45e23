#include "pose/formats/random_state.h"

#include <cstring>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::string_view kGenerator = "MT19937";

NumpyRandom random_from(const Field& name, const Field& key, const Field& position,
                        const Field* has_gauss, const Field* gauss) {
  if (name.as_text() != kGenerator)
    name.fail(fmt::format("'{}' is wanted; found '{}'", kGenerator, name.as_text()));
  const NdArray& words = key.as_array();
  if (words.numel() != static_cast<Index>(NumpyRandom::kWords))
    key.fail(fmt::format("{} words are wanted; found {}", NumpyRandom::kWords, words.to_string()));
  NumpyRandom::State state;
  for (std::size_t i = 0; i < NumpyRandom::kWords; ++i) {
    const std::int64_t word = words.is_integer() ? words.integer(static_cast<Index>(i)) : -1;
    if (word < 0 || word > 0xffffffffLL) key.fail("words of 32 bits are wanted");
    state.key[i] = static_cast<std::uint32_t>(word);
  }
  const Index at = position.as_int();
  if (at < 0 || at > static_cast<Index>(NumpyRandom::kWords))
    position.fail(fmt::format("{} is not in 0..{}", at, NumpyRandom::kWords));
  state.position = static_cast<std::uint32_t>(at);
  state.has_gauss = has_gauss != nullptr && has_gauss->as_int() != 0;
  state.cached_gauss = gauss != nullptr ? gauss->as_double() : 0;
  return NumpyRandom(state);
}

}  // namespace

NumpyRandom random_of(const Field& field) {
  const Value& value = field.value();
  const bool known = value.is(Value::Kind::object) &&
                     (value.type_name() == "numpy.random.__RandomState_ctor" ||
                      value.type_name() == "numpy.random._pickle.__randomstate_ctor");
  if (!known) field.fail(fmt::format("a RandomState is wanted; found {}", value.kind_name()));
  const Field state(value.state(), field.where() + ": state");
  if (state.value().is(Value::Kind::tuple)) {  // NumPy before 1.17
    if (state.size() < 3) state.fail(fmt::format("{} parts", state.size()));
    const std::vector<Field> parts = state.items();
    return random_from(parts[0], parts[1], parts[2], parts.size() > 3 ? &parts[3] : nullptr,
                       parts.size() > 4 ? &parts[4] : nullptr);
  }
  const Field inner = state.at("state");
  const auto has_gauss = state.find("has_gauss"), gauss = state.find("gauss");
  return random_from(state.at("bit_generator"), inner.at("key"), inner.at("pos"),
                     has_gauss ? &*has_gauss : nullptr, gauss ? &*gauss : nullptr);
}

Value random_state_value(const NumpyRandom& random) {
  const NumpyRandom::State& state = random.state();
  const Blob words =
      Blob::copy_of({reinterpret_cast<const char*>(state.key.data()), sizeof state.key});
  const NdArray key(format_of(ArrayType::u4), {static_cast<Index>(NumpyRandom::kWords)}, words);
  Value value = Value::object("numpy.random.__RandomState_ctor", Value::tuple());
  value.set_state(
      Value::tuple({kGenerator, key, state.position, state.has_gauss ? 1 : 0, state.cached_gauss}));
  return value;
}

}  // namespace posegrad::pose::formats
