#include "apps/options/argparse_style.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/options/values.h"

namespace posegrad::apps {
namespace {

/// An option that an argument may mean, and the value inside the same argument.
struct Meaning {
  const Option* option = nullptr;  // null: none
  std::string spelling = {};
  std::optional<std::string> glued = {};
};

// Single-dash names have many letters (-drop, -str), so an exact spelling comes before anything
// else: Boost would read -drop as -d with the value "rop".
Meaning exact(const OptionTable& table, const std::string& name, std::optional<std::string> glued) {
  Meaning found;
  for_each_spelling(table, [&](const Option& option, const std::string& spelling) {
    if (spelling == name) found = {&option, name, glued};
  });
  return found;
}

// Unique beginnings, of names with one dash too; and values glued to a letter: -e80 is -e 80 as
// well as the beginning of a longer name. Boost knows neither for names with one dash.
std::vector<Meaning> abbreviated(const OptionTable& table, const std::string& text, Origin origin) {
  std::vector<Meaning> found;
  const bool two_dashes = text.starts_with("--");
  const std::string name = two_dashes ? before_equals(text) : text;
  std::optional<std::string> value;
  if (name.size() < text.size()) value = text.substr(name.size() + 1);
  for_each_spelling(table, [&](const Option& option, const std::string& spelling) {
    if (option.origin != origin) return;
    if (!two_dashes && spelling == text.substr(0, 2))
      found.push_back({&option, spelling, text.substr(2)});
    else if (spelling.starts_with(name))
      found.push_back({&option, spelling, value});
  });
  return found;
}

// Options that the reference has go first: its lines must mean what they meant there.
Meaning meaning(const OptionTable& table, const std::string& text) {
  if (text.size() < 2 || text[0] != '-' || text == "--") return {};
  if (Meaning found = exact(table, text, {}); found.option != nullptr) return found;
  if (const std::string name = before_equals(text); name.size() < text.size())
    if (Meaning found = exact(table, name, text.substr(name.size() + 1)); found.option != nullptr)
      return found;
  std::vector<Meaning> found = abbreviated(table, text, Origin::reference);
  if (found.empty()) found = abbreviated(table, text, Origin::ours);
  if (found.empty()) return {};
  if (found.size() == 1) return found.front();
  std::vector<std::string> names;
  for (const Meaning& each : found) names.push_back(each.spelling);
  throw UsageError(fmt::format("'{}' is ambiguous: it could be {}", text, fmt::join(names, ", ")));
}

}  // namespace

std::string before_equals(const std::string& text) { return text.substr(0, text.find('=')); }

// Boost takes every argument with a dash for an option; to argparse -1 and -0.5 are values (-1e-3
// is not), and so is what holds a blank.
bool is_operand(const OptionTable& table, const std::string& argument) {
  if (argument.size() < 2 || argument[0] != '-') return true;
  if (argument == "--" || meaning(table, argument).option != nullptr) return false;
  return is_negative_number(argument) || argument.find(' ') != std::string::npos;
}

ArgparseStyle::ArgparseStyle(const OptionTable& table, std::span<const std::string> line)
    : table_(table) {
  for (const std::string& argument : line) {
    if (argument == "--") break;
    meaning(table, argument);
  }
}

std::vector<boost::program_options::option> ArgparseStyle::operator()(
    std::vector<std::string>& rest) {
  const std::string text = rest.front();
  if (text == "--" || is_operand(table_, text)) return {};
  const Meaning meant = meaning(table_, text);
  boost::program_options::option found(meant.option != nullptr ? meant.spelling : text, {});
  found.original_tokens = {text};
  rest.erase(rest.begin());
  if (meant.option == nullptr) return {found};  // Boost sees that nobody knows it
  const Option& option = *meant.option;
  const auto fail = [&](const std::string& message) {
    mistake_.emplace(fmt::format("{}: {}", option.name(), message));
    rest.clear();
    return std::vector<boost::program_options::option>{};
  };
  if (!option.takes_value()) {
    if (meant.glued) return fail(fmt::format("takes no value, found '{}'", *meant.glued));
    stopped_ = std::get<Flag>(option.target).stops;
    if (stopped_) rest.clear();
  } else if (meant.glued) {
    found.value = {*meant.glued};
  } else if (rest.empty()) {
    return fail("expected a value, found none");
  } else if (!is_operand(table_, rest.front())) {
    return fail(fmt::format(
        "expected a value, found '{}'; a value that begins with a dash is written {}={}",
        rest.front(), option.spellings.back(), rest.front()));
  } else {
    found.value = {rest.front()};
    rest.erase(rest.begin());
  }
  return {found};
}

}  // namespace posegrad::apps
