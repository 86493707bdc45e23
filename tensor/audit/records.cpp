#include "tensor/audit/records.h"

#include <cmath>
#include <limits>

namespace posegrad::audit {

double Element::error() const {
  if (value == expected || (std::isnan(value) && std::isnan(expected))) return 0;
  const double difference = std::abs(value - expected);
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
}

double Element::share() const {
  const double e = error();
  if (e == 0) return 0;
  // A bound made of NaN or infinity promises nothing that a difference could keep.
  return std::isfinite(bound) ? e / bound : std::numeric_limits<double>::infinity();
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

}  // namespace posegrad::audit
