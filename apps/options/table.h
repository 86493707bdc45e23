#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::apps {

// What a command can be told, as data: Boost.ProgramOptions reads lines by it (parser.h), the help
// prints it (help.h). Boost's own descriptions hold one long name and one letter, no group of
// spellings such as -drop/--dropout, and print another layout.

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

/// A value of a type of its own (typed.h makes the usual ones). It is read when the whole line is
/// known to be well-formed, not before a --help that follows.
struct Typed {
  const void* variable;
  /// Reads the text into the variable. Throws UsageError naming the option.
  std::function<void(std::string_view option, std::string_view text)> read;
  std::function<std::string()> text;    // of the present value, for the help
  std::vector<std::string> words = {};  // that it can be, where these are few
};

/// Where the value goes, which also says how its text is read. Lists are separated by commas.
using Target = std::variant<Flag, Index*, double*, std::string*, std::vector<std::string>*,
                            std::vector<Index>*, Append, Rate, Typed>;

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
  /// What the help says; empty: the target's value when it is printed.
  std::string default_text = {};
  /// Looks at the value when the whole line is read. Throws UsageError naming the option.
  std::function<void(std::string_view option)> check = {};

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
  /// -h/--help, after which the rest of the line does not matter.
  void add_help(bool* help);
};

using OptionTable = std::vector<OptionGroup>;

/// visit(option, spelling) for every spelling of every option, in the table's order.
template <class Visit>
void for_each_spelling(const OptionTable& table, Visit visit) {
  for (const OptionGroup& group : table)
    for (const Option& option : group.options)
      for (const std::string& spelling : option.spellings) visit(option, spelling);
}

/// Text of a target's present value: "1024", "3,3,3", "off", "none".
std::string value_text(const Target& target);

/// Name of the option that writes to `variable`. Throws ValueError when the table has none.
std::string name_of(const OptionTable& table, const void* variable);

}  // namespace posegrad::apps
