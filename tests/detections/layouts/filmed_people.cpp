#include "tests/detections/layouts/filmed_people.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "pose/data/synth/body.h"
#include "pose/data/synth/motion.h"
#include "pose/data/views/keypoint_errors.h"
#include "pose/data/views/view_camera.h"
#include "pose/geometry/quaternion.h"

namespace posegrad::test {
namespace {

using namespace pose;
using detections::Records;
using views::Body;
using views::Point;

using Joints = std::map<std::string, Vec3>;

constexpr double kFrameRate = 25, kNearPlane = 0.35;
constexpr std::array<const char*, 17> kCoco{
    "nose",           "left eye",   "right eye",   "left ear",   "right ear",   "left shoulder",
    "right shoulder", "left elbow", "right elbow", "left wrist", "right wrist", "left hip",
    "right hip",      "left knee",  "right knee",  "left ankle", "right ankle"};

Vec3 mean(Vec3 a, Vec3 b) { return 0.5 * (a + b); }
Vec3 safe_unit(Vec3 v) { return length(v) > 1e-6 ? unit(v) : Vec3{0, 0, 1}; }

/// Feet point forward, at a right angle to the shin.
void add_foot(const Body& body, bool left, Joints& joints) {
  const std::string side = left ? "left " : "right ";
  const Vec3 knee = body[left ? Point::left_knee : Point::right_knee],
             ankle = body[left ? Point::left_ankle : Point::right_ankle];
  const views::Axes pelvis = views::pelvis_axes(body);
  const Vec3 down = safe_unit(ankle - knee);
  Vec3 ahead = -pelvis.y;
  ahead = safe_unit(ahead - dot(ahead, down) * down);
  const Vec3 outward = (left ? 1.0 : -1.0) * pelvis.x;
  joints[side + "heel"] = ankle + 0.05 * down - 0.05 * ahead;
  joints[side + "foot"] = ankle + 0.05 * down + 0.10 * ahead;
  joints[side + "toe"] = ankle + 0.06 * down + 0.17 * ahead;
  joints[side + "big toe"] = joints[side + "toe"] - 0.02 * outward;
  joints[side + "small toe"] = ankle + 0.06 * down + 0.13 * ahead + 0.05 * outward;
  joints[side + "lower leg"] = knee + 0.01 * down;
}

void add_hand(const Body& body, bool left, Joints& joints) {
  const std::string side = left ? "left " : "right ";
  const Vec3 elbow = body[left ? Point::left_elbow : Point::right_elbow],
             wrist = body[left ? Point::left_wrist : Point::right_wrist];
  const Vec3 along = safe_unit(wrist - elbow),
             across = safe_unit(cross(along, views::chest_axes(body).x));
  joints[side + "hand"] = wrist + 0.08 * along;
  joints[side + "hand tip"] = wrist + 0.17 * along;
  joints[side + "finger"] = wrist + 0.17 * along;
  joints[side + "thumb"] = wrist + 0.07 * along + 0.05 * across;
  joints[side + "index"] = wrist + 0.10 * along + 0.02 * across;
  joints[side + "pinky"] = wrist + 0.09 * along - 0.03 * across;
  joints[side + "lower arm"] = elbow + 0.01 * along;
}

void add_head(const Body& body, Joints& joints) {
  const Vec3 eyes = mean(body[Point::left_eye], body[Point::right_eye]),
             ears = mean(body[Point::left_ear], body[Point::right_ear]);
  const Vec3 across = body[Point::left_eye] - body[Point::right_eye];
  const Vec3 up = safe_unit(body[Point::head] - ears);
  joints["head"] = mean(body[Point::head], ears);
  joints["head top"] = body[Point::head] + 0.02 * up;
  joints["jaw"] = body[Point::neck];
  joints["upper neck"] = mean(body[Point::thorax], ears);
  joints["left eye inner"] = eyes + 0.25 * across;
  joints["left eye outer"] = eyes + 0.75 * across;
  joints["right eye inner"] = eyes - 0.25 * across;
  joints["right eye outer"] = eyes - 0.75 * across;
  joints["left mouth"] = body[Point::nose] - 0.05 * up + 0.35 * across;
  joints["right mouth"] = body[Point::nose] - 0.05 * up - 0.35 * across;
}

/// The COCO keypoint whose errors a joint shares.
std::size_t nearest_keypoint(const std::string& joint) {
  const bool left = !joint.starts_with("right ");
  const auto place = [&](const char* part) {
    return static_cast<std::size_t>(
        std::ranges::find(kCoco, (left ? "left " : "right ") + std::string(part)) - kCoco.begin());
  };
  const auto found = std::ranges::find(kCoco, joint);
  if (found != kCoco.end()) return static_cast<std::size_t>(found - kCoco.begin());
  for (const char* part : {"heel", "foot", "toe"})
    if (joint.ends_with(part)) return place("ankle");
  for (const char* part : {"hand", "hand tip", "finger", "thumb", "index", "pinky"})
    if (joint.ends_with(part)) return place("wrist");
  if (joint.ends_with("lower arm")) return place("elbow");
  if (joint.ends_with("lower leg")) return place("knee");
  if (joint == "pelvis") return place("hip");
  for (const char* part : {"neck", "thorax", "spine", "collar"})
    if (joint.ends_with(part)) return place("shoulder");
  return 0;
}

/// One person over the frames, and the detector's idea of them.
class Take {
 public:
  Take(const views::Motion& motion, const Filming& filming, synth::Random& random) {
    camera_ = views::draw_camera(motion[motion.size() / 2][Point::hip], random);
    const Vec3 centre = motion[motion.size() / 2][Point::hip];
    const Quaternion turn = filming.any_way_up
                                ? turn_z(random.uniform(0, 6.28)) * turn_x(random.uniform(0, 3.14))
                                : Quaternion{};
    // Annotators do not agree about where a joint is.
    std::map<std::string, Vec3> offsets;
    for (const auto& [joint, place] : all_joints(motion.front())) {
      const double spread = filming.has_errors ? (nearest_keypoint(joint) < 5 ? 0.008 : 0.016) : 0;
      offsets[joint] = {spread * random.normal(), spread * random.normal(),
                        spread * random.normal()};
    }
    std::vector<views::SeenBody> exact(motion.size());
    for (std::size_t t = 0; t < motion.size(); ++t) {
      for (const auto& [joint, place] : all_joints(motion[t])) {
        Vec3 seen = camera_.to_camera(centre + rotate(turn, place + offsets[joint] - centre));
        seen.z = std::max(seen.z, kNearPlane);
        frames_.resize(t + 1);
        frames_[t][joint] = camera_.pixel(seen);
      }
      for (std::size_t k = 0; k < kCoco.size(); ++k)
        exact[t][k] = {frames_[t][kCoco[k]].x, frames_[t][kCoco[k]].y, true};
    }
    seen_ = exact;
    if (filming.has_errors) {
      const double depth = camera_.to_camera(centre).z;
      views::detect(seen_, std::vector<std::array<bool, 17>>(motion.size()),
                    camera_.lens.focal_length / depth, camera_.size, random);
    }
    exact_ = exact;
  }

