// Chapter 14: docs/tutorial/14_own_motion.md
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "pose/formats/atomic_file.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

// ---- a figure

struct Joint {
  std::string_view name;
  int depth;                     // 0: the root
  double x = 0, y = 0, z = 0;    // from its parent in the rest pose, centimetres: left, up, forward
  std::string_view swings = {};  // what moves it, see angle()
};

// A child is written after its parent, one deeper; where a chain ends, its end.
constexpr std::array<Joint, 24> kFigure{{
    {"Hips", 0, 0, 92, 0},
    {"LeftUpLeg", 1, 9, 0, 0, "left thigh"},
    {"LeftLeg", 2, 0, -41, 0, "left knee"},
    {"LeftFoot", 3, 0, -40, 0},
    {"End", 4, 0, -8, 14},
    {"RightUpLeg", 1, -9, 0, 0, "right thigh"},
    {"RightLeg", 2, 0, -41, 0, "right knee"},
    {"RightFoot", 3, 0, -40, 0},
    {"End", 4, 0, -8, 14},
    {"Spine", 1, 0, 12, 0},
    {"Spine1", 2, 0, 14, 0},
    {"Spine2", 3, 0, 14, 0},
    {"Neck", 4, 0, 14, 0},
    {"Head", 5, 0, 10, 0},
    {"End", 6, 0, 18, 0},
    {"LeftShoulder", 4, 4, 10, 0},
    {"LeftArm", 5, 13, 0, 0, "left arm"},
    {"LeftForeArm", 6, 0, -28, 0, "elbow"},
    {"LeftHand", 7, 0, -25, 0},
    {"End", 8, 0, -8, 0},
    {"RightShoulder", 4, -4, 10, 0},
    {"RightArm", 5, -13, 0, 0, "right arm"},
    {"RightForeArm", 6, 0, -28, 0, "elbow"},
    {"RightHand", 7, 0, -25, 0},
}};

// ---- its motion

struct Gait {
  double steps = 1.8;             // a second
  double stride = 24, arms = 20;  // degrees to each side
  double speed = 110;             // centimetres a second
};

// Degrees about the axis to the left; forward is negative. `phase` goes round once in two steps.
double angle(const Gait& gait, std::string_view swings, double phase) {
  const double side = swings.starts_with("left") ? 1 : -1;
  const double swing = std::sin(phase) * side;
  if (swings.ends_with("thigh")) return -gait.stride * swing;
  if (swings.ends_with("knee")) return 4 + 50 * std::pow(std::max(0.0, std::cos(phase) * side), 2);
  if (swings.ends_with("arm")) return gait.arms * swing;
  if (swings == "elbow") return -25;
  return 0;
}

// ---- as a BVH file

std::string hierarchy() {
  std::string text = "HIERARCHY\n";
  int open = 0;
  const auto close_to = [&](int depth) {
    while (open > depth) text += fmt::format("{:{}}}}\n", "", 2 * --open);
  };
  for (const Joint& joint : kFigure) {
    close_to(joint.depth);
    const bool is_end = joint.name == "End";
    text += fmt::format("{:{}}{} {}\n", "", 2 * open,
                        open == 0 ? "ROOT"
                        : is_end  ? "End"
                                  : "JOINT",
                        is_end ? "Site" : joint.name);
    text += fmt::format("{:{}}{{\n", "", 2 * open);
    ++open;
    text += fmt::format("{:{}}OFFSET {} {} {}\n", "", 2 * open, joint.x, joint.y, joint.z);
    if (open == 1)
      text += "  CHANNELS 4 Xposition Yposition Zposition Xrotation\n";
    else if (!is_end)
      text += fmt::format("{:{}}CHANNELS 1 Xrotation\n", "", 2 * open);
  }
  close_to(0);
  return text;
}

std::string motion(const Gait& gait, int frames) {
  std::string text = fmt::format("MOTION\nFrames: {}\nFrame Time: 0.02\n", frames);
  for (int t = 0; t < frames; ++t) {
    const double seconds = 0.02 * t, phase = std::numbers::pi * gait.steps * seconds;
    text += fmt::format("0 {:.3f} {:.3f} 0", 92 + 2 * std::cos(2 * phase), gait.speed * seconds);
    for (const Joint& joint : kFigure)
      if (joint.depth > 0 && joint.name != "End")
        text += fmt::format(" {:.3f}", angle(gait, joint.swings, phase));
    text += "\n";
  }
  return text;
}

struct Clip {
  std::string_view name;
  Gait gait;
  int frames = 100;
};

const std::array<Clip, 4> kClips{{
    {"anna_strolls", {.steps = 1.4, .stride = 18, .arms = 12, .speed = 80}},
    {"anna_walks", {}},
    {"anna_hurries", {.steps = 2.3, .stride = 30, .arms = 35, .speed = 170}},
    {"ben_walks", {.steps = 1.7, .stride = 22, .arms = 25, .speed = 105}, 60},
}};

std::string bvh(const Clip& clip) { return hierarchy() + motion(clip.gait, clip.frames); }

void first_lines(const std::string& text, int lines) {
  std::size_t begin = 0;
  for (int i = 0; i < lines; ++i) {
    const std::size_t end = text.find('\n', begin);
    fmt::print("{}\n", text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void write_all(const std::string& folder) {
  std::filesystem::create_directories(folder);
  for (const Clip& clip : kClips)
    pose::formats::write_file(fmt::format("{}/{}.bvh", folder, clip.name), bvh(clip));
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1) {
    write_all(arguments[1]);
    return 0;
  }
  first_lines(bvh(kClips[1]), 16);
  fmt::print("...\n");
  for (const Clip& clip : kClips) {
    const double seconds = 0.02 * (clip.frames - 1);
    fmt::print("{}.bvh: {} frames, {:.1f} steps, {:.1f} m\n", clip.name, clip.frames,
               clip.gait.steps * seconds, clip.gait.speed * seconds / 100);
  }
}
