#include "audit/records.h"

#include <cmath>
#include <limits>

#include "tensor/parallel.h"
#include "tensor/rng.h"
#include "tensor/sha256.h"

namespace posegrad::audit {
namespace {

constexpr std::size_t kSamples = 16;
constexpr std::uint64_t kSeed = 0xA0D17;

// Without repetition where all are wanted, else drawn: a place may come twice.
Index place(Index i, Index count, Index numel, std::int64_t round) {
  if (count == numel) return i;
  const PhiloxBlock block =
      random_block({kSeed, static_cast<std::uint64_t>(round)}, static_cast<std::uint64_t>(i));
  const std::uint64_t word = std::uint64_t{block.word[0]} << 32 | block.word[1];
  return static_cast<Index>(word % static_cast<std::uint64_t>(numel));
}

// What a float cannot hold is infinite in it by right.
double in_range(double value, DType dtype) {
  if (dtype == DType::f64 || !(std::abs(value) > std::numeric_limits<float>::max())) return value;
  return std::copysign(std::numeric_limits<double>::infinity(), value);
}

}  // namespace

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

OutputCheck check_output(const KernelCall& call, int output, const Tensor& made, Index elements,
                         std::int64_t round) {
  const Tensor result = made.to(Device::cpu);
  const Index numel = result.numel();
  const Index count = elements == 0 ? numel : std::min(elements, numel);
  std::vector<Element> all(static_cast<std::size_t>(count));
  constexpr double kCostOfAnElement = 1000;  // ns: always worth all threads
  parallel_for(count, kCostOfAnElement, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const Index index = place(i, count, numel, round);
      const Reference reference = call.reference(output, index);
      all[static_cast<std::size_t>(i)] = {
          index, result.at(index), in_range(reference.value, result.dtype()),
          error_bound(call.info(), reference, result.dtype(), made.device())};
    }
  });
  OutputCheck check;
  check.checked = count;
  double squares = 0;
  for (const Element& element : all) {
    const double error = element.error(), share = element.share();
    if (share > 1) ++check.outside;
    check.largest_error = std::max(check.largest_error, error);
    check.mean_error += error;
    squares += element.value * element.value;
    if (share >= check.worst.share()) check.worst = element;
  }
  if (count > 0) {
    check.mean_error /= static_cast<double>(count);
    check.rms = std::sqrt(squares / static_cast<double>(count));
  }
  check.samples.assign(all.begin(), all.begin() + std::min<Index>(count, kSamples));
  return check;
}

std::string sha256(const Tensor& made) {
  const Tensor tensor = made.to(Device::cpu);
  return posegrad::sha256({tensor.bytes(), tensor.nbytes()});
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
