#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <tuple>

#include "audit/records.h"
#include "tensor/call_site.h"

namespace posegrad::audit {

/// Observes every kernel call while it lives: counts and times all of them, and in the rounds that
/// the sampling names records each call, with its outputs checked against their definition.
/// One at a time.
class Recorder final : public KernelObserver {
 public:
  explicit Recorder(Sampling sampling);
  ~Recorder() override;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// What was seen so far; call it once, at the end.
  Audit take();

  void before(const KernelCall& call) override;
  void after(const KernelCall& call, double seconds) override;
  void figure(std::string_view name, double value) override;

 private:
  using Clock = std::chrono::steady_clock;
  using Key = std::tuple<const OpInfo*, const ScopeName*, bool>;
  /// One pass through an outermost scope; nullptr: outside of every scope.
  struct Round {
    const ScopeName* scope = nullptr;
    std::int64_t number = 0;
    bool operator==(const Round&) const = default;
  };
  /// Memory that a recorded call wrote.
  struct Written {
    const std::byte* begin;
    DType dtype;
    Index by;
  };

  void count_round(const Round& round);
  bool is_sampled(const Round& round) const;
  bool is_checked(const OpInfo& op) const;
  double now() const;  // seconds of the program, without the audit's own
  void begin_round(const Round& round);
  InputRecord input_record(const Tensor& input) const;
  void forget(const Tensor& output);
  void note_written(const Tensor& output, Index by);
  CallRecord record(const KernelCall& call, const CallSite& site, double seconds);

  Audit audit_;
  std::map<Key, Total> totals_;
  std::map<const ScopeName*, RoundCount> rounds_;
  std::map<const std::byte*, Written> written_;  // by the end
  Round round_;                                  // that written_ belongs to
  Round counted_;                                // the one that was counted last
  std::unique_ptr<KernelCall> kept_;  // with inputs from before the kernel; null: not recorded
  std::vector<InputRecord> inputs_;
  double call_start_ = 0;
  Clock::time_point began_ = Clock::now();
  Clock::duration own_{};
  KernelObserver* before_us_;
};

}  // namespace posegrad::audit
