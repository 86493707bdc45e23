#pragma once
#include <cstddef>

#include <sys/types.h>

namespace posegrad::inject {

/// Kinds of calls, each counted by itself in every process. `write` and `open` are also what stdio
/// does for libraries.
enum class Call { open, read, write, close, rename, fsync, memory };

/// What to do, by the environment:
///   POSEGRAD_FAULT=CALL:K:ERRNO[:on]  the K-th call (from 1) fails, with "on" every later one too
///   POSEGRAD_FAULT_FOLDER=FOLDER      of files only those in it are meant, and regular ones
///   POSEGRAD_FAULT_PROGRAM=NAME       in other programs, which inherit all this, nothing happens
///   POSEGRAD_FAULT_REPORT=FILE        is made by the first fault
///   POSEGRAD_FAULT_COUNT=FILE         gets the number of such calls when main() returns
///   POSEGRAD_FAULT_SHORT=1            reads and writes move half of what they could
///   POSEGRAD_FAULT_EINTR=N            every N-th call that may be interrupted is: of pipes, too
/// Calls count from main() on: nobody can answer for what fails before.
///
/// Each returns errno for a call that has to fail, else 0.
int fault(Call call);
int fault_of_file(Call call, int descriptor);
int fault_of_path(Call call, const char* path);
/// Whether every write fails by now, as on a full disk.
bool is_full(int descriptor);

/// How much of `size` bytes this call moves.
std::size_t shortened(int descriptor, std::size_t size);
/// Whether this call is to end with EINTR: of a file, or one that only waits.
bool interrupted(int descriptor);
bool interrupted();

}  // namespace posegrad::inject
