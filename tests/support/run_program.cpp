#include "tests/support/run_program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tensor/error.h"
#include "tests/support/build.h"

namespace posegrad::test {
namespace {

constexpr int kShortPipe = 4096;  // bytes; the system's shortest
constexpr std::size_t kShortRead = 256;

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
      throw IoError("pipe: " + std::string(std::strerror(errno)));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t i) {
    if (ends[i] >= 0) close(ends[i]);
    ends[i] = -1;
  }
};

[[noreturn]] void become(const std::vector<std::string>& command, const ProgramOptions& options,
                         int out, int err) {
  if (!options.stdout_path.empty()) out = open(options.stdout_path.c_str(), O_WRONLY);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (!options.working_directory.empty() && chdir(options.working_directory.c_str()) != 0)
    _exit(126);
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  for (const std::string& variable : options.environment)
    putenv(const_cast<char*>(variable.c_str()));
  execvp(arguments[0], arguments.data());
  _exit(127);
}

/// Reads both until both end: a program that fills one pipe while the other is read would wait for
/// ever.
void read_both(int out, int err, pid_t child, std::optional<SignalAt> signal,
               ProgramResult& result) {
  std::array<pollfd, 2> sources{{{out, POLLIN, 0}, {err, POLLIN, 0}}};
  const std::array targets{&result.out, &result.err};
  std::array<char, 4096> buffer{};
  while (sources[0].fd >= 0 || sources[1].fd >= 0) {
    if (poll(sources.data(), sources.size(), -1) < 0) continue;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (sources[i].fd < 0 || sources[i].revents == 0) continue;
      const ssize_t n = read(sources[i].fd, buffer.data(), signal ? kShortRead : buffer.size());
      if (n <= 0) sources[i].fd = -1;
      if (n > 0) targets[i]->append(buffer.data(), static_cast<std::size_t>(n));
      if (!signal || result.out.find(signal->text) == std::string::npos) continue;
      kill(child, signal->number);
      signal.reset();
    }
  }
}

}  // namespace

ProgramResult run_program(const std::vector<std::string>& command, const ProgramOptions& options) {
  Pipe out, err;
  if (options.signal && fcntl(out.ends[0], F_SETPIPE_SZ, kShortPipe) != kShortPipe)
    throw IoError("F_SETPIPE_SZ: " + std::string(std::strerror(errno)));
  const pid_t child = fork();
  if (child < 0) throw IoError("fork: " + std::string(std::strerror(errno)));
  if (child == 0) become(command, options, out.ends[1], err.ends[1]);
  out.close_end(1);
  err.close_end(1);
  ProgramResult result{};
  read_both(out.ends[0], err.ends[0], child, options.signal, result);
  int status = 0;
  waitpid(child, &status, 0);
  result.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  if (result.exit_code == 127) throw IoError(command[0] + ": cannot be started");
  return result;
}

ProgramResult run_posegrad(std::vector<std::string> arguments, const ProgramOptions& options) {
  arguments.insert(arguments.begin(), program_path());
  return run_program(arguments, options);
}

}  // namespace posegrad::test
