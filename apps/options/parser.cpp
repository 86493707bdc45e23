#include "apps/options/parser.h"

#include <string_view>

#include <boost/any.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/options/argparse_style.h"
#include "apps/options/nearest.h"
#include "apps/options/values.h"
#include "apps/usage_error.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace po = boost::program_options;

// The name of the arguments that are no options; no line can spell it, as it has no dash.
constexpr const char* kOperands = "operands";
// None of Boost's styles; 0 would mean its default ones.
constexpr int kNoStyle = po::command_line_style::allow_sticky;

/// An option of the table to Boost. Numbers and lists are read where they stand, typed values and
/// checks wait for notify(), when the whole line is read.
class Semantic final : public po::value_semantic {
 public:
  explicit Semantic(const Option& option) : option_(option) {}

  std::string name() const override { return option_.placeholder; }
  unsigned min_tokens() const override { return option_.takes_value() ? 1 : 0; }
  unsigned max_tokens() const override { return min_tokens(); }
  bool is_composing() const override { return std::holds_alternative<Append>(option_.target); }
  bool is_required() const override { return false; }
  bool apply_default(boost::any&) const override { return false; }  // the targets hold them

  void parse(boost::any& stored, const std::vector<std::string>& tokens, bool) const override {
    const std::string text = tokens.empty() ? "" : tokens.front();
    stored = text;
    std::visit([&](const auto& target) { read(target, text); }, option_.target);
  }
  void notify(const boost::any& stored) const override {
    if (const Typed* typed = std::get_if<Typed>(&option_.target))
      typed->read(option_.name(), boost::any_cast<const std::string&>(stored));
    if (option_.check) option_.check(option_.name());
  }

 private:
  void read(const Flag& flag, std::string_view) const { *flag.variable = flag.value; }
  void read(Index* value, std::string_view text) const {
    *value = parse_integer(option_.name(), text);
  }
  void read(double* value, std::string_view text) const {
    *value = parse_number(option_.name(), text);
  }
  void read(std::string* value, std::string_view text) const { *value = text; }
  void read(std::vector<std::string>* values, std::string_view text) const {
    *values = parse_list(option_.name(), text);
  }
  void read(std::vector<Index>* values, std::string_view text) const {
    values->clear();
    for (const std::string& item : parse_list(option_.name(), text))
      values->push_back(parse_integer(option_.name(), item));
  }
  void read(const Append& append, std::string_view text) const { append.list->emplace_back(text); }
  void read(const Rate& rate, std::string_view text) const {
    *rate.variable = parse_rate(option_.name(), text);
  }
  void read(const Typed&, std::string_view) const {}

  const Option& option_;
};

void describe(po::options_description& known, const Option& option) {
  // Boost owns the semantic.
  known.add_options()(fmt::format("{}", fmt::join(option.spellings, ",")).c_str(),
                      new Semantic(option), option.help.c_str());
}

[[noreturn]] void fail_unknown(const OptionTable& table, const std::string& text) {
  std::vector<std::string> spellings;
  for_each_spelling(
      table, [&](const Option&, const std::string& spelling) { spellings.push_back(spelling); });
  const std::string name = before_equals(text);
  throw UsageError(fmt::format("unknown option '{}'{}", name, did_you_mean(name, spellings)));
}

}  // namespace

void parse_options(const OptionTable& table, std::span<const std::string> arguments,
                   std::vector<std::string>* operands) {
  const Option operand{{kOperands}, Append{operands}, "", "", Origin::ours};
  po::options_description known;
  for (const OptionGroup& group : table)
    for (const Option& option : group.options) describe(known, option);
  po::positional_options_description places;
  if (operands != nullptr) {
    describe(known, operand);
    places.add(kOperands, -1);
  }
  ArgparseStyle style(table, arguments);
  po::command_line_parser parser({arguments.begin(), arguments.end()});
  parser.options(known).style(kNoStyle).allow_unregistered().extra_style_parser(
      [&style](std::vector<std::string>& rest) { return style(rest); });
  if (operands != nullptr) parser.positional(places);
  const po::parsed_options line = parser.run();
  po::variables_map values;
  po::store(line, values);
  if (style.mistake()) throw UsageError(*style.mistake());
  if (style.stopped()) return;
  for (const po::option& each : line.options) {
    const std::string& text = each.original_tokens.front();
    if (each.unregistered) fail_unknown(table, text);
    if (each.string_key.empty()) throw UsageError(fmt::format("unexpected argument '{}'", text));
  }
  po::notify(values);
}

const std::string& only_operand(const std::vector<std::string>& operands, const char* what) {
  if (operands.size() != 1)
    throw UsageError(
        fmt::format("expected {}, found {}", what,
                    operands.empty() ? "none" : fmt::format("{}", fmt::join(operands, ", "))));
  return operands.front();
}

}  // namespace posegrad::apps