  const VideoSize& size() const { return camera_.size; }

  detections::RawPoint point(std::size_t t, const std::string& joint,
                             const Filming& filming) const {
    const std::size_t k = nearest_keypoint(joint);
    if (joint.empty()) return seen_[t][0].seen ? raw(t, kCoco[0], 0, filming) : missing(filming);
    return seen_[t][k].seen ? raw(t, joint, k, filming) : missing(filming);
  }

 private:
  detections::RawPoint raw(std::size_t t, const std::string& joint, std::size_t k,
                           const Filming& filming) const {
    const Vec3 at = frames_[t].at(joint);
    const double x = at.x + seen_[t][k].x - exact_[t][k].x,
                 y = at.y + seen_[t][k].y - exact_[t][k].y;
    if (filming.in_fractions)
      return {x / static_cast<double>(size().width), y / static_cast<double>(size().height), 0.9};
    return {x, y, 0.9};
  }
  static detections::RawPoint missing(const Filming& filming) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    switch (filming.missing) {
      case Filming::Missing::zeros:
        return {0, 0, 0};
      case Filming::Missing::minus_ones:
        return {-1, -1, kNan};
      case Filming::Missing::nan:
        return {kNan, kNan, kNan};
      case Filming::Missing::score_zero:
        break;
    }
    return {17, 23, 0};
  }

