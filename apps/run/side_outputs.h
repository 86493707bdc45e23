#pragma once
#include <array>
#include <functional>
#include <optional>
#include <string>

namespace posegrad::apps {

/// What a training prints, logs and draws beside its checkpoints. It goes on without: a terminal
/// that is closed, a pipe that ends and a full disk must not end days of work. The first failure of
/// each is told at once, on standard error.
class SideOutputs {
 public:
  enum class Kind { text, log, history, tensorboard };

  /// Does it, unless that throws IoError.
  void attempt(Kind kind, const std::function<void()>& work);
  /// For the end of the run: what is missing. The history, which is written
  /// anew each time, and TensorBoard's file, which catches up, are missing when they failed the last
  /// time.
  std::optional<std::string> failure() const;

 private:
  struct State {
    bool is_told = false;
    std::string failure;
  };
  std::array<State, 4> states_;
};

}  // namespace posegrad::apps
