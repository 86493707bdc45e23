#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "pose/formats/leftovers.h"

namespace posegrad::pose {

/// A program that runs beside this one, started without a shell, with one pipe to it: what it
/// writes, or what it reads. Its standard error is kept. It does not get the terminal's Ctrl-C: who
/// started it decides. When the object goes first, or a signal ends this process, the program and what
/// it started are killed.
class ChildProcess {
 public:
  enum class Pipe { from_its_output, to_its_input };

  /// command: name or path of the program, then its arguments; input: what it finds at its standard
  /// input, with Pipe::from_its_output. Throws IoError, saying to install it when there is no such
  /// program.
  ChildProcess(const std::vector<std::string>& command, Pipe pipe, std::string_view input = "");
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// How long read() waits for a program that writes nothing; for ever, if it was not told.
  void set_timeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }
  /// Asked again and again while the program is waited for. Once it says true, whatever waits
  /// returns, and was_stopped().
  void set_stop(std::function<bool()> stop) { stop_ = std::move(stop); }
  bool was_stopped() const noexcept { return was_stopped_; }
  /// Fills the buffer; less than its size only at the end of the program's output. Throws IoError.
  std::size_t read(std::span<std::byte> buffer);
  /// All output until its end. Throws IoError also when there is more than `most`.
  std::string read_all(std::size_t most = std::numeric_limits<std::size_t>::max());
  /// False when the program reads no more (a SIGPIPE is never raised) or it was stopped. Throws
  /// IoError.
  bool write(std::span<const std::byte> bytes);

  /// Closes the pipe, waits for the end and tells what went wrong: nothing for exit code 0, else
  /// the last line of its standard error that says something, or its exit code or signal. One that
  /// was stopped is killed.
  std::optional<std::string> finish();
  /// Of its standard error so far, what says something; empty: nothing.
  std::string last_line() const;

 private:
  bool is_told_to_stop();
  bool wait_for(short event);
  bool wait_for_end();
  int reap() noexcept;
  void close_pipe() noexcept;

  std::string name_;
  int pipe_ = -1, errors_ = -1;  // file descriptors
  pid_t process_ = -1;           // -1: waited for
  formats::Leftover leftover_;
  std::optional<std::chrono::milliseconds> timeout_;
  std::function<bool()> stop_;
  bool was_stopped_ = false;
};

}  // namespace posegrad::pose
