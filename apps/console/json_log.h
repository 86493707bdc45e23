#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace posegrad::apps {

enum class LogStart {
  fresh,   // an older log is kept beside it, as FILE.1, FILE.2, ...
  append,  // for a resumed run
};

/// A log for programs: one JSON object per line, each written at once and whole, so that a reader
/// or a killed run never leaves more than the last line cut. Without a file name it does nothing.
class JsonLog {
 public:
  JsonLog() = default;
  /// Throws IoError naming `path` when it cannot be opened. Appending to a cut last line starts a
  /// new one.
  JsonLog(const std::string& path, LogStart start);
  ~JsonLog();
  JsonLog(const JsonLog&) = delete;
  JsonLog& operator=(const JsonLog&) = delete;

  bool is_on() const noexcept { return descriptor_ >= 0; }
  /// NaN and infinities become null, as JSON has none. Throws IoError naming the file (a full
  /// disk); the next object has a line of its own again.
  void write(const nlohmann::json& object);

 private:
  void write_text(const std::string& text);

  std::string path_;
  int descriptor_ = -1;
  bool is_cut_ = false;  // its last line, by a disk that was full
};

}  // namespace posegrad::apps
