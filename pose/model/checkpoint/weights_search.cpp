#include "pose/model/checkpoint/weights_search.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/text_codec.h"
#include "pose/model/checkpoint/arrays_in.h"
#include "pose/model/checkpoint/parameter_names.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::printable;
using formats::Value;
using Kind = Value::Kind;

constexpr std::size_t kMostListed = 5;
constexpr const char *kFirst = "expand_conv.weight", *kLast = "shrink.weight";

bool contains(const auto& list, const auto& item) {
  return std::ranges::find(list, item) != std::end(list);
}

/// Arrays of a model's names behind one key.
struct Group {
  std::string key, scope;
  const void* home = nullptr;
  std::map<std::string, Value> arrays;
  std::string twice;  // a name that two arrays have

  bool has(const char* name) const { return arrays.contains(name); }
  bool fits() const { return has(kFirst) && has(kLast); }
  // More than what other networks may have too, a last layer.
  bool is_part() const { return !fits() && arrays.size() > 2; }
  Index outputs() const {
    const formats::NdArray& weight = arrays.at(kLast).as_array();
    return weight.rank() == 0 ? 0 : weight.dim(0);
  }
};

std::vector<std::string> parts_of(const std::string& key) {
  std::vector<std::string> parts{""};
  for (const char c : key)
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

bool says_path(const Group& group) {
  std::string lower = group.key;
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return lower.find("traj") != std::string::npos;
}

bool is_same(const Value& a, const Value& b) {
  const formats::NdArray &x = a.as_array(), &y = b.as_array();
  return x.type() == y.type() && x.shape() == y.shape() && x.data().view() == y.data().view();
}

bool is_same(const Group& a, const Group& b) {
  return std::ranges::equal(a.arrays, b.arrays, [](const auto& x, const auto& y) {
    return x.first == y.first && is_same(x.second, y.second);
  });
}

std::string quoted(const Group& group) {
  return group.key.empty() ? "the one without a prefix" : fmt::format("'{}'", printable(group.key));
}

// `preferred`: the key of this project and of VideoPose3D.
const Group* choose(const std::vector<const Group*>& fitting, const std::string& preferred,
                    const std::string& path) {
  if (fitting.empty()) return nullptr;
  const auto rank = [&](const Group* group) {
    const std::vector<std::string> parts = parts_of(group->key);
    return parts.front() == preferred ? 0 : contains(parts, preferred) ? 1 : 2;
  };
  std::vector<const Group*> best;
  for (const Group* group : fitting) {
    if (!best.empty() && rank(group) < rank(best.front())) best.clear();
    if (best.empty() || (rank(group) == rank(best.front()) && !is_same(*group, *best.front())))
      best.push_back(group);
  }
  if (best.size() > 1)
    throw DataError(
        fmt::format("{}: {} models fit, among them {} and {}, and nothing tells which is meant; "
                    "keep one of them in the file",
                    path, best.size(), quoted(*best[0]), quoted(*best[1])));
  return best.front();
}

/// Everything in a file that is called as a temporal model's parameters are, and what is not.
struct Sorted {
  std::vector<Group> groups;
  std::vector<NamedArray> others;
};

Sorted sorted(const Value& file, const std::string& path) {
  Sorted all;
  std::map<std::string, std::size_t> places;
  for (NamedArray& array : arrays_in(file, path)) {
    const auto parsed = parse_parameter_name(array.name);
    if (!parsed) {
      all.others.push_back(std::move(array));
      continue;
    }
    const auto [place, is_new] = places.emplace(parsed->key, all.groups.size());
    if (is_new) all.groups.push_back({parsed->key, {}, nullptr, {}, {}});
    Group& group = all.groups[place->second];
    if (!group.arrays.emplace(parsed->name, array.value).second) group.twice = parsed->name;
    if (parsed->name == kFirst) {
      group.scope = parsed->scope;
      group.home = array.home;
    }
  }
  return all;
}

// Another network with some of the same names must not be taken for this one. Single numbers, such
// as an epoch, may be beside; they are not among the arrays.
FoundModel checked(const Group& group, const std::vector<NamedArray>& others,
                   const std::string& path) {
  const std::string where = group.key.empty() ? path : fmt::format("{}: {}", path, group.key);
  if (!group.twice.empty())
    throw DataError(fmt::format("{}: two arrays are called {}", where, group.twice));
  for (const NamedArray& other : others)
    if (other.home == group.home && other.name.starts_with(group.scope))
      throw DataError(fmt::format("{}: {} {} has no place in a temporal model", path,
                                  printable(other.name),
                                  formats::shape_text(other.value.as_array().shape())));
  FoundModel model{group.key, {}};
  for (const auto& [name, value] : group.arrays) model.arrays.emplace_back(name, value);
  std::ranges::sort(model.arrays, {}, [](const auto& array) { return order_of(array.first); });
  return model;
}

std::string listed(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    if (shown.size() == kMostListed) {
      shown.emplace_back("...");
      break;
    }
    shown.push_back(printable(name));
  }
  return shown.empty() ? "nothing" : fmt::format("{}", fmt::join(shown, ", "));
}

