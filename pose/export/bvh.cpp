#include "pose/export/bvh.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "pose/export/euler.h"
#include "pose/export/even_motion.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using Text = fmt::memory_buffer;
using Kind = RigJoint::Kind;

constexpr int kAngleDecimals = 6;

/// BvhOptions with the rig's habits where nothing else is asked for.
struct Settings {
  const Rig& rig;
  double unit;
  bool rest_first;

  /// A millionth of a decimetre.
  int decimals() const { return std::max(0, 7 + static_cast<int>(std::ceil(std::log10(unit)))); }
};

Settings settings_of(const BvhOptions& options) {
  const Rig& rig = options.rig == nullptr ? find_rig("default") : *options.rig;
  const Settings settings{rig, options.unit.value_or(rig.bvh_unit),
                          options.rest_first.value_or(rig.bvh_rest_first)};
  if (!(settings.unit >= 1e-6 && settings.unit <= 1e6))
    throw ValueError(fmt::format("BVH: found a unit of {} m, expected 1e-6 to 1e6", settings.unit));
  return settings;
}

/// Without zeros at the end, and never "-0".
void append_number(Text& text, double value, int decimals) {
  const std::size_t begin = text.size();
  fmt::format_to(std::back_inserter(text), "{:.{}f}", value, decimals);
  if (decimals > 0) {
    while (text[text.size() - 1] == '0') text.resize(text.size() - 1);
    if (text[text.size() - 1] == '.') text.resize(text.size() - 1);
  }
  if (text.size() == begin + 2 && text[begin] == '-' && text[begin + 1] == '0') {
    text[begin] = '0';
    text.resize(begin + 1);
  }
}

void append(Text& text, std::string_view more) {
  text.append(more.data(), more.data() + more.size());
}

class HierarchyWriter {
 public:
  HierarchyWriter(const Settings& settings, const BodyShape& shape)
      : settings_(settings), joints_(rig_joints(settings.rig, shape)) {}

  std::string text() && {
    append(text_, "HIERARCHY\n");
    joint(0, 0);
    return fmt::to_string(text_);
  }

 private:
  void joint(std::size_t number, std::size_t depth) {
    const RigJoint& joint = joints_[number];
    const bool is_root = number == 0;
    line(depth, joint.kind == Kind::tip
                    ? "End Site"
                    : fmt::format("{} {}", is_root ? "ROOT" : "JOINT", joint.name));
    line(depth, "{");
    offset(depth + 1, is_root ? Vec3{} : joint.offset);
    if (joint.kind != Kind::tip) {
      const std::string_view order = settings_.rig.bvh_turns;
      line(depth + 1, fmt::format("CHANNELS {}{}rotation {}rotation {}rotation",
                                  is_root ? "6 Xposition Yposition Zposition " : "3 ", order[0],
                                  order[1], order[2]));
    }
    for (std::size_t child = number + 1; child < joints_.size(); ++child)
      if (joints_[child].parent == static_cast<int>(number)) this->joint(child, depth + 1);
    line(depth, "}");
  }

  void offset(std::size_t depth, Vec3 offset) {
    text_.append(std::string(depth, '\t'));
    append(text_, "OFFSET");
    for (const double length : {offset.x, offset.y, offset.z}) {
      append(text_, " ");
      append_number(text_, length / settings_.unit, settings_.decimals());
    }
    append(text_, "\n");
  }

  void line(std::size_t depth, std::string_view content) {
    text_.append(std::string(depth, '\t'));
    append(text_, content);
    append(text_, "\n");
  }

  const Settings& settings_;
  std::vector<RigJoint> joints_;
  Text text_;
};

BvhChannels channels_of(const BodyMotion& motion, const Settings& settings) {
  std::vector<RigJoint> joints = rig_joints(settings.rig, motion.shape);
  std::erase_if(joints, [](const RigJoint& joint) { return joint.kind == Kind::tip; });
  BodyMotion even = even_motion(motion);
  if (settings.rest_first) {
    const Vec3 first = even.frames.front().position;
    const BodyPose rest{{first.x, motion.shape.hip_height, first.z}, {}};
    even.frames.insert(even.frames.begin(), rest);
  }
  BvhChannels channels{3 + 3 * joints.size(), {}};
  channels.values.reserve(channels.channels * even.frames.size());
  std::vector<EulerAngles> before(joints.size());
  for (const BodyPose& pose : even.frames) {
    for (const double length : {pose.position.x, pose.position.y, pose.position.z})
      channels.values.push_back(length / settings.unit);
    for (std::size_t j = 0; j < joints.size(); ++j) {
      if (joints[j].kind == Kind::part)
        before[j] =
            euler_angles(pose.turns[index_of(joints[j].part)], settings.rig.bvh_turns, before[j]);
      channels.values.insert(channels.values.end(), before[j].begin(), before[j].end());
    }
  }
  return channels;
}

}  // namespace

std::string bvh_hierarchy(const BodyShape& shape, const BvhOptions& options) {
  return HierarchyWriter(settings_of(options), shape).text();
}

BvhChannels bvh_channels(const BodyMotion& motion, const BvhOptions& options) {
  return channels_of(motion, settings_of(options));
}

std::string bvh_frame_time(double fps) {
  Text text;
  append_number(text, 1 / fps, 12);
  return fmt::to_string(text);
}

std::string bvh_text(const BodyMotion& motion, const BvhOptions& options) {
  const Settings settings = settings_of(options);
  const BvhChannels channels = channels_of(motion, settings);
  Text text;
  append(text, HierarchyWriter(settings, motion.shape).text());
  fmt::format_to(std::back_inserter(text), "MOTION\nFrames: {}\nFrame Time: {}\n",
                 channels.values.size() / channels.channels, bvh_frame_time(motion.fps));
  for (std::size_t i = 0; i < channels.values.size(); ++i) {
    const std::size_t channel = i % channels.channels;
    append_number(text, channels.values[i], channel < 3 ? settings.decimals() : kAngleDecimals);
    append(text, channel + 1 == channels.channels ? "\n" : " ");
  }
  return fmt::to_string(text);
}

void write_bvh(const BodyMotion& motion, const BvhOptions& options, const std::string& path) {
  formats::write_file(path, bvh_text(motion, options));
}

}  // namespace posegrad::pose
