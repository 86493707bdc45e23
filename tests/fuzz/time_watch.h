#pragma once

namespace posegrad::fuzz {

/// Looks at the processor's time that this process takes between begin() and end(), from a thread
/// of its own: a signal could come within malloc, and what is to be done then takes memory.
class TimeWatch {
 public:
  /// `exceeded` is called, once, on that thread.
  static void begin(double limit_seconds, void (*exceeded)());
  static void end();
};

}  // namespace posegrad::fuzz
