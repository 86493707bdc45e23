#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "apps/commands.h"

namespace posegrad::apps {

/// What a shell can offer where an option's value stands.
struct ValueChoice {
  enum class Kind { nothing, words, files, folders };
  Kind kind = Kind::nothing;
  std::vector<std::string> words = {};
};
/// By the option's words, else by its placeholder: "FILE.png" is a file, "DIR" a folder, in
/// "N|main|best" lower-case words stand for themselves; "N" can be anything.
ValueChoice value_choice(const OptionHelp& option);

/// A beginning of command lines behind which a set of options is valid: "run", "prepare h36m".
struct CompletedLine {
  std::string words;
  std::vector<OptionHelp> options;
  std::vector<std::string> operands;  // empty: files
};
/// Of every command and kind, but for those that only have kinds.
std::vector<CompletedLine> completed_lines();

/// The beginning of an option's text that fits into a list: up to its first ";" or its default, and
/// at most 72 characters.
std::string short_text(std::string_view text);

/// 'text' as POSIX shells quote it.
std::string shell_quoted(std::string_view text);

}  // namespace posegrad::apps