  views::ViewCamera camera_;
  std::vector<Joints> frames_;  // pixels
  std::vector<views::SeenBody> exact_, seen_;
};

}  // namespace

views::Motion acted_motion(Index frames, synth::Random& random) {
  constexpr std::array kSubjects{"S1", "S5", "S6", "S7", "S8", "S9", "S11"};
  const auto one_of = [&](std::size_t count) {
    return static_cast<std::size_t>(random.uniform(0, static_cast<double>(count)));
  };
  const synth::BodyShape shape = synth::body_shape(kSubjects[one_of(kSubjects.size())]);
  const synth::MotionKind& kind = synth::motion_kinds()[one_of(synth::motion_kinds().size())];
  const double seconds = static_cast<double>(frames) / kFrameRate, begin = random.uniform(0, 2.5);
  const synth::Motion motion = synth::with_sway(kind.make(shape, random, begin + seconds), random);
  constexpr std::array<std::size_t, 17> kSlots{0,  1,  2,  3,  6,  7,  8,  12, 13,
                                               14, 15, 17, 18, 19, 25, 26, 27};
  views::Motion result;
  for (Index t = 0; t < frames; ++t) {
    const synth::BodyPoints points =
        synth::solve(shape, motion(begin + static_cast<double>(t) / kFrameRate));
    Body& body = result.emplace_back();
    for (std::size_t j = 0; j < kSlots.size(); ++j) body[j] = points.joints[kSlots[j]];
    std::ranges::copy(points.face, body.begin() + 17);
  }
  return result;
}

Joints all_joints(const Body& body) {
  Joints joints{{"nose", body[Point::nose]},
                {"neck", body[Point::thorax]},
                {"thorax", body[Point::thorax]},
                {"spine", body[Point::spine]},
                {"pelvis", body[Point::hip]}};
  const auto add = [&](const char* part, Point left, Point right) {
    joints[std::string("left ") + part] = body[left];
    joints[std::string("right ") + part] = body[right];
  };
  add("eye", Point::left_eye, Point::right_eye);
  add("ear", Point::left_ear, Point::right_ear);
  add("shoulder", Point::left_shoulder, Point::right_shoulder);
  add("elbow", Point::left_elbow, Point::right_elbow);
  add("wrist", Point::left_wrist, Point::right_wrist);
  add("hip", Point::left_hip, Point::right_hip);
  add("knee", Point::left_knee, Point::right_knee);
  add("ankle", Point::left_ankle, Point::right_ankle);
  joints["left collar"] =
      body[Point::thorax] + 0.25 * (body[Point::left_shoulder] - body[Point::thorax]);
  joints["right collar"] =
      body[Point::thorax] + 0.25 * (body[Point::right_shoulder] - body[Point::thorax]);
  add_head(body, joints);
  for (const bool left : {false, true}) {
    add_foot(body, left, joints);
    add_hand(body, left, joints);
  }
  return joints;
}

Records film(const std::vector<views::Motion>& people, const detections::Layout& layout,
             const Filming& filming, synth::Random& random) {
  Records records;
  records.format = "a test";
  records.units = filming.in_fractions ? detections::Units::fractions : detections::Units::unknown;
  for (std::size_t p = 0; p < people.size(); ++p) {
    const Take take(people[p], filming, random);
    for (std::size_t t = 0; t < people[p].size(); ++t) {
      if (records.frames.size() <= t)
        records.frames.emplace_back().where = "frame " + std::to_string(t);
      detections::RawPerson person{{},
                                   std::numeric_limits<double>::quiet_NaN(),
                                   {},
                                   {},
                                   "frame " + std::to_string(t) + ", person " + std::to_string(p)};
      for (const std::string& joint : layout.joints)
        person.points.push_back(take.point(t, joint, filming));
      records.frames[t].people.push_back(std::move(person));
    }
  }
  return records;
}

}  // namespace posegrad::test
