#include "tests/fuzz/guard.h"

#include <cmath>
#include <exception>
#include <typeinfo>

#include <fmt/format.h>
#include <signal.h>
#include <sys/time.h>

#include "tensor/error.h"
#include "tests/fuzz/memory_watch.h"

#ifdef POSEGRAD_SANITIZED
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>

// Most of a reader's time would be the sanitizer's: it keeps a long stack of every allocation.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "malloc_context_size=6:quarantine_size_mb=16";
}
#endif

namespace posegrad::fuzz {
namespace {

void (*report)(const std::string& what) = nullptr;
double allowed_seconds = 0;
std::int64_t allowed_bytes = 0;

void show_stack() {
#ifdef POSEGRAD_SANITIZED
  __sanitizer_print_stack_trace();
#endif
}

/// Where it is then is what takes long or much; after the call nobody would know.
void too_much_memory() {
  show_stack();
  report(fmt::format("holds more than the {} bytes that an input of this size may take",
                     allowed_bytes));
}

void too_long(int) {
  show_stack();
  report(fmt::format("takes longer than the {:.2f} s that an input of this size may take",
                     allowed_seconds));
}

void set_timer(double seconds) {
  itimerval timer{};
  double whole = 0;
  timer.it_value.tv_usec = static_cast<suseconds_t>(1e6 * std::modf(seconds, &whole));
  timer.it_value.tv_sec = static_cast<time_t>(whole);
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

void listen_to_timer() {
  struct sigaction action {};
  action.sa_handler = too_long;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGPROF, &action, nullptr);
}

/// What is wrong with it; nothing: empty.
std::string read_once(const Target& target, std::string_view bytes) {
  try {
    target.read(bytes);
  } catch (const Error& error) {
    if (std::string_view(error.what()).empty()) return "an Error without a message";
  } catch (const std::exception& error) {
    return fmt::format("throws {}: {}", typeid(error).name(), error.what());
  } catch (...) {
    return "throws what is no std::exception";
  }
  return "";
}

std::string read_watched(const Target& target, std::string_view bytes) {
  MemoryWatch::begin(allowed_bytes, too_much_memory);
  set_timer(allowed_seconds);
  std::string what = read_once(target, bytes);
  set_timer(0);
  MemoryWatch::end();
  return what;
}

/// Caches grow once, a leak every time; and only the sanitizer knows what nothing points to.
bool leaks(const Target& target, std::string_view bytes) {
#ifdef POSEGRAD_SANITIZED
  constexpr int kRepeats = 3;
  for (int i = 0; i < kRepeats; ++i) {
    read_watched(target, bytes);
    if (MemoryWatch::pieces_left() <= 0) return false;
  }
  return __lsan_do_recoverable_leak_check() != 0;
#else
  (void)target, (void)bytes;
  return false;
#endif
}

}  // namespace

void run_guarded(const Target& target, std::string_view bytes, const Limits& limits,
                 void (*found)(const std::string& what)) {
  static const bool listens = (listen_to_timer(), true);
  (void)listens;
  report = found;
  const auto size = static_cast<double>(bytes.size());
  allowed_seconds = limits.seconds + limits.seconds_per_byte * size;
  allowed_bytes = limits.bytes + limits.times_input * static_cast<std::int64_t>(bytes.size());
  const std::string what = read_watched(target, bytes);
  if (!what.empty()) found(what);
  if (MemoryWatch::pieces_left() > 0 && leaks(target, bytes)) found("leaks");
}

}  // namespace posegrad::fuzz
