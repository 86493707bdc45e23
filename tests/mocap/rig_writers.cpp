#include "tests/mocap/rig_writers.h"

#include <cctype>

#include <fmt/format.h>

namespace posegrad::test {
namespace {

double& axis_of(Vec3& v, char axis) {
  return std::toupper(axis) == 'X' ? v.x : std::toupper(axis) == 'Y' ? v.y : v.z;
}

class BvhText {
 public:
  BvhText(const std::vector<BvhJoint>& joints, Vec3 end, BvhStyle style)
      : joints_(joints), end_(end), style_(std::move(style)) {}

  std::string text;
  std::vector<std::size_t> order;  // of the joints in the file

  void line(std::string content) {
    if (style_.small_letters && !content.starts_with("ROOT") && !content.starts_with("JOINT"))
      for (char& c : content) c = static_cast<char>(std::tolower(c));
    text += content + style_.line_end;
  }

  void joint(int number) {
    const BvhJoint& joint = joints_[static_cast<std::size_t>(number)];
    order.push_back(static_cast<std::size_t>(number));
    open(fmt::format("{} {}", joint.parent < 0 ? "ROOT" : "JOINT", joint.name), joint.offset);
    std::string channels;
    for (const char c : joint.channels)
      channels +=
          fmt::format(" {:c}{}", std::toupper(c), std::islower(c) ? "position" : "rotation");
    if (!joint.channels.empty())
      line(fmt::format("CHANNELS {}{}", joint.channels.size(), channels));
    bool is_end = true;
    for (std::size_t child = 0; child < joints_.size(); ++child) {
      if (joints_[child].parent != number) continue;
      is_end = false;
      this->joint(static_cast<int>(child));
    }
    if (is_end) {
      open("End Site", end_);
      line("}");
    }
    line("}");
  }

 private:
  void open(const std::string& head, Vec3 offset) {
    line(style_.brace_behind ? head + " {" : head);
    if (!style_.brace_behind) line("{");
    line(fmt::format("OFFSET {:.17g} {:.17g} {:.17g}", offset.x, offset.y, offset.z));
  }

