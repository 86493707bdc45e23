#include <map>
#include <optional>

#include <fmt/format.h>

#include "pose/formats/acclaim.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/text_lines.h"

namespace posegrad::pose::formats {
namespace {

using Bone = AcclaimSkeleton::Bone;

class MotionReader {
 public:
  MotionReader(std::string_view text, const std::string& name, const AcclaimSkeleton& skeleton)
      : lines_(text, name, '#'), skeleton_(skeleton) {
    for (const Bone& bone : skeleton.bones) {
      bones_[bone.name] = {motion_.numbers, bone.freedoms.size()};
      motion_.numbers += bone.freedoms.size();
      if (!bone.freedoms.empty()) ++moving_;
    }
    motion_.degrees = skeleton.degrees;
  }

  AcclaimMotion read() {
    while (lines_.next()) {
      const std::string_view word = lines_.words()[0];
      if (word.starts_with(':')) {
        keyword(word);
      } else if (lines_.words().size() == 1 && whole_number(word)) {
        begin_frame(*whole_number(word));
      } else {
        bone(word);
      }
    }
    end_frame();
    return std::move(motion_);
  }

 private:
  struct Place {
    std::size_t first, size;          // of a frame's numbers
    std::optional<Index> frame = {};  // that it came in last
  };

  void keyword(std::string_view word) {
    if (same_word(word, ":DEGREES")) motion_.degrees = true;
    if (same_word(word, ":RADIANS")) motion_.degrees = false;
    if (!same_word(word, ":SAMPLES-PER-SECOND")) return;
    motion_.fps = lines_.real(1);
    if (motion_.fps <= 0) lines_.fail(fmt::format("{} samples per second", motion_.fps));
  }

  void begin_frame(Index number) {
    end_frame();
    if (number_ && number != *number_ + 1)
      lines_.fail(fmt::format("frame {} follows frame {}", number, *number_));
    number_ = number;
    begin_ = motion_.values.size();
    motion_.values.resize(begin_ + motion_.numbers);
    seen_ = 0;
  }

  void end_frame() {
    if (!number_ || seen_ == moving_) return;
    for (const auto& [name, bone] : bones_)
      if (bone.size != 0 && bone.frame != number_)
        lines_.fail(fmt::format("frame {} ends without bone '{}'", *number_, printable(name)));
  }

  void bone(std::string_view name) {
    if (!number_)
      lines_.fail(
          fmt::format("found '{}', expected the number of a frame", printable(lines_.line())));
    const auto found = bones_.find(name);
    if (found == bones_.end())
      lines_.fail(fmt::format("there is no bone '{}' in {}", printable(name), skeleton_.name));
    Place& bone = found->second;
    if (lines_.words().size() != bone.size + 1)
      lines_.fail(fmt::format("bone '{}' has {} numbers; {} in {}", printable(name),
                              lines_.words().size() - 1, bone.size, skeleton_.name));
    if (bone.frame == number_)
      lines_.fail(fmt::format("bone '{}' again in frame {}", printable(name), *number_));
    bone.frame = number_;
    if (bone.size != 0) ++seen_;
    for (std::size_t i = 0; i < bone.size; ++i)
      motion_.values[begin_ + bone.first + i] = lines_.real(i + 1);
  }

  TextLines lines_;
  const AcclaimSkeleton& skeleton_;
  AcclaimMotion motion_;
  std::map<std::string, Place, std::less<>> bones_;
  std::size_t moving_ = 0, seen_ = 0;  // bones with numbers; those of them in this frame
  std::size_t begin_ = 0;
  std::optional<Index> number_;
};

}  // namespace

AcclaimMotion parse_amc(std::string_view text, const std::string& name,
                        const AcclaimSkeleton& skeleton) {
  return MotionReader(text, name, skeleton).read();
}

}  // namespace posegrad::pose::formats
