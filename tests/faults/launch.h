#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace posegrad::test {

using Words = std::vector<std::string>;
using Seconds = std::chrono::duration<double>;

struct Launch {
  std::string folder;
  Words environment = {};  // added to this one's
  std::string out = {};    // where standard output goes; empty: it is caught
  struct Signal {
    int number;
    Seconds after;
  };
  std::vector<Signal> signals = {};
  Seconds limit{60};
};

struct Ended {
  int exit_code = 0;  // 128 + number for a signal, as a shell says it
  bool timed_out = false;
  bool left_children = false;  // something that it started ran on
  Seconds took{0};
  Seconds took_after_signal{0};  // the last one
  std::string out, err;
};

/// Runs this build's posegrad and waits for its end, then for that of all that it started: one
/// that runs on is killed.
Ended launch(const Words& arguments, const Launch& how);

/// A posegrad that runs while the test does something else; killed when this goes.
class Running {
 public:
  Running(const Words& arguments, Launch how);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void signal(int number) const;
  bool is_running();
  /// Waits until standard output holds the text. False when the program ended before.
  bool has_said(const std::string& text);
  Ended wait();

 private:
  std::string out_path() const;
  void poll();

  Launch how_;
  std::string streams_;  // a folder for what it writes
  int process_ = -1;
  int status_ = 0;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace posegrad::test
