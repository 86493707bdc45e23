#include "pose/audit/records.h"

#include <cmath>
#include <limits>

namespace posegrad::pose::audit {

double Element::error() const {
  if (value == expected || (std::isnan(value) && std::isnan(expected))) return 0;
  const double difference = std::abs(value - expected);
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
}

double Element::share() const {
  const double e = error();
  return e == 0 ? 0 : e / bound;
}

const OutputCheck* CallRecord::worst_check() const {
  const OutputCheck* worst = nullptr;
  for (const OutputRecord& output : outputs)
    if (output.check && (worst == nullptr || output.check->worst.share() > worst->worst.share()))
      worst = &*output.check;
  return worst;
}

Index Audit::outside() const {
  Index sum = 0;
  for (const Total& total : totals) sum += total.outside;
  return sum;
}

}  // namespace posegrad::pose::audit
