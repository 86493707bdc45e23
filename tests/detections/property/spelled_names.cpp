#include "tests/detections/property/spelled_names.h"

#include <cctype>
#include <sstream>

#include <fmt/format.h>

namespace posegrad::test::property {
namespace {

using Words = std::vector<std::string>;

Words words_of(const std::string& joint) {
  std::istringstream stream(joint);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string joined(const Words& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

void capitalise(std::string& word) {
  word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
}

std::string spelled(const std::string& joint, int style) {
  Words words = words_of(joint);
  const bool is_sided = words.front() == "left" || words.front() == "right";
  switch (style) {
    case 0:
      return joined(words, "_");
    case 1:
      for (std::size_t i = 1; i < words.size(); ++i) capitalise(words[i]);
      return joined(words, "");
    case 2:
      if (is_sided) words.front().resize(1);
      for (std::string& word : words) capitalise(word);
      return joined(words, "");
    case 3:
      for (std::string& word : words) capitalise(word);
      return joined(words, " ");
    case 4:
      if (is_sided) {
        words.push_back(words.front());
        words.erase(words.begin());
      }
      return joined(words, "_");
    default:
      if (is_sided) words.front().resize(1);
      return joined(words, "_");
  }
}

}  // namespace

Words spelled_names(const pose::detections::Layout& layout, int style) {
  Words names;
  for (const std::string& joint : layout.joints)
    names.push_back(joint.empty() ? fmt::format("extra_{}", names.size()) : spelled(joint, style));
  return names;
}

}  // namespace posegrad::test::property
