#include "tensor/audit/recorder.h"

#include <algorithm>
#include <utility>

#include "tensor/audit/check_output.h"
#include "tensor/blas.h"
#include "tensor/parallel.h"

namespace posegrad::audit {
namespace {

const ScopeName* outermost(const ScopeName* scope) {
  while (scope != nullptr && scope->outer() != nullptr) scope = scope->outer();
  return scope;
}

/// Adds the time of a block to the audit's own.
class OwnTime {
 public:
  explicit OwnTime(std::chrono::steady_clock::duration& sum) : sum_(sum) {}
  ~OwnTime() { sum_ += std::chrono::steady_clock::now() - start_; }
  OwnTime(const OwnTime&) = delete;
  OwnTime& operator=(const OwnTime&) = delete;

 private:
  std::chrono::steady_clock::duration& sum_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

double seconds_of(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

Recorder::Recorder(Sampling sampling) {
  audit_.sampling = std::move(sampling);
  before_us_ = set_kernel_observer(this);
}

Recorder::~Recorder() { set_kernel_observer(before_us_); }

double Recorder::now() const { return seconds_of(Clock::now() - began_ - own_); }

// Of calls outside of every scope, loading data and the like, all are recorded: they are few.
bool Recorder::is_sampled(const CallSite& site) const {
  const Sampling& sampling = audit_.sampling;
  if (site.scope == nullptr) return sampling.rounds.empty();
  if (!sampling.rounds.empty() &&
      std::ranges::none_of(sampling.rounds, [&](const Sampling::Rounds& rounds) {
        return rounds.first <= site.round && site.round <= rounds.last;
      }))
    return false;
  return (site.round - 1) % sampling.every == 0;
}

bool Recorder::is_checked(const OpInfo& op) const {
  const std::vector<std::string>& ops = audit_.sampling.ops;
  return ops.empty() || std::ranges::any_of(ops, [&](const std::string& beginning) {
           return op.name.starts_with(beginning);
         });
}

void Recorder::count_round(const CallSite& site) {
  const ScopeName* const outer = outermost(site.scope);
  if (outer == nullptr || (outer == counted_of_ && site.round == counted_)) return;
  counted_of_ = outer;
  counted_ = site.round;
  RoundCount& count = rounds_[outer];
  ++count.all;
  if (is_sampled(site)) ++count.recorded;
}

std::optional<Index> Recorder::writer(const Tensor& input) const {
  auto after = written_.upper_bound(input.bytes());
  if (after == written_.begin()) return {};
  const Written& range = std::prev(after)->second;
  return input.bytes() < range.end ? std::optional(range.by) : std::nullopt;
}

// What was there before is gone: its memory serves again.
void Recorder::note_written(const Tensor& output, Index by) {
  const std::byte *begin = output.bytes(), *end = begin + output.nbytes();
  auto range = written_.upper_bound(begin);
  if (range != written_.begin() && std::prev(range)->second.end > begin) --range;
  while (range != written_.end() && range->first < end) {
    const auto [old_begin, old] = *range;
    range = written_.erase(range);
    if (old_begin < begin) written_[old_begin] = {begin, old.by};
    if (old.end > end) range = written_.insert_or_assign(end, Written{old.end, old.by}).first;
  }
  written_[begin] = {end, by};
}

void Recorder::before(const KernelCall& call) {
  ++audit_.all_calls;
  kept_.reset();  // of a kernel that threw
  const CallSite& site = call_site();
  count_round(site);
  if (!is_sampled(site)) return;
  {
    const OwnTime own(own_);
    if (outermost(site.scope) != round_of_ || site.round != round_) {
      written_.clear();
      round_of_ = outermost(site.scope);
      round_ = site.round;
    }
    inputs_.clear();
    for (const Tensor& input : call.inputs())
      inputs_.push_back(input.defined()
                            ? InputRecord{input.shape(), input.dtype(), true, writer(input)}
                            : InputRecord{});
    kept_ = call.keep_inputs();
  }
  call_start_ = now();
}

CallRecord Recorder::record(const KernelCall& call, const CallSite& site, double seconds) {
  CallRecord record{.number = audit_.all_calls,
                    .op = &call.info(),
                    .scope = site.scope == nullptr ? "" : site.scope->path(),
                    .round = site.round,
                    .backward = site.backward,
                    .inputs = std::exchange(inputs_, {}),
                    .outputs = {},
                    .flops = call.flops(),
                    .bytes = call.bytes(),
                    .start = call_start_,
                    .seconds = seconds};
  int number = 0;
  for (const Tensor& output : call.outputs()) {
    OutputRecord out;
    if (output.defined()) {
      record.device = output.device();
      out.shape = output.shape();
      out.dtype = output.dtype();
      out.sha256 = sha256(output);
      if (is_checked(call.info()))
        out.check = check_output(*kept_, number, output, audit_.sampling.elements, record.round);
      note_written(output, record.number);
    }
    record.outputs.push_back(std::move(out));
    ++number;
  }
  return record;
}

void Recorder::after(const KernelCall& call, double seconds) {
  const OwnTime own(own_);
  const CallSite& site = call_site();
  Total& total = totals_[{&call.info(), site.scope, site.backward}];
  ++total.calls;
  total.flops += call.flops();
  total.bytes += call.bytes();
  total.seconds += seconds;
  if (kept_ == nullptr) return;
  const CallRecord& added = audit_.calls.emplace_back(record(call, site, seconds));
  kept_.reset();
  bool checked = false;
  for (const OutputRecord& output : added.outputs) {
    if (!output.check) continue;
    checked = true;
    total.checked_elements += output.check->checked;
    total.outside += output.check->outside;
    total.largest_error = std::max(total.largest_error, output.check->largest_error);
    total.largest_share = std::max(total.largest_share, output.check->worst.share());
  }
  if (checked) ++total.checked_calls;
}

void Recorder::figure(std::string_view name, double value) {
  audit_.figures.push_back({std::string(name), value, audit_.all_calls});
}

Audit Recorder::take() {
  audit_.own_seconds = seconds_of(own_);
  audit_.seconds = now();
  audit_.threads = threads();
  audit_.blas = blas::kernels();
  for (auto& [key, total] : totals_) {
    const auto& [op, scope, backward] = key;
    total.op = op;
    total.scope = scope == nullptr ? "" : scope->path();
    total.backward = backward;
    audit_.totals.push_back(total);
  }
  // Addresses order the map, and they differ from run to run.
  std::ranges::sort(audit_.totals, {}, [](const Total& t) {
    return std::tuple(std::string_view(t.scope), t.backward, t.op->name);
  });
  for (auto& [scope, count] : rounds_) {
    count.scope = scope->name();
    audit_.rounds.push_back(count);
  }
  std::ranges::sort(audit_.rounds, std::ranges::greater(), &RoundCount::scope);
  return std::move(audit_);
}

}  // namespace posegrad::audit
