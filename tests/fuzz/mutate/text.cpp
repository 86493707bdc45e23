#include <algorithm>
#include <vector>

#include "tests/fuzz/mutate/mutate.h"
#include "tests/fuzz/mutate/odd.h"

namespace posegrad::fuzz {
namespace {

constexpr std::size_t kMostRepeats = 1 << 10, kMostBytesMore = 1 << 16;

/// With the ends that separate them, so that joined they are the text again.
std::vector<std::string> split_after(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size() - 1) + 1;
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

void change_parts(std::vector<std::string>& parts, const std::vector<std::string>& others,
                  Random& random) {
  if (parts.empty()) return;
  const auto at = parts.begin() + static_cast<std::ptrdiff_t>(random.below(parts.size()));
  switch (random.below(6)) {
    case 0:
      parts.erase(at);
      break;
    case 1:
      parts.insert(at, std::min(random.count(kMostRepeats), kMostBytesMore / (at->size() + 1)),
                   std::string(*at));
      break;
    case 2:
      std::swap(*at, random.pick(parts));
      break;
    case 3:
      *at = std::string(random.pick(parts));
      break;
    case 4:
      if (!others.empty()) parts.insert(at, random.pick(others));
      break;
    default:
      parts.erase(at, at + static_cast<std::ptrdiff_t>(
                               1 + random.below(static_cast<std::size_t>(parts.end() - at))));
  }
}

void change_word(std::string& word, Random& random) {
  const bool has_end =
      !word.empty() && std::string_view(" \t,;\r\n:=").find(word.back()) != std::string_view::npos;
  const std::string end = has_end ? word.substr(word.size() - 1) : "";
  switch (random.below(5)) {
    case 0:
    case 1:
      word = odd_number_text(random) + end;
      break;
    case 2:
      word = odd_text(random) + end;
      break;
    case 3:
      word += word;
      break;
    default:
      word = mutate_bytes(word, word, random);
  }
}

}  // namespace

std::string mutate_text(std::string_view bytes, std::string_view other, Random& random) {
  if (random.one_in(8)) return mutate_bytes(bytes, other, random);
  std::string text(bytes);
  for (std::size_t changes = random.count(4); changes > 0; --changes) {
    if (random.one_in(2)) {
      std::vector<std::string> lines = split_after(text, "\n\f");
      change_parts(lines, split_after(other, "\n\f"), random);
      text = joined(lines);
      continue;
    }
    std::vector<std::string> words = split_after(text, " \t,;\r\n:=");
    if (words.empty()) break;
    if (random.one_in(3))
      change_parts(words, {}, random);
    else
      change_word(random.pick(words), random);
    text = joined(words);
  }
  return text;
}

}  // namespace posegrad::fuzz
