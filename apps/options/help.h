#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "apps/options/table.h"

namespace posegrad::apps {

/// An option as it is told to people and shells.
struct OptionHelp {
  std::vector<std::string> spellings;  // short ones first
  std::string placeholder;             // of the value; empty: it takes none
  std::string text;                    // what it does, and its default
  std::vector<std::string> words;      // that its value is one of; empty: not of a fixed set
};

struct GroupHelp {
  std::string title;
  std::vector<OptionHelp> options;
};

/// What a command says about itself, as data: its --help prints it, the man page and the
/// completions of shells are made of it (apps/manual).
struct CommandHelp {
  std::vector<std::string> usage;  // whole lines: "posegrad ops [NAME...] [OPTION...]"
  std::string about;               // lines of at most 100 columns, by wrapped()
  std::vector<GroupHelp> groups = {};
  std::string closing = {};                // more lines, behind the options
  std::vector<std::string> operands = {};  // words that may stand there without an option
};

/// The options of a table in their groups. The defaults are the targets' present values: call it
/// before parsing.
std::vector<GroupHelp> described(const OptionTable& table);

/// What --help prints: usage, explanation, and the options with explanation and default, in lines of
/// at most 100 columns.
std::string help_text(const CommandHelp& help);

/// `text` broken at blanks into lines of at most `width` columns, each behind `indent` blanks; its
/// own line ends stay.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = 100);

}  // namespace posegrad::apps
