#pragma once
#include <chrono>
#include <functional>

namespace posegrad {

/// Chooses how many threads a long job uses while other programs compute on the same cores: threads
/// that wait for one another wait for every program between them, and training beside two others
/// then takes 20 times as long. As long as the system takes the cores away from this thread, all
/// threads and one are tried in turn and the quicker is kept for a while. Bits do not depend on it.
class SharedCores {
 public:
  using Clock = std::function<std::chrono::duration<double>()>;
  using Counter = std::function<long()>;

  SharedCores();
  /// For tests: a clock, and how often the cores were taken away so far.
  SharedCores(Clock clock, Counter taken_away);
  /// Gives the threads back.
  ~SharedCores();
  SharedCores(const SharedCores&) = delete;
  SharedCores& operator=(const SharedCores&) = delete;

  /// Before steps, where something else was done since the last one.
  void go_on();
  /// After each step of the job, from the thread that does it: how much it was, in any unit.
  void worked(double amount);

 private:
  void use(int threads);
  void choose(double rate, bool is_crowded);

  Clock clock_;
  Counter taken_away_;
  int all_, used_;
  std::chrono::duration<double> begin_{};
  long taken_before_ = 0;
  double amount_ = 0;
  double rate_of_all_ = 0, rate_of_one_ = 0;  // work a second; 0: to be tried
  // Windows that a choice stays. The system gives a thread that has waited more than its share for a
  // while, so that first choices may be wrong: they are soon made again.
  static constexpr int kKeptFirst = 2;
  int kept_ = kKeptFirst;
  int windows_left_ = 0;  // until both are tried again
};

}  // namespace posegrad
