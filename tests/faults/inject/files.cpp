#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/inject/plan.h"

using posegrad::inject::Call;
using posegrad::inject::fault_of_file;
using posegrad::inject::fault_of_path;
using posegrad::inject::interrupted;
using posegrad::inject::is_full;
using posegrad::inject::shortened;

namespace {

template <class Function>
Function* next(Function*, const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

template <class Result>
Result failed(int error, Result result) {
  errno = error;
  return result;
}

mode_t mode_of(int flags, va_list more) {
  return (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
}

}  // namespace

// The system's function of that name, looked up once.
#define NEXT(name) static const auto real = next(&name, #name)

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  NEXT(open);
  if (const int error = fault_of_path(Call::open, path)) return failed(error, -1);
  return real(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  NEXT(open64);
  if (const int error = fault_of_path(Call::open, path)) return failed(error, -1);
  return real(path, flags, mode);
}

FILE* fopen(const char* path, const char* mode) {
  NEXT(fopen);
  if (const int error = fault_of_path(Call::open, path)) return failed<FILE*>(error, nullptr);
  return real(path, mode);
}

FILE* fopen64(const char* path, const char* mode) {
  NEXT(fopen64);
  if (const int error = fault_of_path(Call::open, path)) return failed<FILE*>(error, nullptr);
  return real(path, mode);
}

int mkstemp(char* path) {
  NEXT(mkstemp);
  if (const int error = fault_of_path(Call::open, path)) return failed(error, -1);
  return real(path);
}

ssize_t read(int file, void* to, size_t size) {
  NEXT(read);
  if (interrupted(file)) return failed<ssize_t>(EINTR, -1);
  if (const int error = fault_of_file(Call::read, file)) return failed<ssize_t>(error, -1);
  return real(file, to, shortened(file, size));
}

ssize_t pread(int file, void* to, size_t size, off_t at) {
  NEXT(pread);
  if (interrupted(file)) return failed<ssize_t>(EINTR, -1);
  if (const int error = fault_of_file(Call::read, file)) return failed<ssize_t>(error, -1);
  return real(file, to, shortened(file, size), at);
}

// stdio knows no short reads: fewer are the file's end.
size_t fread(void* to, size_t size, size_t count, FILE* file) {
  NEXT(fread);
  if (const int error = fault_of_file(Call::read, fileno(file))) return failed<size_t>(error, 0);
  return real(to, size, count, file);
}

ssize_t write(int file, const void* from, size_t size) {
  NEXT(write);
  if (interrupted(file)) return failed<ssize_t>(EINTR, -1);
  if (const int error = fault_of_file(Call::write, file)) return failed<ssize_t>(error, -1);
  return real(file, from, shortened(file, size));
}

size_t fwrite(const void* from, size_t size, size_t count, FILE* file) {
  NEXT(fwrite);
  if (const int error = fault_of_file(Call::write, fileno(file))) return failed<size_t>(error, 0);
  return real(from, size, count, file);
}

// What stdio still keeps does not find room either.
int fclose(FILE* file) {
  NEXT(fclose);
  const bool fails = is_full(fileno(file));
  const int result = real(file);
  return fails ? failed(ENOSPC, EOF) : result;
}

int close(int file) {
  NEXT(close);
  const int error = fault_of_file(Call::close, file), result = real(file);
  return error != 0 ? failed(error, -1) : result;
}

ssize_t send(int file, const void* from, size_t size, int flags) {
  NEXT(send);
  if (interrupted(file)) return failed<ssize_t>(EINTR, -1);
  return real(file, from, shortened(file, size), flags);
}

int rename(const char* from, const char* to) {
  NEXT(rename);
  if (const int error = fault_of_path(Call::rename, to)) return failed(error, -1);
  return real(from, to);
}

int fsync(int file) {
  NEXT(fsync);
  if (const int error = fault_of_file(Call::fsync, file)) return failed(error, -1);
  return real(file);
}

pid_t waitpid(pid_t child, int* status, int options) {
  NEXT(waitpid);
  return interrupted() ? failed(EINTR, pid_t{-1}) : real(child, status, options);
}

int poll(pollfd* files, nfds_t count, int timeout) {
  NEXT(poll);
  return interrupted() ? failed(EINTR, -1) : real(files, count, timeout);
}

}  // extern "C"
