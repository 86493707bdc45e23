#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "apps/options/table.h"
#include "pose/data/pose_set.h"
#include "tensor/dtype.h"

namespace posegrad::apps {

// Values of types of their own, and checks of values. All throw UsageError naming the option, what
// was found and what was expected.

/// "OPTION: found 'TEXT', expected A, B or C"; an empty word is not listed.
[[noreturn]] void refuse_word(std::string_view option, std::string_view text,
                              std::span<const std::string> words);

/// One of a few words, each of which stands for a value.
template <class T>
Typed one_of(T* variable, std::vector<std::pair<std::string, std::type_identity_t<T>>> meanings) {
  const auto read = [=](std::string_view option, std::string_view text) {
    std::vector<std::string> words;
    for (const auto& [word, value] : meanings) {
      if (word == text) {
        *variable = value;
        return;
      }
      words.push_back(word);
    }
    refuse_word(option, text, words);
  };
  const auto present = [=] {
    for (const auto& meaning : meanings)
      if (meaning.second == *variable) return meaning.first;
    return std::string();
  };
  std::vector<std::string> words;
  for (const auto& meaning : meanings)
    if (!meaning.first.empty()) words.push_back(meaning.first);
  return {variable, read, present, std::move(words)};
}

/// "1280x720", sides of 1 to 100000 pixels; no text: not told.
Typed video_size(std::optional<pose::VideoSize>* size);
/// The same outside of a table. Throws UsageError.
std::optional<pose::VideoSize> parse_size(std::string_view option, std::string_view text);

/// A whole number of at least `least`; no text: not told.
Typed whole_number(std::optional<Index>* number, Index least);

/// least <= value <= most; `wanted` is what the message asks for, in words.
using Check = std::function<void(std::string_view option)>;
Check in_range(const Index* value, Index least, Index most, std::string wanted);
/// The name of an order of keypoints that a model can take; no text: not told.
Check is_model_layout(const std::string* name);

/// Throws unless least <= value <= most.
void check_range(std::string_view option, Index value, Index least, Index most);
/// Throws unless there are filter widths, all odd, whose product is at most `most`.
void check_widths(std::string_view option, std::span<const Index> widths, Index most);

}  // namespace posegrad::apps
