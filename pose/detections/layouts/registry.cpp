#include "pose/detections/layouts/registry.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "pose/detections/layouts/layout.h"

namespace posegrad::pose::detections {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Layout layout_of(const Json& entry) {
  Layout layout;
  layout.name = entry.at("name").get<std::string>();
  layout.title = entry.at("title").get<std::string>();
  layout.source = entry.at("source").get<std::string>();
  for (const Json& joint : entry.at("joints"))
    layout.joints.push_back(joint.is_null() ? "" : joint.get<std::string>());
  if (const auto count = entry.find("count"); count != entry.end())
    layout.joints.resize(count->get<std::size_t>());
  if (const auto aliases = entry.find("aliases"); aliases != entry.end())
    layout.aliases = aliases->get<std::vector<std::string>>();
  return layout;
}

void read_parts(const Json& parts, std::vector<std::string>& names, Registry::Words& words) {
  for (const auto& [part, spellings] : parts.items()) {
    names.push_back(part);
    for (const Json& spelling : spellings)
      for (const std::string& key : spelling_keys(words_of(spelling.get<std::string>())))
        words.emplace(key, part);
  }
}

/// "hip" to "knee" is a limb on both sides.
void add_limb(const Json& entry, Registry& table) {
  const auto from = entry[0].get<std::string>(), to = entry[1].get<std::string>();
  const auto metres = entry[2].get<double>();
  const auto is_sided = [&](const std::string& part) {
    return std::ranges::find(table.sided_parts, part) != table.sided_parts.end();
  };
  if (!is_sided(from) && !is_sided(to)) {
    table.limbs.push_back({from, to, metres});
    return;
  }
  for (const std::string side : {"left ", "right "})
    table.limbs.push_back(
        {is_sided(from) ? side + from : from, is_sided(to) ? side + to : to, metres});
}

Registry read_registry() {
  const Json file = Json::parse(layouts_text);
  Registry table;
  const Json& parts = file.at("parts");
  read_parts(parts.at("sided"), table.sided_parts, table.sided);
  read_parts(parts.at("central"), table.central_parts, table.central);
  for (const Json& word : parts.at("ignored")) table.ignored.insert(word.get<std::string>());
  for (const Json& entry : file.at("made"))
    table.made.push_back({entry.at("joint").get<std::string>(),
                          entry.at("of").get<std::vector<std::string>>(),
                          entry.at("because").get<std::string>(), entry.value("direct", false)});
  for (const auto& [target, names] : file.at("targets").items())
    for (const auto& [ours, joint] : names.items())
      table.targets[target].emplace(ours, joint.get<std::string>());
  for (const Json& entry : file.at("limbs")) add_limb(entry, table);
  for (const Json& entry : file.at("layouts")) {
    table.layouts.push_back(layout_of(entry));
    if (entry.value("common", false)) table.common.insert(table.layouts.back().name);
  }
  return table;
}

}  // namespace

const Registry& registry() {
  static const Registry table = read_registry();
  return table;
}

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
  }
  return plain;
}

std::vector<std::string> spelling_keys(std::vector<std::string> words) {
  std::ranges::sort(words);
  std::string spaced;
  for (const std::string& word : words) spaced += (spaced.empty() ? "" : " ") + word;
  std::vector<std::string> keys{spaced};
  if (words.size() < 2) return keys;
  do {
    std::string joined;
    for (const std::string& word : words) joined += word;
    keys.push_back(joined);
  } while (std::ranges::next_permutation(words).found);
  return keys;
}

std::span<const Layout> layouts() { return registry().layouts; }

const Layout* find_layout(std::string_view name) {
  const std::string wanted = plain_name(name);
  if (wanted.empty()) return nullptr;
  for (const Layout& layout : layouts()) {
    if (plain_name(layout.name) == wanted || plain_name(layout.title) == wanted) return &layout;
    for (const std::string& alias : layout.aliases)
      if (plain_name(alias) == wanted) return &layout;
  }
  return nullptr;
}

}  // namespace posegrad::pose::detections
