#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/fuzz/mutate/mutate.h"
#include "tests/fuzz/mutate/odd.h"

namespace posegrad::fuzz {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostCopies = 1 << 11, kDeepest = 1 << 15;
// Texts between these become JSON as they are: what the library would not write.
constexpr std::string_view kRawBegin = "\"<raw:", kRawEnd = ":raw>\"";

Json raw_json(const std::string& text) {
  return std::string(kRawBegin.substr(1)) + text +
         std::string(kRawEnd.substr(0, kRawEnd.size() - 1));
}

/// All nodes of a tree, itself first. Not by recursion: trees are deep here.
std::vector<Json*> nodes_of(Json& tree) {
  std::vector<Json*> nodes{&tree};
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (Json& node = *nodes[i]; node.is_structured())
      for (Json& inner : node) nodes.push_back(&inner);
  return nodes;
}

/// Copying recurses; what is too large would also make every input large.
Json copy_of(Json& node) {
  return nodes_of(node).size() < kMostCopies ? Json(node) : Json(nullptr);
}

std::string nest(Random& random) {
  const std::size_t depth = random.count(kDeepest);
  const bool is_list = random.one_in(2);
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += is_list ? "[" : "{\"a\":";
  text += "1";
  if (!random.one_in(8)) text.append(depth, is_list ? ']' : '}');
  return text;
}

Json odd_value(Random& random) {
  switch (random.below(13)) {
    case 0:
      return nullptr;
    case 1:
      return random.one_in(2);
    case 2:
      return random.pick(kOddIntegers);
    case 3:
      return static_cast<std::uint64_t>(random.pick(kOddIntegers));
    case 4:
      return 0.5 * static_cast<double>(random.pick(kOddIntegers));
    case 5:
      return odd_text(random);
    case 6:
      return Json::array();
    case 7:
      return Json::object();
    case 8:
      return Json(random.count(kMostCopies), Json(random.one_in(2) ? Json(1) : Json(nullptr)));
    case 9:
      return raw_json(odd_number_text(random));
    case 10:
      return raw_json(std::array{"NaN", "Infinity", "-Infinity", "-nan", "1E+400", "-0",
                                 "0.1e-400"}[random.below(7)]);
    case 11:
      return raw_json(nest(random));
    default:
      return random.below(40);
  }
}

void change_number(Json& node, Random& random) {
  const double value = node.get<double>();
  const std::array<double, 7> near{value + 1, value - 1, -value,     value * 10,
                                   value / 3, 0,         value * 1e6};
  if (node.is_number_integer() && std::abs(value) < 1e9)
    node = static_cast<std::int64_t>(random.pick(near));
  else
    node = random.pick(near);
}

void rename_key(Json& object, Json& other, Random& random) {
  auto& members = object.get_ref<Json::object_t&>();
  if (members.empty()) return;
  std::string name = odd_text(random);
  const std::vector<Json*> nodes = nodes_of(other);
  for (int tries = 0; tries < 4; ++tries)
    if (Json& from = *random.pick(nodes); from.is_object() && !from.empty()) {
      auto& theirs = from.get_ref<Json::object_t&>();
      name = random.pick(theirs).first;
    }
  // Keys of the vector inside are const: the member is made anew at the end.
  const auto at = members.begin() + static_cast<std::ptrdiff_t>(random.below(members.size()));
  Json value = std::move(at->second);
  if (random.one_in(2)) members.erase(at);
  object[name] = std::move(value);
}

void change_list(Json& list, Random& random) {
  auto& items = list.get_ref<Json::array_t&>();
  if (items.empty()) {
    items.push_back(odd_value(random));
    return;
  }
  const auto at = items.begin() + static_cast<std::ptrdiff_t>(random.below(items.size()));
  switch (random.below(5)) {
    case 0:
      items.erase(at);
      break;
    case 1:
      items.erase(at, items.end());
      break;
    case 2:
      std::iter_swap(at, items.begin() + static_cast<std::ptrdiff_t>(random.below(items.size())));
      break;
    default: {
      const Json copy = copy_of(*at);
      const std::size_t most = std::max<std::size_t>(1, kMostCopies / nodes_of(*at).size());
      items.insert(at, random.count(most), copy);
    }
  }
}

void change_structure(Json& node, Json& other, Random& random) {
  if (node.is_array()) return change_list(node, random);
  auto& members = node.get_ref<Json::object_t&>();
  switch (random.below(4)) {
    case 0:
      if (!members.empty())
        members.erase(members.begin() + static_cast<std::ptrdiff_t>(random.below(members.size())));
      break;
    case 1:
      for (std::size_t count = random.count(kMostCopies); count > 0; --count)
        members.push_back({std::to_string(count), Json(1)});
      break;
    case 2:
      if (!members.empty()) {  // a key that is there twice
        const auto& twice = random.pick(members);
        const std::string key = twice.first;
        Json value = random.one_in(2) ? odd_value(random) : Json(twice.second);
        members.push_back({key, std::move(value)});
      }
      break;
    default:
      rename_key(node, other, random);
  }
}

void change_tree(Json& tree, Json& other, Random& random) {
  const std::vector<Json*> nodes = nodes_of(tree);
  Json& node = *random.pick(nodes);
  switch (random.below(8)) {
    case 0:
    case 1:
      if (node.is_number())
        change_number(node, random);
      else if (node.is_structured())
        change_structure(node, other, random);
      else
        node = odd_value(random);
      break;
    case 2: {
      Json copy = copy_of(*random.pick(nodes));
      node = std::move(copy);
      break;
    }
    case 3: {
      const std::vector<Json*> others = nodes_of(other);
      node = copy_of(*random.pick(others));
      break;
    }
    case 4: {
      Json inner = std::move(node);
      node = random.one_in(2) ? Json::array({std::move(inner)}) : Json{{"a", std::move(inner)}};
      break;
    }
    case 5: {
      if (!node.is_structured() || node.empty()) break;
      Json inner = std::move(
          *std::next(node.begin(), static_cast<std::ptrdiff_t>(random.below(node.size()))));
      node = std::move(inner);
      break;
    }
    default:
      node = odd_value(random);
  }
}

std::string text_of(const Json& tree) {
  constexpr std::size_t kMostText = 1 << 20;  // copies of what is raw make much
  const std::string dumped = tree.dump(-1, ' ', false, Json::error_handler_t::ignore);
  std::string_view left = dumped;
  std::string text;
  for (;;) {
    const std::size_t begin = left.find(kRawBegin), end = left.find(kRawEnd, begin);
    if (end == std::string_view::npos) return text.append(left);
    text += left.substr(0, begin);
    std::string raw(left.substr(begin + kRawBegin.size(), end - begin - kRawBegin.size()));
    std::erase(raw, '\\');
    text += text.size() < kMostText ? raw : "0";
    left.remove_prefix(end + kRawEnd.size());
  }
}

/// Nesting that the library's own functions would recurse into.
bool is_too_deep(std::string_view text) {
  constexpr int kMost = 500;
  int depth = 0;
  for (const char c : text) {
    depth += c == '[' || c == '{' ? 1 : (c == ']' || c == '}' ? -1 : 0);
    if (depth > kMost) return true;
  }
  return false;
}

Json parsed(std::string_view text) {
  return is_too_deep(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

}  // namespace

std::string mutate_json(std::string_view bytes, std::string_view other, Random& random) {
  if (random.one_in(16)) return mutate_bytes(bytes, other, random);
  Json tree = parsed(bytes);
  if (tree.is_discarded()) {
    const std::size_t begin = bytes.rfind('\n', random.below(bytes.size())) + 1,
                      end = std::min(bytes.find('\n', begin), bytes.size());
    if ((begin == 0 && end == bytes.size()) ||
        parsed(bytes.substr(begin, end - begin)).is_discarded())
      return mutate_bytes(bytes, other, random);
    return std::string(bytes.substr(0, begin)) +
           mutate_json(bytes.substr(begin, end - begin), other, random) +
           std::string(bytes.substr(end));
  }
  Json donor = parsed(other);
  if (donor.is_discarded()) donor = odd_value(random);
  for (std::size_t changes = random.count(6); changes > 0; --changes)
    change_tree(tree, donor, random);
  return text_of(tree);
}

}  // namespace posegrad::fuzz
