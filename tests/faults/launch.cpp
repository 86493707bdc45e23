#include "tests/faults/launch.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tensor/error.h"
#include "tests/support/build.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLook{2};

[[noreturn]] void become(const Words& arguments, const Launch& how, const std::string& streams) {
  const std::string out = how.out.empty() ? streams + "/out" : how.out, err = streams + "/err";
  const int flags = O_WRONLY | (how.out.empty() ? O_CREAT : 0);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(open(out.c_str(), flags, 0666), STDOUT_FILENO);
  dup2(open(err.c_str(), O_WRONLY | O_CREAT, 0666), STDERR_FILENO);
  if (chdir(how.folder.c_str()) != 0) _exit(126);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const std::string program = program_path();
  std::vector<char*> words{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  for (const std::string& variable : how.environment) putenv(const_cast<char*>(variable.c_str()));
  execv(words[0], words.data());
  _exit(127);
}

// Orphans of what ended are ours (PR_SET_CHILD_SUBREAPER). One that was killed may need a moment.
bool others_run_on() {
  constexpr int kLooks = 500;
  for (int look = 0; look < kLooks; ++look) {
    const pid_t found = waitpid(-1, nullptr, WNOHANG);
    if (found < 0) return false;
    if (found == 0) std::this_thread::sleep_for(kLook);
  }
  // Whose number we do not know.
  const std::string list = "/proc/self/task/" + std::to_string(getpid()) + "/children";
  std::istringstream children(read_text(list));
  for (pid_t child = 0; children >> child;) kill(child, SIGKILL);
  while (waitpid(-1, nullptr, 0) > 0) {
  }
  return true;
}

}  // namespace

Running::Running(const Words& arguments, Launch how) : how_(std::move(how)) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  streams_ = (std::filesystem::temp_directory_path() / "posegrad_test_XXXXXX").string();
  if (mkdtemp(streams_.data()) == nullptr) throw IoError(streams_ + ": cannot be made");
  started_ = Clock::now();
  process_ = fork();
  if (process_ < 0) throw IoError("fork failed");
  if (process_ == 0) become(arguments, how_, streams_);
}

Running::~Running() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(streams_, ignored);
}

std::string Running::out_path() const { return streams_ + "/out"; }

void Running::poll() {
  if (process_ > 0 && waitpid(process_, &status_, WNOHANG) == process_) process_ = -1;
}

void Running::signal(int number) const {
  if (process_ > 0) kill(process_, number);
}

bool Running::is_running() {
  poll();
  return process_ > 0;
}

bool Running::has_said(const std::string& text) {
  for (;;) {
    const bool running = is_running();
    std::error_code error;
    if (std::filesystem::exists(out_path(), error) &&
        read_text(out_path()).find(text) != std::string::npos)
      return true;
    if (!running || Clock::now() - started_ > how_.limit) return false;
    std::this_thread::sleep_for(kLook);
  }
}

Ended Running::wait() {
  Ended ended;
  auto signalled = started_;
  for (const Launch::Signal& one : how_.signals) {
    while (is_running() && Clock::now() - started_ < one.after)
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    signalled = Clock::now();
    signal(one.number);
  }
  while (is_running()) {
    if (Clock::now() - started_ > how_.limit) {
      ended.timed_out = true;
      signal(SIGKILL);
      waitpid(process_, &status_, 0);
      process_ = -1;
      break;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  ended.took = Clock::now() - started_;
  ended.took_after_signal = Clock::now() - signalled;
  ended.exit_code = WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
  ended.left_children = others_run_on();
  // A signal may come before they are there.
  const auto text_of = [](const std::string& path) {
    return std::filesystem::exists(path) ? read_text(path) : "";
  };
  if (how_.out.empty()) ended.out = text_of(out_path());
  ended.err = text_of(streams_ + "/err");
  return ended;
}

Ended launch(const Words& arguments, const Launch& how) { return Running(arguments, how).wait(); }

}  // namespace posegrad::test
