#pragma once
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::apps {

/// Where a job lies in a longer one, as shares of its time.
struct JobPart {
  double begin = 0, end = 1;
  double started = 0;  // when the longer one was, by the target's clock; unused for all of it

  bool is_whole() const { return begin <= 0 && end >= 1; }
};

/// Where progress is shown, and the world around it; tests put in their own.
struct ProgressTarget {
  std::ostream* stream;
  bool is_terminal;
  std::function<double()> seconds;  // a clock
  std::function<int()> columns;     // the terminal's width, asked at every drawing
  JobPart part = {};
};

/// Standard error; a terminal unless it is redirected or TERM says "dumb".
ProgressTarget progress_on_stderr();

/// One bar for several jobs in turn: each shows how far all of them are, and the time left for all.
class WholeProgress {
 public:
  /// expected: seconds, or anything in proportion to them, of each job. `target` may itself be a
  /// part.
  WholeProgress(ProgressTarget target, const std::vector<double>& expected);
  /// For the next job.
  ProgressTarget next();

 private:
  ProgressTarget target_;
  std::vector<double> ends_;  // of the jobs, in shares of the outermost one
  std::size_t at_ = 0;
};

/// How far a job is, how fast, and how long it will still take. On a terminal a bar that is redrawn
/// in place, at most ten times a second, and erased at the end; elsewhere a plain line after every
/// tenth of the job, but none within ten seconds of the one before, so that short jobs say nothing.
/// Failures to write are ignored: progress is no result.
class Progress {
 public:
  /// `unit` is what is counted, such as "frames". `done_before`: part that an earlier run did; it
  /// does not count as speed.
  Progress(ProgressTarget target, const std::string& title, std::string unit, Index total,
           Index done_before = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `note` stands at the end of the line, such as "loss 0.0421".
  void update(Index done, const std::string& note = {});
  /// Erases the bar, before other lines are printed; the next update draws it again.
  void erase();

 private:
  double fraction(Index done) const;
  std::string status(Index done, double now) const;
  std::string bar(Index done, double now, const std::string& note) const;

  ProgressTarget target_;
  std::string title_, unit_;
  Index total_, first_;
  double started_;
  double due_;  // nothing is shown before

  Index shown_done_;
  bool drawn_ = false;
};

/// "2:05", "1:02:05"
std::string duration_text(double seconds);
/// Three significant digits or whole: "0.52", "48.1", "12 345"
std::string rate_text(double rate);

}  // namespace posegrad::apps
