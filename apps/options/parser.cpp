#include "apps/options/parser.h"

#include <optional>
#include <regex>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/options/nearest.h"
#include "apps/options/values.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// An argument, as its own text alone says. No option and not a value: an option that nobody knows.
struct Token {
  std::string text;
  bool is_value = false;
  const Option* option = nullptr;
  std::optional<std::string> glued = std::nullopt;  // the value inside the same argument
};

struct Match {
  const Option* option;
  std::string spelling;
  std::optional<std::string> glued;
};

template <class Visit>
void for_each_spelling(const OptionTable& table, Visit visit) {
  for (const OptionGroup& group : table) {
    for (const Option& option : group.options) {
      for (const std::string& spelling : option.spellings) visit(option, spelling);
    }
  }
}

const Option* exact(const OptionTable& table, std::string_view text) {
  const Option* found = nullptr;
  for_each_spelling(table, [&](const Option& option, const std::string& spelling) {
    if (spelling == text) found = &option;
  });
  return found;
}

/// Before and after the first '='.
std::pair<std::string, std::optional<std::string>> split_at_equals(const std::string& text) {
  const std::size_t at = text.find('=');
  if (at == std::string::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

/// The options that `text`, which is no exact spelling, may stand for. With one dash, -e80 is -e 80
/// as well as the beginning of a longer name.
std::vector<Match> abbreviations(const OptionTable& table, const std::string& text, Origin origin) {
  std::vector<Match> matches;
  const bool two_dashes = text.starts_with("--");
  std::string name = text;
  std::optional<std::string> value;
  if (two_dashes) std::tie(name, value) = split_at_equals(text);
  for_each_spelling(table, [&](const Option& option, const std::string& spelling) {
    if (option.origin != origin) return;
    if (!two_dashes && spelling == text.substr(0, 2)) {
      matches.push_back({&option, spelling, text.substr(2)});
    } else if (spelling.starts_with(name)) {
      matches.push_back({&option, spelling, value});
    }
  });
  return matches;
}

Token classify(const OptionTable& table, const std::string& text) {
  static const std::regex negative_number(R"(-\d+|-\d*\.\d+)");
  if (text.size() < 2 || text[0] != '-') return {.text = text, .is_value = true};
  if (const Option* option = exact(table, text)) return {.text = text, .option = option};
  if (const auto [name, value] = split_at_equals(text); value) {
    if (const Option* option = exact(table, name))
      return {.text = text, .option = option, .glued = value};
  }
  std::vector<Match> matches = abbreviations(table, text, Origin::reference);
  if (matches.empty()) matches = abbreviations(table, text, Origin::ours);
  if (matches.size() > 1) {
    std::vector<std::string> names;
    for (const Match& match : matches) names.push_back(match.spelling);
    throw UsageError(
        fmt::format("'{}' is ambiguous: it could be {}", text, fmt::join(names, ", ")));
  }
  if (matches.size() == 1)
    return {.text = text, .option = matches[0].option, .glued = matches[0].glued};
  const bool is_value =
      std::regex_match(text, negative_number) || text.find(' ') != std::string::npos;
  return {.text = text, .is_value = is_value};
}

/// All arguments are classified before any is used, so that an ambiguous one is reported first.
std::vector<Token> classify_all(const OptionTable& table, std::span<const std::string> arguments) {
  std::vector<Token> tokens;
  bool options_ended = false;
  for (const std::string& text : arguments) {
    if (options_ended) {
      tokens.push_back({.text = text, .is_value = true});
    } else if (text == "--") {
      options_ended = true;
      tokens.push_back({.text = text});
    } else {
      tokens.push_back(classify(table, text));
    }
  }
  return tokens;
}

[[noreturn]] void fail_without_value(const Option& option, const Token* next) {
  if (next == nullptr)
    throw UsageError(fmt::format("{}: expected a value, found none", option.name()));
  throw UsageError(fmt::format(
      "{}: expected a value, found '{}'; a value that begins with a dash is written {}={}",
      option.name(), next->text, option.spellings.back(), next->text));
}

[[noreturn]] void fail_unknown(const OptionTable& table, const Token& token) {
  if (token.is_value) throw UsageError(fmt::format("unexpected argument '{}'", token.text));
  std::vector<std::string> spellings;
  for_each_spelling(
      table, [&](const Option&, const std::string& spelling) { spellings.push_back(spelling); });
  const std::string name = split_at_equals(token.text).first;
  throw UsageError(fmt::format("unknown option '{}'{}", name, did_you_mean(name, spellings)));
}

}  // namespace

void parse_options(const OptionTable& table, std::span<const std::string> arguments,
                   std::vector<std::string>* operands) {
  const std::vector<Token> tokens = classify_all(table, arguments);
  const Token* unknown = nullptr;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.option == nullptr) {
      if (operands != nullptr && token.is_value) {
        operands->push_back(token.text);
      } else if (unknown == nullptr && token.text != "--") {
        unknown = &token;
      }
      continue;
    }
    const Option& option = *token.option;
    if (!option.takes_value()) {
      if (token.glued) {
        throw UsageError(
            fmt::format("{}: takes no value, found '{}'", option.name(), *token.glued));
      }
      store(option, {});
      if (std::get<Flag>(option.target).stops) return;
    } else if (token.glued) {
      store(option, *token.glued);
    } else {
      const Token* next = i + 1 < tokens.size() ? &tokens[i + 1] : nullptr;
      if (next == nullptr || !next->is_value) fail_without_value(option, next);
      store(option, next->text);
      ++i;
    }
  }
  if (unknown != nullptr) fail_unknown(table, *unknown);
}

}  // namespace posegrad::apps
