#include "pose/model/checkpoint/arrays_in.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::Value;
using Kind = Value::Kind;

constexpr std::size_t kLongestName = 1000;
// A list may name one array again and again.
constexpr std::size_t kMostArrays = std::size_t{1} << 17, kMostCharacters = std::size_t{1} << 24;
constexpr std::array<std::string_view, 3> kInsideOfModules{"_parameters", "_buffers", "_modules"};

/// Walks a file's dicts, lists and objects once each.
class Arrays {
 public:
  Arrays(const Value& file, const std::string& path) : path_(path) { walk(file, "", nullptr); }
  std::vector<NamedArray> found;

 private:
  void add(const Value& array, const std::string& name, const void* home) {
    const bool is_parameter = array.as_array().rank() > 0 || name.ends_with("num_batches_tracked");
    if (!is_parameter || !array.as_array().is_number()) return;
    characters_ += name.size();
    if (found.size() == kMostArrays || characters_ > kMostCharacters)
      throw DataError(fmt::format("{}: it names more than {} arrays", path_, found.size()));
    found.push_back({name, array, home});
  }

  void walk(const Value& value, const std::string& name, const void* home) {
    if (value.is_array()) {
      add(value, name, home);
    } else if (value.identity() != nullptr && visited_.insert(value.identity()).second) {
      if (value.is_dict()) walk_dict(value, name, home);
      if (value.is_sequence()) walk_list(value, name, home);
      if (value.is(Kind::object)) walk_object(value, name, home);
    }
  }

  void walk_dict(const Value& dict, const std::string& name, const void* module) {
    for (const auto& [key, value] : dict.entries()) {
      const bool is_inner =
          module != nullptr && key.is_text() &&
          std::ranges::find(kInsideOfModules, key.as_text()) != kInsideOfModules.end();
      if (is_inner)
        walk(value, name, module);
      else if (const auto longer = joined(name, key))
        step(value, *longer, dict.identity(), module);
    }
  }

  void walk_list(const Value& list, const std::string& name, const void* module) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (const auto longer = joined(name, Value(static_cast<Index>(i))))
        step(list.items()[i], *longer, list.identity(), module);
  }

  void walk_object(const Value& object, const std::string& name, const void* module) {
    if (is_random_state(object)) return;
    const void* const outermost = module != nullptr ? module : object.identity();
    walk(object.contents(), name, outermost);
    // With __slots__ the state is (dict, dict).
    if (!object.state().is(Kind::tuple)) return walk(object.state(), name, outermost);
    for (const Value& part : object.state().items()) walk(part, name, outermost);
  }

  // Arrays know the container that they are in, containers only the module.
  void step(const Value& value, const std::string& name, const void* container,
            const void* module) {
    walk(value, name, value.is_array() && module == nullptr ? container : module);
  }

  static std::optional<std::string> joined(const std::string& name, const Value& key) {
    std::string last;
    if (key.is_text())
      last = key.as_text();
    else if (key.is(Kind::integer))
      last = fmt::format("{}", key.as_int());
    if (last.empty() || name.size() + last.size() > kLongestName) return {};
    return name.empty() ? last : fmt::format("{}.{}", name, last);
  }

  const std::string& path_;
  std::size_t characters_ = 0;
  std::unordered_set<const void*> visited_;
};

}  // namespace

std::vector<NamedArray> arrays_in(const Value& file, const std::string& path) {
  return Arrays(file, path).found;
}

bool is_random_state(const Value& object) {
  return object.type_name().starts_with("numpy.random.");
}

}  // namespace posegrad::pose
