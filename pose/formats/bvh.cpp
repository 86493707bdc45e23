#include "pose/formats/bvh.h"

#include <algorithm>
#include <array>
#include <memory>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "pose/formats/blob.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/text_lines.h"

namespace posegrad::pose::formats {
namespace {

using Channel = Bvh::Channel;

constexpr std::size_t kMostJoints = 10000, kDeepest = 500;
constexpr std::array<std::string_view, 6> kChannels{"Xposition", "Yposition", "Zposition",
                                                    "Xrotation", "Yrotation", "Zrotation"};

/// Half an hour at 240 frames a second with 500 channels is 2 GB.
constexpr std::uint64_t kLargestFile = std::uint64_t{4} << 30;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos
             ? std::string_view{}
             : text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// Reads the part between HIERARCHY and MOTION. Braces may stand on lines of their own or not.
class HierarchyReader {
 public:
  explicit HierarchyReader(TextLines& lines) : lines_(lines) {}

  void read(Bvh& bvh) {
    lines_.require("HIERARCHY");
    if (!same_word(lines_.line(), "HIERARCHY")) found_instead_of("HIERARCHY");
    for (;;) {
      lines_.require(open_.empty() ? "ROOT or MOTION" : "OFFSET, CHANNELS, JOINT, End Site or }");
      if (open_.empty() && same_word(lines_.words()[0], "MOTION")) break;
      statement(bvh);
    }
    if (bvh.joints.empty()) lines_.fail("there is no joint before MOTION");
  }

 private:
  struct Open {
    int joint;
    bool end_site;
    bool has_offset = false;
  };

  void statement(Bvh& bvh) {
    const std::string_view word = lines_.words()[0];
    if (word == "}") {
      if (lines_.words().size() > 1) found_instead_of("a } alone");
      close();
    } else if (open_.empty() ? same_word(word, "ROOT") : same_word(word, "JOINT")) {
      add(bvh, lines_.line().substr(word.size()), false);
    } else if (!open_.empty() && same_word(word, "End")) {
      add(bvh, {}, true);
    } else if (!open_.empty() && same_word(word, "OFFSET")) {
      if (lines_.words().size() != 4) found_instead_of("OFFSET and three numbers");
      bvh.joints[joint()].offset = {lines_.real(1), lines_.real(2), lines_.real(3)};
      open_.back().has_offset = true;
    } else if (!open_.empty() && same_word(word, "CHANNELS")) {
      channels(bvh);
    } else {
      found_instead_of(open_.empty() ? "ROOT or MOTION" : "OFFSET, CHANNELS, JOINT, End Site or }");
    }
  }

  std::size_t joint() const { return static_cast<std::size_t>(open_.back().joint); }

  void add(Bvh& bvh, std::string_view name, bool end_site) {
    const int parent = open_.empty() ? -1 : open_.back().joint;
    if (parent >= 0 && open_.back().end_site) lines_.fail("an End Site has no joints");
    if (bvh.joints.size() == kMostJoints || open_.size() == kDeepest)
      lines_.fail(fmt::format("more than {} joints or {} levels", kMostJoints, kDeepest));
    const bool opened = lines_.line().ends_with('{');
    if (opened && !name.empty()) name.remove_suffix(1);
    name = trimmed(name);
    if (!end_site && name.empty()) lines_.fail("a joint without a name");
    bvh.joints.push_back(
        {end_site ? bvh.joints[static_cast<std::size_t>(parent)].name + "_End" : std::string(name),
         parent,
         {}});
    open_.push_back({static_cast<int>(bvh.joints.size()) - 1, end_site});
    if (opened) return;
    lines_.require("{");
    if (lines_.line() != "{") found_instead_of("{");
  }

  void close() {
    if (open_.empty()) lines_.fail("a } too many");
    if (!open_.back().has_offset) lines_.fail("this joint ends without an OFFSET");
    open_.pop_back();
  }

  void channels(Bvh& bvh) {
    const Index count = lines_.whole(1);
    if (count < 0 || static_cast<std::size_t>(count) != lines_.words().size() - 2)
      lines_.fail(fmt::format("CHANNELS {}, then {} names", count, lines_.words().size() - 2));
    std::vector<Channel>& channels = bvh.joints[joint()].channels;
    if (!channels.empty()) lines_.fail("CHANNELS of this joint again");
    for (std::size_t i = 2; i < lines_.words().size(); ++i) {
      const std::string_view word = lines_.words()[i];
      const auto found = std::ranges::find_if(
          kChannels, [&](std::string_view name) { return same_word(name, word); });
      if (found == kChannels.end())
        lines_.fail(
            fmt::format("found channel '{}', expected Xposition ... Zrotation", printable(word)));
      channels.push_back(static_cast<Channel>(found - kChannels.begin()));
    }
    bvh.channels += channels.size();
  }

  [[noreturn]] void found_instead_of(std::string_view wanted) const {
    lines_.fail(fmt::format("found '{}', expected {}", printable(lines_.line()), wanted));
  }

