#pragma once
#include <string>
#include <vector>

namespace posegrad::apps {

/// What one look at the machine found.
struct Finding {
  enum class State {
    good,
    lacking,  // something does not work, posegrad wild clip.mp4 does
    broken,   // that does not work either
  };
  State state = State::good;
  std::string what;         // "video"
  std::string text;         // "ffmpeg 5.1.6"; where something is missing also what to do
  std::string remedy = {};  // the command that gets it, or empty
};

/// Every one of them, in the order in which they are printed. Throws nothing of what it finds.
std::vector<Finding> look_at_machine();

/// A line for each, and a last one that says whether `posegrad wild clip.mp4` works, else what to do
/// first.
std::string doctor_report(const std::vector<Finding>& findings);
bool is_ready(const std::vector<Finding>& findings);

}  // namespace posegrad::apps
