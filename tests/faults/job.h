#pragma once
#include <map>
#include <string>
#include <vector>

#include "tests/faults/launch.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {

/// A command that writes something, and small.
struct Job {
  std::string name;
  Words arguments;
  Words varying = {};   // files that tell times: no two runs write the same
  bool draws = false;   // with ffmpeg, or sees by it
  int error_lines = 1;  // that it may write when it fails
};

/// "run", "synth", "convert", "wild npy", "wild npz", "wild html", "wild png", "wild json", "wild
/// mp4", "render", "audit", "prepare", "mocap", "detect"
const std::vector<Job>& jobs();
const Job& job(const std::string& name);

/// A fresh copy of a folder in which every job can run: a data set, a model.
class Place {
 public:
  Place();
  const std::string& path() const { return folder_.path(); }
  std::string operator/(const std::string& name) const { return folder_ / name; }

 private:
  TemporaryFolder folder_;
};

/// All files below a folder and their bytes; what is no file is there with its kind.
using Files = std::map<std::string, std::string>;
Files files_in(const std::string& folder);

/// What an undisturbed run of the job leaves. Made once.
const Files& result_of(const Job& job);
Seconds duration_of(const Job& job);
bool has_result_of(const Job& job, const Files& files);

/// What puts faults into posegrad: see inject/plan.h. "write:3:28:on" and the like.
Words with_fault(const std::string& fault, const Place& place);
Words with_library();

/// Requires an end that any fault may lead to: of its own accord (a signal's, if `signal` came), in
/// one line of error, nothing unfinished, no process left. What the job made is as without fault.
void check_end(const Job& job, const Ended& ended, const Place& place, const std::string& what,
               int signal = 0);

bool has_ffmpeg();

/// Words between blanks.
Words words_of(const std::string& line);
/// Standard error without progress and notes of a training that goes on.
Words error_lines(const std::string& text);

}  // namespace posegrad::test
