#include <algorithm>
#include <array>
#include <map>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "pose/formats/acclaim.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/text_lines.h"

namespace posegrad::pose::formats {
namespace {

using Freedom = AcclaimSkeleton::Freedom;
using Bone = AcclaimSkeleton::Bone;

constexpr std::size_t kMostBones = 10000;
constexpr std::array<std::string_view, 7> kFreedoms{"tx", "ty", "tz", "rx", "ry", "rz", "l"};

class SkeletonReader {
 public:
  SkeletonReader(std::string_view text, const std::string& name) : lines_(text, name, '#') {
    skeleton_.name = name;
    skeleton_.bones.push_back({.name = "root"});
  }

  AcclaimSkeleton read() {
    lines_.require("a keyword such as :units");
    while (!ended_) section();
    if (!has_hierarchy_) lines_.fail("the file ends without a :hierarchy");
    return in_order();
  }

 private:
  bool is(std::string_view word) const { return same_word(lines_.words()[0], word); }
  bool at_keyword() const { return lines_.words()[0].starts_with(':'); }
  void advance() { ended_ = !lines_.next(); }

  [[noreturn]] void found_instead_of(std::string_view wanted) const {
    lines_.fail(fmt::format("found '{}', expected {}", printable(lines_.line()), wanted));
  }

  /// From its keyword to the next one.
  void section() {
    if (!at_keyword()) found_instead_of("a keyword such as :bonedata");
    if (is(":bonedata")) return bones();
    if (is(":hierarchy")) return hierarchy();
    const bool units = is(":units"), root = is(":root");
    for (advance(); !ended_ && !at_keyword(); advance()) {
      if (units) unit();
      if (root) root_line();
    }
  }

  /// Calls body() for each line between begin and end.
  template <class Body>
  void between_begin_and_end(Body&& body) {
    if (!is("begin")) found_instead_of("begin");
    for (;;) {
      lines_.require("end");
      if (is("end")) break;
      if (at_keyword()) found_instead_of("end");
      body();
    }
  }

  void unit() {
    if (!is("angle")) return;  // mass and length: only the shape of a skeleton is used
    if (lines_.words().size() != 2 ||
        (!same_word(lines_.words()[1], "deg") && !same_word(lines_.words()[1], "rad")))
      found_instead_of("angle deg or angle rad");
    skeleton_.degrees = same_word(lines_.words()[1], "deg");
  }

  void root_line() {
    Bone& root = skeleton_.bones[0];
    if (is("order")) {
      root.freedoms = freedoms();
    } else if (is("axis")) {
      root_axes_ = lines_.words().size() == 2 ? std::string(lines_.words()[1]) : "";
      turned({}, root_axes_);
    } else if (is("position")) {
      skeleton_.root_position = vector();
    } else if (is("orientation")) {
      root.axis = turned(vector(), root_axes_);
    } else {
      found_instead_of("order, axis, position or orientation");
    }
  }

  void bones() {
    for (advance(); !ended_ && !at_keyword();) {
      if (skeleton_.bones.size() == kMostBones)
        lines_.fail(fmt::format("more than {} bones", kMostBones));
      bone();
    }
  }

  void bone() {
    Bone bone;
    Vec3 direction;
    std::optional<double> size;
    bool has_direction = false;
    between_begin_and_end([&] {
      if (is("name")) {
        if (lines_.words().size() != 2) found_instead_of("name and a word");
        bone.name = lines_.words()[1];
      } else if (is("direction")) {
        direction = vector();
        has_direction = true;
      } else if (is("length")) {
        size = lines_.real(1);
      } else if (is("axis")) {
        if (lines_.words().size() != 5) found_instead_of("axis, three angles and their order");
        bone.axis = turned({lines_.real(1), lines_.real(2), lines_.real(3)}, lines_.words()[4]);
      } else if (is("dof")) {
        bone.freedoms = freedoms();
      }
      // id, limits, masses and what programs add: not needed
    });
    if (bone.name.empty() || !has_direction || !size)
      lines_.fail(fmt::format("the bone '{}' that ends here lacks its {}", bone.name,
                              bone.name.empty() ? "name"
                              : has_direction   ? "length"
                                                : "direction"));
    if (number_of_.contains(bone.name) || bone.name == "root")
      lines_.fail(fmt::format("bone '{}' again", printable(bone.name)));
    bone.reach = *size * direction;
    number_of_[bone.name] = static_cast<int>(skeleton_.bones.size());
    skeleton_.bones.push_back(std::move(bone));
    advance();
  }