  const std::vector<BvhJoint>& joints_;
  Vec3 end_;
  BvhStyle style_;
};

/// Turns about fixed axes in this order: the first is applied first.
Matrix fixed_turns(const std::string& order, const double* degrees) {
  Matrix m = kNoTurn;
  for (const char axis : order) m = turn(axis, *degrees++) * m;
  return m;
}

std::string freedom_name(char freedom) {
  if (freedom == 'l') return "l";
  return fmt::format("{}{:c}", std::islower(freedom) ? 't' : 'r', std::tolower(freedom));
}

double angle_in_file(double degrees, bool in_degrees) {
  return in_degrees ? degrees : degrees * std::numbers::pi / 180;
}

}  // namespace

std::string bvh_text(const std::vector<BvhJoint>& joints, const std::vector<Row>& rows,
                     double frame_seconds, Vec3 end, const BvhStyle& style) {
  BvhText out(joints, end, style);
  out.line("HIERARCHY");
  for (std::size_t i = 0; i < joints.size(); ++i)
    if (joints[i].parent < 0) out.joint(static_cast<int>(i));
  out.line("MOTION");
  out.line(fmt::format("Frames: {}", rows.size()));
  out.line(fmt::format("Frame Time: {:.17g}", frame_seconds));
  std::vector<std::size_t> first;  // number of each joint
  std::size_t numbers = 0;
  for (const BvhJoint& joint : joints) {
    first.push_back(numbers);
    numbers += joint.channels.size();
  }
  for (const Row& row : rows) {
    std::string line;
    for (const std::size_t joint : out.order)
      for (std::size_t i = 0; i < joints[joint].channels.size(); ++i)
        line += fmt::format("{:.17g} ", row.at(first[joint] + i));
    out.line(line);
  }
  return out.text;
}

std::vector<Vec3> bvh_positions(const std::vector<BvhJoint>& joints, const Row& row) {
  std::vector<Vec3> positions;
  std::vector<Matrix> frames;
  std::size_t at = 0;
  for (const BvhJoint& joint : joints) {
    Vec3 offset = joint.offset;
    Matrix local = kNoTurn;
    for (const char channel : joint.channels) {
      if (std::islower(channel)) {
        axis_of(offset, channel) += row.at(at);
      } else {
        local = local * turn(channel, row.at(at));
      }
      ++at;
    }
    const auto parent = static_cast<std::size_t>(joint.parent);
    const Matrix around = joint.parent < 0 ? kNoTurn : frames[parent];
    positions.push_back((joint.parent < 0 ? Vec3{} : positions[parent]) + around * offset);
    frames.push_back(around * local);
  }
  return positions;
}

Matrix asf_axis(const AsfBone& bone) { return fixed_turns(bone.axis_order, bone.axis.data()); }

std::string asf_text(const std::vector<AsfBone>& bones, const std::string& root_order,
                     bool degrees) {
  std::string text =
      "# made by a test\n:version 1.10\n:name test\n:units\n  mass 1.0\n  length 0.45\n  angle ";
  text += degrees ? "deg\n" : "rad\n";
  text += ":documentation\n  free words: begin end, root\n:root\n  order";
  for (const char freedom : root_order) text += " " + freedom_name(freedom);
  text += "\n  axis XYZ\n  position 0 0 0\n  orientation 0 0 0\n:bonedata\n";
  int id = 0;
  for (const AsfBone& bone : bones) {
    text += fmt::format("  begin\n    id {}\n    name {}\n    direction {:.17g} {:.17g} {:.17g}\n",
                        ++id, bone.name, bone.direction.x, bone.direction.y, bone.direction.z);
    text += fmt::format("    length {:.17g}\n    axis {:.17g} {:.17g} {:.17g} {}\n", bone.length,
                        angle_in_file(bone.axis[0], degrees), angle_in_file(bone.axis[1], degrees),
                        angle_in_file(bone.axis[2], degrees), bone.axis_order);
    if (!bone.freedoms.empty()) {
      text += "    dof";
      for (const char freedom : bone.freedoms) text += " " + freedom_name(freedom);
      text += "\n    limits (-180.0 180.0)\n           (-180.0 180.0)\n";
    }
    text += "  end\n";
  }
  text += ":hierarchy\n  begin\n";
  for (int parent = -1; parent < static_cast<int>(bones.size()); ++parent) {
    std::string children;
    for (const AsfBone& bone : bones)
      if (bone.parent == parent) children += " " + bone.name;
    if (!children.empty())
      text +=
          fmt::format("    {}{}\n",
                      parent < 0 ? "root" : bones[static_cast<std::size_t>(parent)].name, children);
  }
  return text + "  end\n";
}

std::string amc_text(const std::vector<AsfBone>& bones, const std::vector<Row>& rows,
                     const std::string& root_order, bool degrees) {
  std::string text = "#!OML:ASF test.ASF\n:FULLY-SPECIFIED\n";
  text += degrees ? ":DEGREES\n" : ":RADIANS\n";
  int frame = 0;
  for (const Row& row : rows) {
    text += fmt::format("{}\n", ++frame);
    std::size_t at = 0;
    const auto bone = [&](const std::string& name, const std::string& freedoms) {
      if (freedoms.empty()) return;
      text += name;
      for (const char freedom : freedoms) {
        text += fmt::format(
            " {:.17g}", std::isupper(freedom) ? angle_in_file(row.at(at), degrees) : row.at(at));
        ++at;
      }
      text += "\n";
    };
    bone("root", root_order);
    for (const AsfBone& b : bones) bone(b.name, b.freedoms);
  }
  return text;
}

std::vector<Vec3> asf_positions(const std::vector<AsfBone>& bones, const Row& row,
                                const std::string& root_order) {
  std::size_t at = 0;
  struct Numbers {
    Vec3 shift;
    Matrix turned = kNoTurn;
    double longer = 0;
  };
  const auto read = [&](const std::string& freedoms) {
    Numbers numbers;
    for (const char freedom : freedoms) {
      const double number = row.at(at++);
      if (freedom == 'l') {
        numbers.longer += number;
      } else if (std::islower(freedom)) {
        axis_of(numbers.shift, freedom) += number;
      } else {
        numbers.turned = turn(freedom, number) * numbers.turned;
      }
    }
    return numbers;
  };
  const Numbers root = read(root_order);
  std::vector<Vec3> ends{root.shift};
  std::vector<Matrix> frames{root.turned};
  for (const AsfBone& bone : bones) {
    const Numbers numbers = read(bone.freedoms);
    const Matrix axis = asf_axis(bone);
    const auto parent = static_cast<std::size_t>(bone.parent + 1);
    frames.push_back(frames[parent] * axis * numbers.turned * transposed(axis));
    ends.push_back(ends[parent] + frames[parent] * (axis * numbers.shift) +
                   frames.back() * ((bone.length + numbers.longer) * bone.direction));
  }
  return ends;
}

}  // namespace posegrad::test
