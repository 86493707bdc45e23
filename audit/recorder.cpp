#include "audit/recorder.h"

#include <algorithm>
#include <utility>

#include "tensor/blas.h"
#include "tensor/parallel.h"

namespace posegrad::audit {
namespace {

const ScopeName* outermost(const ScopeName* scope) {
  while (scope != nullptr && scope->outer != nullptr) scope = scope->outer;
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
bool Recorder::is_sampled(const Round& round) const {
  const Sampling& sampling = audit_.sampling;
  const auto is_inside = [&](const Sampling::Rounds& rounds) {
    return rounds.first <= round.number && round.number <= rounds.last;
  };
  if (round.scope == nullptr) return sampling.rounds.empty();
  if (!sampling.rounds.empty() && std::ranges::none_of(sampling.rounds, is_inside)) return false;
  return (round.number - 1) % sampling.every == 0;
}

bool Recorder::is_checked(const OpInfo& op) const {
  const std::vector<std::string>& ops = audit_.sampling.ops;
  return ops.empty() || std::ranges::any_of(ops, [&](const std::string& beginning) {
           return op.name.starts_with(beginning);
         });
}

void Recorder::count_round(const Round& round) {
  if (round.scope == nullptr || round == counted_) return;
  counted_ = round;
  RoundCount& count = rounds_[round.scope];
  ++count.all;
  if (is_sampled(round)) ++count.recorded;
}

// In a step, memory that the last one wrote may hold anything by now: a batch, a number of the
// host's. In an evaluation nothing but kernels writes numbers, and a round reads what earlier ones
// left: the metrics the poses of all blocks.
void Recorder::begin_round(const Round& round) {
  if (round == round_) return;
  const bool goes_on =
      round.scope != nullptr && round.scope == round_.scope && round.scope->name == "evaluation";
  if (!goes_on) written_.clear();
  round_ = round;
}

InputRecord Recorder::input_record(const Tensor& input) const {
  if (!input.defined()) return {};
  InputRecord record{input.shape(), input.dtype(), true, {}, {}};
  const std::byte *begin = input.bytes(), *end = begin + input.nbytes();
  for (auto range = written_.upper_bound(begin);
       range != written_.end() && range->second.begin < end; ++range) {
    const Written& written = range->second;
    if (written.dtype != input.dtype()) continue;
    if (!record.from)
      record.from = written.by;
    else if (written.by != record.from &&
             std::ranges::find(record.also_from, written.by) == record.also_from.end())
      record.also_from.push_back(written.by);
  }
  return record;
}

// What was there before is gone: its memory serves again.
void Recorder::forget(const Tensor& output) {
  const std::byte *begin = output.bytes(), *end = begin + output.nbytes();
  auto range = written_.upper_bound(begin);
  while (range != written_.end() && range->second.begin < end) {
    const auto [old_end, old] = *range;
    range = written_.erase(range);
    if (old.begin < begin) written_[begin] = old;
    if (old_end > end) range = written_.insert({old_end, {end, old.dtype, old.by}}).first;
  }
}

void Recorder::note_written(const Tensor& output, Index by) {
  forget(output);
  if (output.nbytes() > 0)
    written_[output.bytes() + output.nbytes()] = {output.bytes(), output.dtype(), by};
}

void Recorder::before(const KernelCall& call) {
  ++audit_.all_calls;
  kept_.reset();  // of a kernel that threw
  const Round round{outermost(call_site().scope), call_site().round};
  count_round(round);
  if (!is_sampled(round)) return;
  {
    const OwnTime own(own_);
    begin_round(round);
    inputs_.clear();
    for (const Tensor& input : call.inputs()) inputs_.push_back(input_record(input));
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
  if (kept_ == nullptr) {
    if (!written_.empty())
      for (const Tensor& output : call.outputs()) forget(output);
    return;
  }
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
    count.scope = scope->name;
    audit_.rounds.push_back(count);
  }
  std::ranges::sort(audit_.rounds, std::ranges::greater(), &RoundCount::scope);
  return std::move(audit_);
}

}  // namespace posegrad::audit