  void hierarchy() {
    has_hierarchy_ = true;
    lines_.require("begin");
    between_begin_and_end([&] {
      const int parent = bone_number(lines_.words()[0]);
      for (std::size_t i = 1; i < lines_.words().size(); ++i) {
        Bone& child = skeleton_.bones[static_cast<std::size_t>(bone_number(lines_.words()[i]))];
        if (child.parent >= 0 || child.name == "root")
          lines_.fail(fmt::format("bone '{}' has a parent already", printable(child.name)));
        child.parent = parent;
      }
    });
    advance();
  }

  int bone_number(std::string_view name) const {
    if (same_word(name, "root")) return 0;
    const auto found = number_of_.find(name);
    if (found == number_of_.end())
      lines_.fail(fmt::format("there is no bone '{}' in :bonedata", printable(name)));
    return found->second;
  }

  Vec3 vector() const {
    if (lines_.words().size() != 4)
      found_instead_of(fmt::format("{} and three numbers", lines_.words()[0]));
    return {lines_.real(1), lines_.real(2), lines_.real(3)};
  }

  std::vector<Freedom> freedoms() const {
    std::vector<Freedom> found;
    for (std::size_t i = 1; i < lines_.words().size(); ++i) {
      const std::string_view word = lines_.words()[i];
      const auto known = std::ranges::find_if(
          kFreedoms, [&](std::string_view name) { return same_word(name, word); });
      if (known == kFreedoms.end())
        lines_.fail(
            fmt::format("found '{}', expected tx, ty, tz, rx, ry, rz or l", printable(word)));
      found.push_back(static_cast<Freedom>(known - kFreedoms.begin()));
    }
    return found;
  }

  /// Turns by the angles about the fixed axes X, Y and Z, in an order such as "XYZ".
  Quaternion turned(Vec3 angles, std::string_view order) const {
    const double unit = skeleton_.degrees ? std::numbers::pi / 180 : 1;
    Quaternion turn;
    std::size_t i = 0;
    const std::array values{angles.x, angles.y, angles.z};
    for (const char axis : order) {
      const double angle = i < 3 ? unit * values[i] : 0;
      if (axis == 'x' || axis == 'X') {
        turn = turn_x(angle) * turn;
      } else if (axis == 'y' || axis == 'Y') {
        turn = turn_y(angle) * turn;
      } else if (axis == 'z' || axis == 'Z') {
        turn = turn_z(angle) * turn;
      } else {
        i = 3;
      }
      ++i;
    }
    if (i != 3) found_instead_of("an order of three axes such as XYZ");
    return turn;
  }

  /// Parents before their children. Throws DataError for a bone that does not hang on the root.
  AcclaimSkeleton in_order() {
    std::vector<Bone>& bones = skeleton_.bones;
    std::vector<std::vector<int>> children(bones.size());
    for (std::size_t i = 1; i < bones.size(); ++i) {
      if (bones[i].parent < 0)
        lines_.fail(fmt::format("bone '{}' is not in :hierarchy", printable(bones[i].name)));
      children[static_cast<std::size_t>(bones[i].parent)].push_back(static_cast<int>(i));
    }
    std::vector<Bone> sorted;
    std::vector<std::pair<int, int>> open{{0, -1}};  // bone, its parent's new number
    while (!open.empty()) {
      const auto [old, parent] = open.back();
      open.pop_back();
      const auto number = static_cast<int>(sorted.size());
      sorted.push_back(std::move(bones[static_cast<std::size_t>(old)]));
      sorted.back().parent = parent;
      const std::vector<int>& below = children[static_cast<std::size_t>(old)];
      for (auto child = below.rbegin(); child != below.rend(); ++child)
        open.emplace_back(*child, number);
    }
    if (sorted.size() != bones.size())
      lines_.fail("bones in :hierarchy hang on each other in a circle");
    bones = std::move(sorted);
    return std::move(skeleton_);
  }

  TextLines lines_;
  AcclaimSkeleton skeleton_;
  std::map<std::string, int, std::less<>> number_of_;
  std::string root_axes_ = "XYZ";
  bool has_hierarchy_ = false, ended_ = false;
};

}  // namespace

AcclaimSkeleton parse_asf(std::string_view text, const std::string& name) {
  return SkeletonReader(text, name).read();
}

}  // namespace posegrad::pose::formats