[[noreturn]] void refuse(const Value& file, const Sorted& all, const std::string& path) {
  for (const Group& group : all.groups)
    if (group.is_part() && !says_path(group))
      throw DataError(fmt::format("{}: {}the parameter {} is missing: not a temporal model", path,
                                  group.key.empty() ? "" : printable(group.key) + ": ",
                                  group.has(kFirst) ? kLast : kFirst));
  const std::string wanted = fmt::format("{} to {} under any prefix", kFirst, kLast);
  if (file.is(Kind::object)) {
    const bool script = file.type_name().starts_with("__torch__.");
    throw DataError(
        fmt::format("{}: a whole {}module ({}) in which there are no weights of a temporal model, "
                    "{}; save the weights alone: torch.save(model.state_dict(), FILE)",
                    path, script ? "TorchScript " : "", printable(file.type_name()), wanted));
  }
  std::vector<std::string> names;
  for (const NamedArray& other : all.others)
    if (!other.name.starts_with("optimizer")) names.push_back(other.name);
  if (names.empty() && file.is_dict())
    for (const auto& [key, value] : file.entries())
      if (key.is_text()) names.push_back(key.as_text());
  throw DataError(fmt::format("{}: there are no weights of a temporal model, {}; it has: {}", path,
                              wanted, listed(names)));
}

}  // namespace

FoundModels find_models(const Value& file, const std::string& path) {
  const Sorted all = sorted(file, path);
  std::vector<const Group*> poses, paths;
  for (const Group& group : all.groups)
    if (group.fits()) (says_path(group) ? paths : poses).push_back(&group);
  const bool has_part = std::ranges::any_of(
      all.groups, [](const Group& group) { return group.is_part() && !says_path(group); });
  if (poses.empty() && !has_part) poses.swap(paths);
  if (poses.empty()) refuse(file, all, path);
  const auto single = [](const Group* group) { return group->outputs() == 3; };
  if (!std::ranges::all_of(poses, single)) {
    std::ranges::copy_if(poses, std::back_inserter(paths), single);
    std::erase_if(poses, single);
  }
  FoundModels models{checked(*choose(poses, "model_pos", path), all.others, path), {}};
  if (const Group* group = choose(paths, "model_traj", path))
    models.path = checked(*group, all.others, path);
  return models;
}

namespace {

constexpr std::array<std::string_view, 3> kPlainClasses{
    "argparse.Namespace", "types.SimpleNamespace", "collections.defaultdict"};

// The class of the first object inside that is more than data.
std::optional<std::string> first_object(const Value& value,
                                        std::unordered_set<const void*>& visited) {
  if (value.identity() == nullptr || !visited.insert(value.identity()).second) return {};
  if (value.is(Kind::object)) {
    const std::string& name = value.type_name();
    if (!contains(kPlainClasses, std::string_view(name)) && !is_random_state(value)) return name;
  }
  std::vector<Value> inside;
  value.children(inside);
  for (const Value& child : inside)
    if (auto name = first_object(child, visited)) return name;
  return {};
}

bool is_of(const FoundModel& model, const std::string& key) {
  return model.key == key || model.key.starts_with(key + ".");
}

}  // namespace

std::vector<std::string> objects_beside(const Value& file, const FoundModels& models) {
  std::vector<std::string> objects;
  std::unordered_set<const void*> visited;
  if (!file.is_dict()) return objects;
  for (const auto& [key, value] : file.entries()) {
    const std::string name = key.is_text() ? key.as_text() : std::string(key.kind_name());
    if (is_of(models.poses, name) || (models.path && is_of(*models.path, name))) continue;
    if (const auto type = first_object(value, visited))
      objects.push_back(fmt::format("{} ({})", printable(name), printable(*type)));
  }
  return objects;
}

}  // namespace posegrad::pose
