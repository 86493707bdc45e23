#include "tests/faults/inject/plan.h"

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Nothing here may allocate, nor call what this library puts in the place of the system's calls.

namespace posegrad::inject {
namespace {

constexpr const char* kNames[] = {"open", "read", "write", "close", "rename", "fsync", "memory"};

struct Plan {
  bool is_on = false;
  int call = -1, error = 0;
  long at = 0, eintr = 0;
  bool lasts = false, is_short = false;
  const char *folder = nullptr, *report = nullptr, *count = nullptr;
};

Plan plan;                        // NOLINT
std::atomic<long> calls{0};       // NOLINT: of the kind that is to fail
std::atomic<long> interrupts{0};  // NOLINT

void read_fault(const char* text) {
  const char* colon = text != nullptr ? std::strchr(text, ':') : nullptr;
  if (colon == nullptr) return;
  for (int i = 0; i < 7; ++i)
    if (std::strlen(kNames[i]) == static_cast<std::size_t>(colon - text) &&
        std::strncmp(kNames[i], text, static_cast<std::size_t>(colon - text)) == 0)
      plan.call = i;
  char* end = nullptr;
  plan.at = std::strtol(colon + 1, &end, 10);
  if (*end == ':') plan.error = static_cast<int>(std::strtol(end + 1, &end, 10));
  plan.lasts = std::strcmp(end, ":on") == 0;
}

void start() {
  const char* program = std::getenv("POSEGRAD_FAULT_PROGRAM");
  if (program != nullptr && std::strcmp(program, program_invocation_short_name) != 0) return;
  read_fault(std::getenv("POSEGRAD_FAULT"));
  plan.folder = std::getenv("POSEGRAD_FAULT_FOLDER");
  plan.report = std::getenv("POSEGRAD_FAULT_REPORT");
  plan.count = std::getenv("POSEGRAD_FAULT_COUNT");
  plan.is_short = std::getenv("POSEGRAD_FAULT_SHORT") != nullptr;
  if (const char* every = std::getenv("POSEGRAD_FAULT_EINTR")) plan.eintr = std::atol(every);
  plan.is_on = true;
}

void put(const char* path, const char* text) {
  const long file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file < 0) return;
  syscall(SYS_write, file, text, std::strlen(text));
  syscall(SYS_close, file);
}

void end() {
  plan.is_on = false;
  if (plan.count == nullptr) return;
  char text[32];
  std::snprintf(text, sizeof text, "%ld\n", calls.load());
  put(plan.count, text);
}

bool is_inside(const char* path) {
  return std::strncmp(path, plan.folder, std::strlen(plan.folder)) == 0;
}

bool is_meant(int descriptor) {
  if (plan.folder == nullptr) return true;
  struct stat info {};
  if (fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) return false;
  char link[64], path[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  return is_inside(path);
}

// A regular file elsewhere: of a library, which may know that no system interrupts such a call.
bool is_others(int descriptor) {
  struct stat info {};
  return fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && !is_meant(descriptor);
}

bool is_meant(const char* path) {
  if (plan.folder == nullptr || is_inside(path)) return true;
  char here[PATH_MAX];
  return path[0] != '/' && syscall(SYS_getcwd, here, sizeof here) > 0 && is_inside(here);
}

bool waits_for(Call call) { return plan.is_on && static_cast<int>(call) == plan.call; }

int (*program_main)(int, char**, char**);  // NOLINT

int counted_main(int argc, char** argv, char** environment) {
  start();
  const int code = program_main(argc, argv, environment);
  end();
  return code;
}

}  // namespace

int fault(Call call) {
  if (!waits_for(call)) return 0;
  const long number = ++calls;
  if (plan.at <= 0 || number < plan.at || (number > plan.at && !plan.lasts)) return 0;
  if (number == plan.at && plan.report != nullptr) put(plan.report, "");
  return plan.error;
}

int fault_of_file(Call call, int descriptor) {
  return waits_for(call) && is_meant(descriptor) ? fault(call) : 0;
}

int fault_of_path(Call call, const char* path) {
  return waits_for(call) && is_meant(path) ? fault(call) : 0;
}

bool is_full(int descriptor) {
  return waits_for(Call::write) && plan.lasts && plan.at > 0 && calls >= plan.at &&
         is_meant(descriptor);
}

std::size_t shortened(int descriptor, std::size_t size) {
  return plan.is_on && plan.is_short && size > 1 && !is_others(descriptor) ? size / 2 : size;
}

bool interrupted(int descriptor) {
  return plan.is_on && plan.eintr > 0 && !is_others(descriptor) && interrupted();
}

bool interrupted() { return plan.is_on && plan.eintr > 0 && ++interrupts % plan.eintr == 0; }

}  // namespace posegrad::inject

extern "C" int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv,
                                 void (*init)(), void (*fini)(), void (*rtld_fini)(), void* stack) {
  using Start =
      int (*)(int (*)(int, char**, char**), int, char**, void (*)(), void (*)(), void (*)(), void*);
  posegrad::inject::program_main = main;
  const auto real = reinterpret_cast<Start>(dlsym(RTLD_NEXT, "__libc_start_main"));
  return real(posegrad::inject::counted_main, argc, argv, init, fini, rtld_fini, stack);
}
