// The program where there is no libFuzzer: fuzz TARGET reads a corpus, then changes its entries at
// random.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include "tensor/error.h"
#include "tests/fuzz/guard.h"
#include "tests/fuzz/target.h"

#ifdef POSEGRAD_SANITIZED
#include <sanitizer/common_interface_defs.h>
#endif

namespace posegrad::fuzz {
namespace {

constexpr const char* kUsage =
    "Usage: fuzz TARGET [OPTION...] [FILE or FOLDER...]\n"
    "       fuzz --list\n\n"
    "Reads every file, then changed ones, and stops at what is no refusal: a crash, an exception\n"
    "that is no Error, too much time or memory. The input is kept, its place printed.\n\n"
    "  --seconds S         how long files are changed (0: not at all)\n"
    "  --seed N            of the changes (1)\n"
    "  --most-bytes N      of a changed file (100000)\n"
    "  --findings FOLDER   where inputs are kept (.)\n"
    "  --limit-seconds S   that an input may take, and 10 us a byte (1)\n"
    "  --limit-mib N       memory that an input may take, and 16 times its size (64)\n";

struct Settings {
  std::string target, findings = ".";
  std::vector<std::string> paths;
  double seconds = 0;
  std::uint64_t seed = 1;
  std::size_t most_bytes = 100'000;
  Limits limits;
  bool list = false;
};

/// What is being read, for whoever ends the process.
struct Running {
  std::string_view bytes;
  std::string target, kept_path;
  bool is_reading = false;
};
Running running;

void keep_input() {
  if (!running.is_reading) return;
  running.is_reading = false;
  const int file = ::open(running.kept_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  std::string_view left = running.bytes;
  while (file >= 0 && !left.empty()) {
    const ssize_t written = ::write(file, left.data(), left.size());
    if (written <= 0) break;
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  ::close(file);
  std::fprintf(stderr, "%s: the input of %zu bytes is kept in %s\n", running.target.c_str(),
               running.bytes.size(), running.kept_path.c_str());
}

[[noreturn]] void end_with(const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", running.target.c_str(), what.c_str());
  keep_input();
  std::fflush(nullptr);
  ::_exit(1);
}

void found(const std::string& what) { end_with(what); }

void crashed(int signal) { end_with(fmt::format("ends by signal {}", signal)); }

void listen_to_crashes() {
#ifdef POSEGRAD_SANITIZED
  __sanitizer_set_death_callback(keep_input);
  const std::vector<int> signals{SIGABRT};
#else
  static char stack[1 << 16];
  stack_t other{};
  other.ss_sp = stack;
  other.ss_size = sizeof stack;
  ::sigaltstack(&other, nullptr);
  const std::vector<int> signals{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
#endif
  struct sigaction action {};
  action.sa_handler = crashed;
  action.sa_flags = SA_ONSTACK;
  for (const int signal : signals) ::sigaction(signal, &action, nullptr);
}

template <class Number>
Number number_of(const std::string& option, const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw ValueError(fmt::format("{}: found '{}', expected a number", option, text));
  return number;
}

Settings parse(std::span<const std::string> arguments) {
  Settings settings;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (!word.starts_with("--")) {
      if (settings.target.empty())
        settings.target = word;
      else
        settings.paths.push_back(word);
      continue;
    }
    if (word == "--list") {
      settings.list = true;
      continue;
    }
    if (i + 1 == arguments.size()) throw ValueError(fmt::format("{}: a value is missing", word));
    const std::string& value = arguments[++i];
    if (word == "--seconds")
      settings.seconds = number_of<double>(word, value);
    else if (word == "--seed")
      settings.seed = number_of<std::uint64_t>(word, value);
    else if (word == "--most-bytes")
      settings.most_bytes = number_of<std::size_t>(word, value);
    else if (word == "--findings")
      settings.findings = value;
    else if (word == "--limit-seconds")
      settings.limits.seconds = number_of<double>(word, value);
    else if (word == "--limit-mib")
      settings.limits.bytes = number_of<std::int64_t>(word, value) << 20;
    else
      throw ValueError(fmt::format("unknown option {}", word));
  }
  if (settings.target.empty() && !settings.list) throw ValueError("expected a target");
  return settings;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw IoError(fmt::format("cannot open {}", path.string()));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> corpus_of(const std::vector<std::string>& paths) {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<std::string> corpus;
  for (const std::filesystem::path& file : files) corpus.push_back(content_of(file));
  return corpus;
}

void read_guarded(const Target& target, std::string_view bytes, const Settings& settings) {
  running.bytes = bytes;
  constexpr std::uint64_t kPrime = 0x100000001b3;
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * kPrime;
  running.kept_path = fmt::format("{}/{}-{:016x}", settings.findings, target.name, hash);
  running.is_reading = true;
  run_guarded(target, bytes, settings.limits, found);
  running.is_reading = false;
}

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void fuzz(const Settings& settings) {
  const Target target = find_target(settings.target);
  running.target = settings.target;
  std::filesystem::create_directories(settings.findings);
  std::vector<std::string> corpus = corpus_of(settings.paths);
  Clock::time_point begin = Clock::now();
  for (const std::string& entry : corpus) read_guarded(target, entry, settings);
  fmt::print("{}: {} files read in {:.2f} s\n", target.name, corpus.size(), seconds_since(begin));
  if (settings.seconds <= 0) return;
  if (corpus.empty()) corpus.emplace_back();
  Random random(settings.seed);
  begin = Clock::now();
  std::size_t count = 0;
  while (seconds_since(begin) < settings.seconds) {
    std::string changed = target.mutate(random.pick(corpus), random.pick(corpus), random);
    changed.resize(std::min(changed.size(), settings.most_bytes));
    read_guarded(target, changed, settings);
    ++count;
  }
  fmt::print("{}: {} changed files read, {:.0f} a second\n", target.name, count,
             static_cast<double>(count) / seconds_since(begin));
}

int guarded_main(std::span<const std::string> arguments) {
  try {
    const Settings settings = parse(arguments);
    if (settings.list) {
      for (const Target& target : all_targets()) fmt::print("{}\n", target.name);
      return 0;
    }
    listen_to_crashes();
    fuzz(settings);
    return 0;
  } catch (const ValueError& error) {
    fmt::print(stderr, "fuzz: {}\n{}", error.what(), kUsage);
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "fuzz: {}\n", error.what());
    return 1;
  }
}

}  // namespace
}  // namespace posegrad::fuzz

int main(int argc, char** argv) {
  return posegrad::fuzz::guarded_main(std::vector<std::string>(argv + 1, argv + argc));
}
