#include "apps/options/table.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tensor/error.h"

namespace posegrad::apps {
namespace {

std::string text_of(const Flag& flag) { return *flag.variable == flag.value ? "on" : "off"; }
std::string text_of(const Index* value) { return fmt::format("{}", *value); }
std::string text_of(const double* value) { return fmt::format("{}", *value); }
std::string text_of(const std::string* value) { return value->empty() ? "none" : *value; }
template <class T>
std::string text_of(const std::vector<T>* values) {
  return values->empty() ? "none" : fmt::format("{}", fmt::join(*values, ","));
}

std::string text_of(const Rate& rate) { return text_of(rate.variable); }
std::string text_of(const Append& append) { return text_of(append.list); }
std::string text_of(const Typed& typed) { return typed.text(); }

const void* address_of(const Flag& flag) { return flag.variable; }
const void* address_of(const Append& append) { return append.list; }
const void* address_of(const Rate& rate) { return rate.variable; }
const void* address_of(const Typed& typed) { return typed.variable; }
template <class T>
const void* address_of(T* variable) {
  return variable;
}

std::vector<std::string> split_at_slashes(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

}  // namespace

std::string Option::name() const { return fmt::format("{}", fmt::join(spellings, "/")); }

Option& OptionGroup::add(std::string_view spellings, Target target, std::string placeholder,
                         std::string help) {
  return options.emplace_back(Option{split_at_slashes(spellings), std::move(target),
                                     std::move(placeholder), std::move(help), Origin::reference});
}

Option& OptionGroup::add_flag(std::string_view spellings, Flag flag, std::string help) {
  return add(spellings, flag, "", std::move(help));
}

Option& OptionGroup::add_ours(std::string_view spellings, Target target, std::string placeholder,
                              std::string help) {
  Option& option = add(spellings, std::move(target), std::move(placeholder), std::move(help));
  option.origin = Origin::ours;
  return option;
}

Option& OptionGroup::add_our_flag(std::string_view spellings, Flag flag, std::string help) {
  return add_ours(spellings, flag, "", std::move(help));
}

void OptionGroup::add_help(bool* help) {
  add_flag("-h/--help", {help, true, true}, "print this and exit");
}

std::string value_text(const Target& target) {
  return std::visit([](const auto& bound) { return text_of(bound); }, target);
}

std::string name_of(const OptionTable& table, const void* variable) {
  for (const OptionGroup& group : table) {
    for (const Option& option : group.options) {
      const void* address =
          std::visit([](const auto& bound) { return address_of(bound); }, option.target);
      if (address == variable) return option.name();
    }
  }
  throw ValueError("name_of: no option writes to this variable");
}

}  // namespace posegrad::apps
