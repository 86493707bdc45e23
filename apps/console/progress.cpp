#include "apps/console/progress.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "apps/console/shown.h"

namespace posegrad::apps {
namespace {

constexpr double kRedrawSeconds = 0.1;
constexpr double kLineSeconds = 10;
constexpr double kLineFraction = 0.1;
constexpr int kShortestBar = 8, kLongestBar = 40;
constexpr std::string_view kEraseLine = "\r\x1b[2K";

int terminal_columns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string drawn_bar(double fraction, int cells) {
  const auto full = static_cast<std::size_t>(std::clamp(fraction, 0.0, 1.0) * cells);
  return "[" + std::string(full, '#') + std::string(static_cast<std::size_t>(cells) - full, '.') +
         "]";
}

}  // namespace

ProgressTarget progress_on_stderr() {
  const char* kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  return {&std::cerr, !dumb && isatty(STDERR_FILENO) == 1, steady_seconds, terminal_columns};
}

WholeProgress::WholeProgress(ProgressTarget target, const std::vector<double>& expected)
    : target_(std::move(target)) {
  JobPart& part = target_.part;
  if (part.is_whole()) part.started = target_.seconds();
  const double all = std::accumulate(expected.begin(), expected.end(), 0.0),
               length = part.end - part.begin;
  double sum = 0;
  for (const double seconds : expected)
    ends_.push_back(part.begin + length * (sum += seconds) / all);
  part.end = part.begin;
}

ProgressTarget WholeProgress::next() {
  target_.part.begin = target_.part.end;
  target_.part.end = ends_.at(at_++);
  return target_;
}

std::string duration_text(double seconds) {
  const auto total = static_cast<Index>(std::clamp(std::round(seconds), 0.0, 1e9));
  const Index hours = total / 3600, minutes = total / 60 % 60, rest = total % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, rest);
  return fmt::format("{}:{:02}", minutes, rest);
}

std::string rate_text(double rate) {
  if (rate < 100) return fmt::format("{:.3g}", rate);
  std::string digits = fmt::format("{:.0f}", rate);
  for (std::size_t from_end = 3; from_end < digits.size(); from_end += 4) {
    digits.insert(digits.size() - from_end, " ");
  }
  return digits;
}

Progress::Progress(ProgressTarget target, const std::string& title, std::string unit, Index total,
                   Index done_before)
    : target_(std::move(target)),
      title_(console::shown(title)),
      unit_(std::move(unit)),
      total_(total),
      first_(done_before),
      started_(target_.seconds()),
      due_(target_.is_terminal ? started_ : started_ + kLineSeconds),
      shown_done_(done_before) {}

Progress::~Progress() { erase(); }

void Progress::update(Index done, const std::string& note) {
  const double now = target_.seconds();
  if (now < due_) return;
  if (target_.is_terminal) {
    *target_.stream << std::string(kEraseLine) + bar(done, now, note) << std::flush;
    drawn_ = true;
  } else {
    const bool far_enough =
        static_cast<double>(done - shown_done_) >= kLineFraction * static_cast<double>(total_);
    if (!far_enough) return;
    const std::string line =
        fmt::format("{}{}{}", status(done, now), note.empty() ? "" : "  ", note);
    *target_.stream << line + "\n" << std::flush;
  }
  target_.stream->clear();
  due_ = now + (target_.is_terminal ? kRedrawSeconds : kLineSeconds);
  shown_done_ = done;
}

void Progress::erase() {
  if (!std::exchange(drawn_, false)) return;
  *target_.stream << kEraseLine << std::flush;
  target_.stream->clear();
  due_ = target_.seconds();
}

// Of the whole job, if this is a part of one.
double Progress::fraction(Index done) const {
  const double own = total_ > 0 ? static_cast<double>(done) / static_cast<double>(total_) : 1.0;
  return target_.part.begin + own * (target_.part.end - target_.part.begin);
}

/// "epoch 3   45 %  12 345 frames/s  1:02 left"
std::string Progress::status(Index done, double now) const {
  const double share = fraction(done), elapsed = now - started_;
  std::string text = fmt::format("{} {:3.0f} %", title_, std::floor(100 * share));
  if (elapsed <= 0 || done <= first_) return text;
  const double rate = static_cast<double>(done - first_) / elapsed;
  const double left = target_.part.is_whole() ? static_cast<double>(total_ - done) / rate
                                              : (now - target_.part.started) * (1 - share) / share;
  return text + fmt::format("  {} {}/s  {} left", rate_text(rate), unit_, duration_text(left));
}

/// The bar takes what the numbers leave of the line; a line that is still too long loses its note,
/// then its end. The last column stays free: some terminals wrap there.
std::string Progress::bar(Index done, double now, const std::string& note) const {
  const std::string numbers = status(done, now);
  const int columns = std::max(target_.columns() - 1, 1);
  const auto room_beside = [&](const std::string& text) {
    return columns - static_cast<int>(text.size()) - 3;
  };
  std::string line = note.empty() ? numbers : numbers + "  " + note;
  if (room_beside(line) < kShortestBar) line = numbers;
  if (const int cells = std::min(room_beside(line), kLongestBar); cells >= kShortestBar) {
    return drawn_bar(fraction(done), cells) + " " + line;
  }
  return line.substr(0, static_cast<std::size_t>(columns));
}

}  // namespace posegrad::apps
