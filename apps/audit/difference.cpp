#include "apps/audit/difference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "audit/records.h"

namespace posegrad::apps {
namespace {

using pose::formats::Field;

constexpr const char* kFormat = "posegrad audit 1";

/// Which use of an op a call is: the counterpart in another run has the same one.
using Use = std::tuple<std::string, bool, std::string, Index, Index>;

struct Call {
  Use use;
  Field record;
};

std::vector<Call> calls_of(const Field& audit) {
  const std::optional<Field> format = audit.find("format");
  if (!format || format->as_text() != kFormat) audit.fail("this is not an audit of posegrad");
  std::vector<Call> calls;
  std::map<Use, Index> seen;
  for (const Field& record : audit.at("calls").items()) {
    Use use{record.at("scope").as_text(), record.at("backward").as_bool(),
            record.at("op").as_text(), record.at("round").as_int(), 0};
    std::get<4>(use) = seen[use]++;
    calls.push_back({std::move(use), record});
  }
  return calls;
}

double number(const Field& field) {
  return field.is_none() ? std::numeric_limits<double>::quiet_NaN() : field.as_double();
}

std::vector<audit::Element> samples(const Field& check) {
  std::vector<audit::Element> elements;
  for (const Field& sample : check.at("samples").items())
    elements.push_back(
        {sample[0].as_int(), number(sample[1]), number(sample[2]), number(sample[3])});
  return elements;
}

// a - b where equal infinities and NaNs are no difference.
double minus(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  const double d = a - b;
  return std::isnan(d) ? std::numeric_limits<double>::infinity() : d;
}

// value = definition on its inputs + what the kernel adds: the difference of two values is that of
// the definitions (inherited) and that of the additions (own).
void compare_samples(const std::vector<audit::Element>& a, const std::vector<audit::Element>& b,
                     OutputDifference& out) {
  double total = 0, inherited = 0, squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double d = minus(a[i].value, b[i].value), given = minus(a[i].expected, b[i].expected);
    total += d * d;
    inherited += given * given;
    squares += a[i].value * a[i].value;
    const double own =
        std::abs(minus(minus(a[i].value, a[i].expected), minus(b[i].value, b[i].expected)));
    double share = own > 0 ? own / (a[i].bound + b[i].bound) : 0;
    if (std::isnan(share)) share = std::numeric_limits<double>::infinity();
    out.own = std::max(out.own, share);
  }
  const double scale = squares > 0 ? squares : 1;
  out.relative = std::sqrt(total / scale);
  out.inherited = std::sqrt(inherited / scale);
}

OutputDifference compare(const Field& a, const Field& b) {
  OutputDifference out;
  out.same_bytes = a.at("sha256").as_text() == b.at("sha256").as_text();
  const std::vector<Field> shape_a = a.at("shape").items(), shape_b = b.at("shape").items();
  out.same_shape = std::ranges::equal(
      shape_a, shape_b, [](const Field& x, const Field& y) { return x.as_int() == y.as_int(); });
  const std::optional<Field> check_a = a.find("check"), check_b = b.find("check");
  out.broken_a = check_a && check_a->at("outside").as_int() > 0;
  out.broken_b = check_b && check_b->at("outside").as_int() > 0;
  if (!out.same_shape || !check_a || !check_b) return out;
  const std::vector<audit::Element> of_a = samples(*check_a), of_b = samples(*check_b);
  if (!std::ranges::equal(of_a, of_b, {}, &audit::Element::index, &audit::Element::index))
    return out;
  out.checked = true;
  compare_samples(of_a, of_b, out);
  return out;
}

void compare_calls(const Call& a, const Call& b, std::vector<OutputDifference>& outputs) {
  const std::vector<Field> of_a = a.record.at("outputs").items(),
                           of_b = b.record.at("outputs").items();
  for (std::size_t i = 0; i < std::min(of_a.size(), of_b.size()); ++i) {
    if (of_a[i].is_none() || of_b[i].is_none()) continue;
    OutputDifference out = compare(of_a[i], of_b[i]);
    std::tie(out.scope, out.backward, out.op, out.round, std::ignore) = a.use;
    out.call_a = a.record.at("call").as_int();
    out.call_b = b.record.at("call").as_int();
    out.output = i;
    outputs.push_back(std::move(out));
  }
}

std::vector<FigureDifference> compare_figures(const Field& a, const Field& b) {
  std::map<std::pair<std::string, Index>, double> of_b;
  std::map<std::string, Index> seen_a, seen_b;
  for (const Field& figure : b.at("figures").items()) {
    const std::string name = figure.at("name").as_text();
    of_b[{name, seen_b[name]++}] = number(figure.at("value"));
  }
  std::vector<FigureDifference> figures;
  for (const Field& figure : a.at("figures").items()) {
    const std::string name = figure.at("name").as_text();
    const auto other = of_b.find({name, seen_a[name]++});
    if (other != of_b.end()) figures.push_back({name, number(figure.at("value")), other->second});
  }
  return figures;
}

}  // namespace

Difference difference(const Field& a, const Field& b) {
  const std::vector<Call> calls_a = calls_of(a), calls_b = calls_of(b);
  std::map<Use, const Call*> of_b;
  for (const Call& call : calls_b) of_b[call.use] = &call;
  Difference result;
  for (const Call& call : calls_a) {
    const auto other = of_b.find(call.use);
    if (other == of_b.end()) {
      ++result.only_a;
      continue;
    }
    compare_calls(call, *other->second, result.outputs);
  }
  result.only_b = static_cast<Index>(calls_b.size() - calls_a.size()) + result.only_a;
  result.figures = compare_figures(a, b);
  result.wrong_a = a.at("outside").as_int() > 0;
  result.wrong_b = b.at("outside").as_int() > 0;
  return result;
}

const OutputDifference* Difference::first_bytes() const {
  const auto found = std::ranges::find(outputs, false, &OutputDifference::same_bytes);
  return found == outputs.end() ? nullptr : &*found;
}

const OutputDifference* Difference::first_beyond_rounding() const {
  const auto found = std::ranges::find_if(outputs, [](const OutputDifference& o) {
    return !o.same_shape || o.broken_a || o.broken_b || o.own > 1;
  });
  return found == outputs.end() ? nullptr : &*found;
}

bool Difference::unexplained() const {
  return first_bytes() == nullptr && std::ranges::any_of(figures, [](const FigureDifference& f) {
           return minus(f.a, f.b) != 0;
         });
}

Index Difference::unchecked() const {
  return std::ranges::count_if(
      outputs, [](const OutputDifference& o) { return !o.same_bytes && !o.checked; });
}

bool Difference::inputs_differ() const {
  const OutputDifference* first = first_bytes();
  return first != nullptr && first->checked && first->inherited > 0;
}

}  // namespace posegrad::apps