  TextLines& lines_;
  std::vector<Open> open_;
};

/// What stands behind "KEY:".
std::string_view behind_colon(TextLines& lines, std::string_view key) {
  lines.require(fmt::format("{}: and a number", key));
  const std::size_t colon = std::min(lines.line().find(':'), lines.line().size());
  if (!same_word(trimmed(lines.line().substr(0, colon)), key) || colon == lines.line().size())
    lines.fail(fmt::format("found '{}', expected {}: and a number", printable(lines.line()), key));
  return trimmed(lines.line().substr(colon + 1));
}

void read_motion(TextLines& lines, Bvh& bvh, std::size_t text_size) {
  const auto frames = whole_number(behind_colon(lines, "Frames"));
  if (!frames || *frames < 0)
    lines.fail(
        fmt::format("found '{}', expected Frames: and a whole number", printable(lines.line())));
  const auto seconds = real_number(behind_colon(lines, "Frame Time"));
  if (!seconds || *seconds <= 0)
    lines.fail(fmt::format("found '{}', expected Frame Time: and a number above 0",
                           printable(lines.line())));
  bvh.frame_seconds = *seconds;
  if (bvh.channels == 0) lines.fail("no joint has a channel");
  // A number takes two characters at least, whatever the file says about its length.
  bvh.values.reserve(std::min(static_cast<std::size_t>(*frames), text_size / 2 / bvh.channels) *
                     bvh.channels);
  for (Index frame = 0; frame < *frames; ++frame) {
    lines.require(fmt::format("frame {} of {}", frame + 1, *frames));
    if (lines.words().size() != bvh.channels)
      lines.fail(fmt::format("frame {} of {} has {} numbers; there are {} channels", frame + 1,
                             *frames, lines.words().size(), bvh.channels));
    for (std::size_t i = 0; i < bvh.channels; ++i) bvh.values.push_back(lines.real(i));
  }
  if (lines.next())
    lines.fail(
        fmt::format("found '{}' after the last of {} frames", printable(lines.line()), *frames));
}

bool is_position(Channel channel) { return channel <= Channel::z_position; }

double& axis_of(Vec3& vector, Channel channel) {
  return channel == Channel::x_position   ? vector.x
         : channel == Channel::y_position ? vector.y
                                          : vector.z;
}

Quaternion turn(Channel channel, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  return channel == Channel::x_rotation   ? turn_x(angle)
         : channel == Channel::y_rotation ? turn_y(angle)
                                          : turn_z(angle);
}

/// For each joint whether its position channels are in place of its offset.
std::vector<bool> absolute_positions(const Bvh& bvh) {
  std::vector<bool> absolute;
  std::size_t first = 0;
  for (const Bvh::Joint& joint : bvh.joints) {
    double to_zero = 0, to_offset = 0;
    for (std::size_t frame = 0; frame < bvh.frames(); ++frame) {
      for (std::size_t i = 0; i < joint.channels.size(); ++i) {
        if (!is_position(joint.channels[i])) continue;
        Vec3 offset = joint.offset;
        const double value = bvh.values[frame * bvh.channels + first + i];
        to_zero += std::abs(value);
        to_offset += std::abs(value - axis_of(offset, joint.channels[i]));
      }
    }
    absolute.push_back(to_offset < to_zero);
    first += joint.channels.size();
  }
  return absolute;
}

void place(const Bvh& bvh, const std::vector<bool>& absolute, const double* values,
           std::span<Placed> into) {
  for (std::size_t i = 0; i < bvh.joints.size(); ++i) {
    const Bvh::Joint& joint = bvh.joints[i];
    Vec3 offset = joint.offset;
    Quaternion local;
    for (const Channel channel : joint.channels) {
      const double value = values == nullptr ? 0 : *values++;
      if (!is_position(channel)) {
        local = local * turn(channel, value);
      } else if (values != nullptr) {
        double& axis = axis_of(offset, channel);
        axis = absolute[i] ? value : axis + value;
      }
    }
    const Placed parent =
        joint.parent < 0 ? Placed{} : into[static_cast<std::size_t>(joint.parent)];
    into[i] = {parent.position + rotate(parent.turn, offset), parent.turn * local};
  }
}

}  // namespace

Bvh parse_bvh(std::string_view text, const std::string& name) {
  TextLines lines(text, name);
  Bvh bvh;
  HierarchyReader(lines).read(bvh);
  read_motion(lines, bvh, text.size());
  return bvh;
}

RigMotion rig_motion(Bvh bvh, std::string source) {
  RigMotion rig;
  rig.source = std::move(source);
  for (const Bvh::Joint& joint : bvh.joints) rig.names.push_back(joint.name);
  rig.rest.resize(bvh.joints.size());
  place(bvh, {}, nullptr, rig.rest);
  rig.fps = 1 / bvh.frame_seconds;
  rig.frames = bvh.frames();
  std::vector<bool> absolute = absolute_positions(bvh);
  rig.place = [bvh = std::make_shared<const Bvh>(std::move(bvh)), absolute = std::move(absolute)](
                  std::size_t frame, std::span<Placed> into) {
    place(*bvh, absolute, bvh->values.data() + frame * bvh->channels, into);
  };
  return rig;
}

RigMotion load_bvh(const std::string& path) {
  return within_reading_limit(path, [&] {
    return rig_motion(parse_bvh(read_file(path, kLargestFile).view(), path), path);
  });
}

}  // namespace posegrad::pose::formats
