#include "pose/video/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tensor/error.h"

extern char** environ;

namespace posegrad::pose {
namespace {

constexpr std::chrono::milliseconds kTick{20};  // between two looks at whether to stop

[[noreturn]] void fail(const std::string& name, int error) {
  if (error == ENOENT)
    throw IoError(fmt::format(
        "{} was not found: install it (Debian and Ubuntu: apt-get install ffmpeg)", name));
  throw IoError(fmt::format("{} cannot be run: {}", name, std::strerror(error)));
}

/// A nameless file with this text, read from its beginning; -1, with errno, when it fails.
int file_of(std::string_view text) {
  const int file = ::memfd_create("standard input", MFD_CLOEXEC);
  while (file >= 0 && !text.empty()) {
    const ssize_t done = ::write(file, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) {
      const int error = errno;
      ::close(file);
      errno = error;
      return -1;
    }
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  if (file >= 0) ::lseek(file, 0, SEEK_SET);
  return file;
}

/// How posix_spawn sets up the new program.
struct Spawn {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  Spawn() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    // A group of its own keeps the terminal's Ctrl-C away.
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Spawn() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;
};

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command, Pipe pipe,
                           std::string_view input)
    : name_(command.at(0)) {
  std::array<int, 2> ends{-1, -1};  // ours, the program's
  int file = -1;
  const auto give_up = [&](int error) {
    for (const int descriptor : {ends[0], ends[1], errors_, file})
      if (descriptor >= 0) ::close(descriptor);
    fail(name_, error);
  };
  // A file, not a pipe: nobody has to empty it while the program runs.
  // Its size is fixed, so that a program that never stops complaining does not fill the memory.
  errors_ = ::memfd_create("standard error", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (errors_ < 0) give_up(errno);
  constexpr off_t kMostErrors = 1 << 20;
  if (::ftruncate(errors_, kMostErrors) == 0) ::fcntl(errors_, F_ADD_SEALS, F_SEAL_GROW);
  // A socket can be written to without SIGPIPE, whatever threads there are; one towards the program
  // and a pipe from it.
  const int made = pipe == Pipe::to_its_input
                       ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data())
                       : ::pipe2(ends.data(), O_CLOEXEC);
  if (made != 0) give_up(errno);
  if (!input.empty()) {
    file = file_of(input);
    if (file < 0) give_up(errno);
  }

  Spawn spawn;
  posix_spawn_file_actions_adddup2(&spawn.files, errors_, STDERR_FILENO);
  if (pipe == Pipe::to_its_input) {
    posix_spawn_file_actions_adddup2(&spawn.files, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&spawn.files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  } else {
    if (file >= 0)
      posix_spawn_file_actions_adddup2(&spawn.files, file, STDIN_FILENO);
    else
      posix_spawn_file_actions_addopen(&spawn.files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&spawn.files, ends[1], STDOUT_FILENO);
    constexpr int kBytes = 1 << 20;  // fewer changes between the two programs
    ::fcntl(ends[0], F_SETPIPE_SZ, kBytes);
  }
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const int error = ::posix_spawnp(&process_, name_.c_str(), &spawn.files, &spawn.attributes,
                                   arguments.data(), environ);
  if (error != 0) give_up(error);
  leftover_ = formats::Leftover(process_);
  if (file >= 0) ::close(file);
  ::close(ends[1]);
  pipe_ = ends[0];
}

ChildProcess::~ChildProcess() {
  close_pipe();
  if (process_ > 0) {
    ::kill(-process_, SIGKILL);  // its group: a script may wait for what it started
    reap();
  }
  ::close(errors_);
}

void ChildProcess::close_pipe() noexcept {
  if (pipe_ >= 0) ::close(std::exchange(pipe_, -1));
}

std::size_t ChildProcess::read(std::span<std::byte> buffer) {
  std::size_t count = 0;
  while (count < buffer.size()) {
    if (!wait_for(POLLIN)) break;
    const ssize_t got = ::read(pipe_, buffer.data() + count, buffer.size() - count);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw IoError(fmt::format("{} cannot be read: {}", name_, std::strerror(errno)));
    if (got == 0) break;
    count += static_cast<std::size_t>(got);
  }
  return count;
}

bool ChildProcess::is_told_to_stop() {
  if (stop_ && !was_stopped_) was_stopped_ = stop_();
  return was_stopped_;
}

// Until the pipe can be read or written, or has an error to tell. False: it was told to stop.
bool ChildProcess::wait_for(short event) {
  if (!timeout_ && !stop_) return true;
  std::chrono::milliseconds waited{0};
  for (;;) {
    if (is_told_to_stop()) return false;
    const std::chrono::milliseconds step = stop_ ? kTick : *timeout_;
    pollfd ready{pipe_, event, 0};
    const int result = ::poll(&ready, 1, static_cast<int>(step.count()));
    if (result > 0 || (result < 0 && errno != EINTR)) return true;
    if (result == 0) waited += step;
    if (timeout_ && waited >= *timeout_)
      throw IoError(fmt::format("{} has written nothing for {:g} seconds and was stopped", name_,
                                std::chrono::duration<double>(*timeout_).count()));
  }
}

// False: it was told to stop.
bool ChildProcess::wait_for_end() {
  std::chrono::milliseconds waited{0};
  for (std::chrono::milliseconds step{1};; step = std::min(2 * step, kTick)) {
    siginfo_t ended{};
    const int result = ::waitid(P_PID, static_cast<id_t>(process_), &ended,
                                WEXITED | WNOWAIT | (stop_ || timeout_ ? WNOHANG : 0));
    if (result != 0 && errno != EINTR) return true;
    if (result == 0 && ended.si_pid != 0) return true;
    if (is_told_to_stop()) return false;
    if (timeout_ && waited >= *timeout_)
      throw IoError(fmt::format("{} has not ended for {:g} seconds and was stopped", name_,
                                std::chrono::duration<double>(*timeout_).count()));
    if (result != 0) continue;
    ::poll(nullptr, 0, static_cast<int>(step.count()));
    waited += step;
  }
}

// Its status; -1 when there is none.
int ChildProcess::reap() noexcept {
  leftover_.release();  // before its number can become another program's
  int status = 0;
  pid_t result = 0;
  do result = ::waitpid(process_, &status, 0);
  while (result < 0 && errno == EINTR);
  process_ = -1;
  return result < 0 ? -1 : status;
}

std::string ChildProcess::read_all(std::size_t most) {
  std::string text;
  constexpr std::size_t kPiece = 1 << 16;
  std::size_t got = kPiece;
  while (got == kPiece) {
    const std::size_t size = text.size();
    text.resize(size + kPiece);
    got = read(std::as_writable_bytes(std::span(text).subspan(size)));
    text.resize(size + got);
    if (text.size() > most)
      throw IoError(fmt::format("{} has written more than {} bytes and was stopped", name_, most));
  }
  return text;
}

bool ChildProcess::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    if (!wait_for(POLLOUT)) return false;
    const ssize_t done = ::send(pipe_, bytes.data(), bytes.size(),
                                stop_ ? MSG_NOSIGNAL | MSG_DONTWAIT : MSG_NOSIGNAL);
    if (done < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (done < 0 && (errno == EPIPE || errno == ECONNRESET)) return false;
    if (done < 0)
      throw IoError(fmt::format("{} cannot be written to: {}", name_, std::strerror(errno)));
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  return true;
}

std::optional<std::string> ChildProcess::finish() {
  close_pipe();
  if (!wait_for_end()) {
    ::kill(-process_, SIGKILL);
    reap();
    return fmt::format("{} was stopped", name_);
  }
  const int status = reap();
  if (status < 0) return fmt::format("{} cannot be waited for", name_);
  if (WIFSIGNALED(status))
    return fmt::format("{} was ended by signal {} ({})", name_, WTERMSIG(status),
                       ::strsignal(WTERMSIG(status)));
  const int code = WEXITSTATUS(status);
  if (code == 0) return std::nullopt;
  const std::string line = last_line();
  return line.empty() ? fmt::format("{} failed with exit code {}", name_, code) : line;
}

std::string ChildProcess::last_line() const {
  const off_t size = ::lseek(errors_, 0, SEEK_CUR);  // where the program writes on
  constexpr off_t kMost = 8192;
  const off_t begin = std::max<off_t>(0, size - kMost);
  std::string text(static_cast<std::size_t>(size - begin), '\0');
  const ssize_t got = ::pread(errors_, text.data(), text.size(), begin);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);

  std::string line;
  while (line.empty() && !text.empty()) {
    const std::size_t end = text.find_last_not_of("\n\r ");
    if (end == std::string::npos) break;
    text.resize(end + 1);
    const std::size_t start = text.find_last_of("\n\r") + 1;  // npos + 1 is 0
    line = text.substr(start);
    text.resize(start);
    // ffmpeg's farewell says nothing; the line above it does.
    if (line == "Conversion failed!") line.clear();
  }
  // "[mp4 @ 0x55d0c0de]": who said it, with an address.
  if (line.starts_with('[') && line.find(" @ 0x") < line.find("] "))
    line.erase(0, line.find("] ") + 2);
  return line;
}

}  // namespace posegrad::pose
