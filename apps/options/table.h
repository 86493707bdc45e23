#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tensor/index.h"

namespace posegrad::apps {

// Options are read as Python's argparse reads them: multi-letter options with one dash, glued
// values, abbreviations, negative numbers as values. Boost.ProgramOptions cannot be taught that,
// and what it would do after a translation (one conversion per value) is less code than the
// translation; so one table of our own drives parsing, defaults, messages and help.

/// An option without a value: it stores `value`.
struct Flag {
  bool* variable;
  bool value = true;
  bool stops = false;  // the rest of the line does not matter any more (--help)
};

/// An option that may come several times: its value joins the list, whole.
struct Append {
  std::vector<std::string>* list;
};

/// A number of frames a second, which may be a fraction: "30000/1001".
struct Rate {
  double* variable;
};

/// Where the value goes, which also says how its text is read. Lists are separated by commas.
using Target = std::variant<Flag, Index*, double*, std::string*, std::vector<std::string>*,
                            std::vector<Index>*, Append, Rate>;

enum class Origin {
  reference,  // an option of the program that ours replaces
  ours,       // never takes an abbreviation away from one of the reference's
};

struct Option {
  std::vector<std::string> spellings;  // short ones first: "-d", "--dataset"
  Target target;
  std::string placeholder;  // of the value in the help: "NAME"
  std::string help;
  Origin origin;
  std::string default_text;  // what the help says; empty: the target's value when it is printed

  bool takes_value() const { return !std::holds_alternative<Flag>(target); }
  /// "-d/--dataset", as messages name it.
  std::string name() const;
};

struct OptionGroup {
  std::string title;
  std::vector<Option> options = {};

  /// An option of the reference, spelled like "-d/--dataset". Returns it to set what is unusual.
  Option& add(std::string_view spellings, Target target, std::string placeholder, std::string help);
  Option& add_flag(std::string_view spellings, Flag flag, std::string help);
  /// The same for an option that the reference does not have.
  Option& add_ours(std::string_view spellings, Target target, std::string placeholder,
                   std::string help);
  Option& add_our_flag(std::string_view spellings, Flag flag, std::string help);
};

using OptionTable = std::vector<OptionGroup>;

/// Text of a target's present value: "1024", "3,3,3", "off", "none".
std::string value_text(const Target& target);

/// Name of the option that writes to `variable`. Throws ValueError when the table has none.
std::string name_of(const OptionTable& table, const void* variable);

}  // namespace posegrad::apps
