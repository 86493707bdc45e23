#include "apps/option_table.h"

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

const void* address_of(const Flag& flag) { return flag.variable; }
template <class T>
const void* address_of(T* variable) {
  return variable;
}

}  // namespace

std::string Option::name() const { return fmt::format("{}", fmt::join(spellings, "/")); }

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
