#pragma once
#include <array>
#include <span>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::test {

/// Runs ffmpeg with these arguments, split at spaces (a quoted file name is one argument), and
/// requires it to succeed.
void ffmpeg(const std::vector<std::string>& arguments);

/// A clip in which frame n has the grey value 10 + 8 n, below 30 frames; lossless enough that
/// grey_of finds n again.
void make_counting_clip(const std::string& path, Index frames, int width, int height, int fps,
                        const std::vector<std::string>& more = {});

/// The number of a frame of such a clip, from the mean grey of its pixels (4 bytes each).
Index counted(std::span<const std::byte> pixels);

/// Sets an environment variable until the end of the scope.
class Environment {
 public:
  Environment(std::string name, const std::string& value);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::string name_, old_;
};

/// An executable shell script, as a stand-in for ffmpeg.
void write_program(const std::string& path, const std::string& script);

/// Names of what a folder holds, sorted.
std::vector<std::string> names_in(const std::string& folder);

}  // namespace posegrad::test
