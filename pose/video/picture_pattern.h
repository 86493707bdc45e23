#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace posegrad::pose {

/// A file name that stands for many, as ffmpeg takes it: one number as printf writes it
/// ("frame_%05d.jpg", "%%" is a percent sign), or with the shell's * and ? ("frame_*.jpg").
class PicturePattern {
 public:
  /// name: without its folder. Nothing when it is no pattern.
  static std::optional<PicturePattern> parse(std::string_view name);

  bool matches(const std::string& name) const;

 private:
  bool matches_number(std::string_view name) const;

  std::string wildcards_;        // empty: a number
  std::string before_, behind_;  // the number
  std::size_t digits_ = 0;       // at least so many, by zeros
};

}  // namespace posegrad::pose
