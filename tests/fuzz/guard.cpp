#include "tests/fuzz/guard.h"

#include <chrono>
#include <exception>
#include <thread>
#include <typeinfo>

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include "tensor/error.h"
#include "tests/fuzz/memory_watch.h"
#include "tests/fuzz/time_watch.h"

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
pthread_t reading_thread{};

void show_stack() {
#ifdef POSEGRAD_SANITIZED
  __sanitizer_print_stack_trace();
#endif
}

/// Where it is then is what takes much; after the call nobody would know.
void too_much_memory() {
  show_stack();
  report(fmt::format("holds more than the {} bytes that an input of this size may take",
                     allowed_bytes));
}

void too_long() {
  // The reading thread says where it is, if it gets that far: it may be within malloc.
  constexpr std::chrono::seconds kPatience(3);
  ::pthread_kill(reading_thread, SIGPROF);
  std::this_thread::sleep_for(kPatience);
  report(fmt::format("takes longer than the {:.2f} s that an input of this size may take",
                     allowed_seconds));
}

void listen_to_watch() {
  struct sigaction action {};
  action.sa_handler = [](int) { show_stack(); };
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGPROF, &action, nullptr);
  reading_thread = ::pthread_self();
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
  TimeWatch::begin(allowed_seconds, too_long);
  std::string what = read_once(target, bytes);
  TimeWatch::end();
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
  static const bool listens = (listen_to_watch(), true);
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
