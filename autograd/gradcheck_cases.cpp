#include "autograd/gradcheck_cases.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <random>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad {
namespace {

// A function's static: the ops add themselves before main, in no particular order.
std::vector<GradcheckCase>& entries() {
  static std::vector<GradcheckCase> list;
  return list;
}

// Reads "x (2, 3) away from 0 and 1, b (3) in 0.5..2" from left to right.
class InputsParser {
 public:
  explicit InputsParser(std::string_view text) : text_(text), rest_(text) {}

  std::vector<GradcheckInput> all() {
    std::vector<GradcheckInput> inputs;
    do inputs.push_back(input());
    while (takes(", "));
    if (!rest_.empty()) fail();
    return inputs;
  }

 private:
  GradcheckInput input() {
    GradcheckInput input{.name = std::string(rest_.substr(0, rest_.find(' '))), .shape = {}};
    rest_.remove_prefix(input.name.size());
    if (!takes(" (")) fail();
    std::vector<Index> sizes;
    while (!takes(")")) {
      sizes.push_back(static_cast<Index>(number()));
      takes(", ");
    }
    input.shape = Shape(std::span<const Index>(sizes));
    if (takes(" in ")) {
      input.low = number();
      if (!takes("..")) fail();
      input.high = number();
    }
    for (bool more = takes(" away from "); more; more = takes(" and "))
      input.kinks.push_back(number());
    return input;
  }

  // A '.' with a digit behind it is part of it: "0.5..2" begins with 0.5.
  double number() {
    std::size_t end = rest_.starts_with('-') ? 1 : 0;
    while (end < rest_.size() &&
           (is_digit(end) || (rest_[end] == '.' && end + 1 < rest_.size() && is_digit(end + 1))))
      ++end;
    double value = 0;
    const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + end, value);
    if (error != std::errc() || stop != rest_.data() + end) fail();
    rest_.remove_prefix(end);
    return value;
  }
  bool is_digit(std::size_t at) const { return rest_[at] >= '0' && rest_[at] <= '9'; }

  bool takes(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  [[noreturn]] void fail() const {
    throw ValueError(
        fmt::format("the inputs '{}', at '{}': expected name (sizes), and then maybe "
                    "in LOW..HIGH or away from KINK and KINK",
                    text_, rest_));
  }

  std::string_view text_, rest_;
};

}  // namespace

GradcheckCases::GradcheckCases(std::string_view op, std::initializer_list<Item> items,
                               double step) {
  for (const Item& item : items)
    entries().push_back(
        {std::string(op), item.what, InputsParser(item.inputs).all(), item.f, step});
}

std::vector<GradcheckCase> gradcheck_cases() {
  std::vector<GradcheckCase> sorted = entries();
  std::ranges::stable_sort(sorted, {}, &GradcheckCase::op);
  return sorted;
}

std::vector<Tensor> random_inputs(const GradcheckCase& c, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::vector<Tensor> inputs;
  for (const GradcheckInput& input : c.inputs) {
    Tensor tensor = Tensor::empty(input.shape, DType::f64);
    for (double& x : tensor.cpu_span<double>()) {
      x = input.low + (input.high - input.low) * (static_cast<double>(engine() >> 11) * 0x1p-53);
      for (const double kink : input.kinks)
        if (std::abs(x - kink) < 0.02) x = x < kink ? kink - 0.03 : kink + 0.03;
    }
    inputs.push_back(std::move(tensor));
  }
  return inputs;
}

}  // namespace posegrad
