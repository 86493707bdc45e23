#include "pose/detections/container/isolated.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pose/detections/container/foreign_kind.h"
#include "pose/formats/pickle.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;

enum class Outcome : char { value, data_error, foreign_file, io_error, no_memory };

/// Stands before the pickled value or the error's message.
struct Header {
  Outcome outcome;
  std::uint64_t bytes_left, values_left;
};

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
      throw IoError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  ~Pipe() {
    for (const int end : ends)
      if (end >= 0) ::close(end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close(std::size_t end) { ::close(std::exchange(ends.at(end), -1)); }
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(file, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

std::string read_all(int file) {
  constexpr std::size_t kPart = 1 << 16;
  std::string bytes;
  for (;;) {
    const std::size_t done = bytes.size();
    bytes.resize(done + std::max(kPart, done / 2));
    const ssize_t got = ::read(file, bytes.data() + done, bytes.size() - done);
    bytes.resize(done + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0 || (got < 0 && errno != EINTR)) return bytes;
  }
}

/// The copy dies quietly: of signals as any program, without a core file, with its parent, and
/// after minutes of computing.
void become_expendable(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGINT, SIGTERM, SIGHUP})
    std::signal(number, SIG_DFL);
  constexpr rlim_t kSeconds = 300;
  const rlimit cpu{kSeconds, kSeconds}, core{0, 0};
  ::setrlimit(RLIMIT_CPU, &cpu);
  ::setrlimit(RLIMIT_CORE, &core);
  if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0)
    ::dup2(nowhere, STDERR_FILENO);
}

[[noreturn]] void run_copy(int into, Budget budget,
                           const std::function<Value(Budget& budget)>& read) noexcept {
  Header header{Outcome::value, 0, 0};
  std::string content;
  try {
    constexpr int kProtocol = 3;
    content = formats::write_pickle(read(budget), kProtocol);
  } catch (const ForeignFile& error) {
    header.outcome = Outcome::foreign_file;
    content = error.what();
  } catch (const IoError& error) {
    header.outcome = Outcome::io_error;
    content = error.what();
  } catch (const std::bad_alloc&) {
    header.outcome = Outcome::no_memory;
  } catch (const std::exception& error) {
    header.outcome = Outcome::data_error;
    content = error.what();
  }
  header.bytes_left = budget.bytes_left();
  header.values_left = budget.values_left;
  const bool is_written =
      write_all(into, {reinterpret_cast<const char*>(&header), sizeof header}) &&
      write_all(into, content);
  ::_exit(is_written ? 0 : 1);
}

/// What it ended with, unless that is success.
std::optional<std::string> wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0)
    if (errno != EINTR) return std::strerror(errno);
  if (WIFSIGNALED(status)) return ::strsignal(WTERMSIG(status));
  if (WEXITSTATUS(status) != 0) return fmt::format("exit code {}", WEXITSTATUS(status));
  return std::nullopt;
}

}  // namespace

Value read_isolated(const std::string& name, const std::string& library, Budget& budget,
                    const std::function<Value(Budget& budget)>& read) {
  Pipe pipe;
  const pid_t parent = ::getpid(), process = ::fork();
  if (process < 0) throw IoError(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (process == 0) {
    become_expendable(parent);
    run_copy(pipe.ends[1], budget, read);
  }
  pipe.close(1);
  std::string answer = read_all(pipe.ends[0]);
  const auto failure = wait_for(process);
  Header header{};
  if (failure || answer.size() < sizeof header)
    throw DataError(fmt::format("{}: broken file: {} fails on it ({})", name, library,
                                failure.value_or("no answer")));
  std::memcpy(&header, answer.data(), sizeof header);
  const formats::Blob bytes = formats::Blob::holding(std::move(answer));
  const formats::Blob content = bytes.slice(sizeof header, bytes.size() - sizeof header);
  switch (header.outcome) {
    case Outcome::foreign_file:
      throw ForeignFile(std::string(content.view()));
    case Outcome::io_error:
      throw IoError(std::string(content.view()));
    case Outcome::no_memory:
      throw std::bad_alloc();
    case Outcome::data_error:
      throw DataError(std::string(content.view()));
    case Outcome::value:
      break;
  }
  budget.take_bytes(budget.bytes_left() - header.bytes_left, name);
  budget.values_left = header.values_left;
  return formats::read_pickle(content, name).value;
}

}  // namespace posegrad::pose::detections
