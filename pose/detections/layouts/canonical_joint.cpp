#include <algorithm>

#include "pose/detections/layouts/registry.h"

namespace posegrad::pose::detections {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter_or_digit(char c) { return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9'); }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// "leftBigToe", "LEFT_BIG_TOE" and "left big-toe" are {"left", "big", "toe"}; "LBigToe" is
/// {"lbig", "toe"}.
std::vector<std::string> split(std::string_view spelling) {
  std::vector<std::string> words;
  bool is_in_word = false;
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    const char c = spelling[i];
    if (!is_letter_or_digit(c)) {
      is_in_word = false;
      continue;
    }
    const bool is_hump = i > 0 && is_upper(c) && is_lower(spelling[i - 1]);
    if (!is_in_word || is_hump) words.emplace_back();
    words.back() += lower(c);
    is_in_word = true;
  }
  return words;
}

std::string_view side_of(std::string_view word) {
  if (word == "left" || word == "l") return "left";
  if (word == "right" || word == "r") return "right";
  return "";
}

/// Names of points without a name, and words in another script, have no words at all.
const std::string* find_part(const Registry::Words& parts, const std::vector<std::string>& words) {
  if (words.empty() || words.size() > 3) return nullptr;
  const auto found = parts.find(spelling_keys(words).front());
  return found == parts.end() ? nullptr : &found->second;
}

/// "lsho", "rightknee", "hipleft", "lbigtoe".
std::optional<std::string> one_word(const std::string& word) {
  const auto& sided = registry().sided;
  for (const std::string mark : {"left", "right", "l", "r"}) {
    const std::string side(side_of(mark));
    if (word.size() <= mark.size()) continue;
    if (word.starts_with(mark))
      if (const auto part = sided.find(word.substr(mark.size())); part != sided.end())
        return side + " " + part->second;
    if (mark.size() > 1 && word.ends_with(mark))
      if (const auto part = sided.find(word.substr(0, word.size() - mark.size()));
          part != sided.end())
        return side + " " + part->second;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> canonical_joint(std::string_view spelling) {
  const Registry& table = registry();
  std::vector<std::string> words = split(spelling);
  std::erase_if(words, [&](const std::string& word) { return table.ignored.contains(word); });
  const auto is_side = [](const std::string& word) { return !side_of(word).empty(); };
  const auto sides = std::ranges::count_if(words, is_side);
  if (sides == 1) {
    const auto at = std::ranges::find_if(words, is_side);
    const std::string side(side_of(*at));
    words.erase(at);
    const std::string* part = find_part(table.sided, words);
    return part == nullptr ? std::nullopt : std::optional(side + " " + *part);
  }
  if (const std::string* part = find_part(table.central, words)) return *part;
  std::string joined;
  for (const std::string& word : words) joined += word;
  return one_word(joined);
}

}  // namespace posegrad::pose::detections
