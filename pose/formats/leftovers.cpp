#include "pose/formats/leftovers.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <utility>

#include <unistd.h>

namespace posegrad::pose::formats {
namespace {

// A handler may run at any moment: it finds fixed memory, and in it either nothing or all of it.
enum class Kind { free, taken, file, processes };

struct Place {
  std::atomic<Kind> kind{Kind::free};
  pid_t group = 0;
  std::array<char, PATH_MAX> path{};
};

std::array<Place, 64> places;          // NOLINT: for a handler
std::atomic<int> whole_steps{0};       // NOLINT
std::atomic<int> postponed_signal{0};  // NOLINT

std::size_t take_place() noexcept {
  for (std::size_t i = 0; i < places.size(); ++i) {
    Kind expected = Kind::free;
    if (places[i].kind.compare_exchange_strong(expected, Kind::taken)) return i;
  }
  return places.size();
}

}  // namespace

Leftover::Leftover(const std::string& file) noexcept {
  if (file.size() >= PATH_MAX) return;
  const std::size_t place = take_place();
  if (place == places.size()) return;
  std::memcpy(places[place].path.data(), file.c_str(), file.size() + 1);
  places[place].kind = Kind::file;
  place_ = place;
}

Leftover::Leftover(pid_t group) noexcept {
  const std::size_t place = take_place();
  if (place == places.size()) return;
  places[place].group = group;
  places[place].kind = Kind::processes;
  place_ = place;
}

Leftover::Leftover(Leftover&& other) noexcept : place_(std::exchange(other.place_, kNone)) {}

Leftover& Leftover::operator=(Leftover&& other) noexcept {
  if (this == &other) return *this;
  release();
  place_ = std::exchange(other.place_, kNone);
  return *this;
}

void Leftover::release() noexcept {
  if (place_ != kNone) places[std::exchange(place_, kNone)].kind = Kind::free;
}

WholeSteps::WholeSteps() noexcept { ++whole_steps; }

WholeSteps::~WholeSteps() {
  if (--whole_steps > 0) return;
  if (const int number = postponed_signal.exchange(0)) end_by_signal(number);
}

void clear_leftovers() noexcept {
  // Programs first: they write the files.
  for (const Place& place : places)
    if (place.kind == Kind::processes) ::kill(-place.group, SIGKILL);
  for (const Place& place : places)
    if (place.kind == Kind::file) ::unlink(place.path.data());
}

void end_by_signal(int number) {
  const int saved_errno = errno;
  if (whole_steps > 0) {
    postponed_signal = number;
    errno = saved_errno;
    return;
  }
  clear_leftovers();
  std::signal(number, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  std::raise(number);
}

}  // namespace posegrad::pose::formats
