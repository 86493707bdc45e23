#include "pose/data/views/endless_views.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "pose/data/views/keypoint_errors.h"
#include "pose/data/views/vary_body.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::pose::views {
namespace {

// COCO's 17 keypoints of the body's points.
constexpr std::array<Point, kCocoKeypoints> kCoco{
    nose,           left_eye,   right_eye,   left_ear,   right_ear,   left_shoulder,
    right_shoulder, left_elbow, right_elbow, left_wrist, right_wrist, left_hip,
    right_hip,      left_knee,  right_knee,  left_ankle, right_ankle};

// Annotators do not agree about where a joint is: an offset a window, in axes of the body, metres.
// Hips and shoulders lie deep under clothes; both sides are off alike.
class Placement {
 public:
  explicit Placement(synth::Random& random) {
    const auto draw = [&](double spread) {
      return Vec3{spread * random.normal(), spread * random.normal(), spread * random.normal()};
    };
    const Vec3 hips = draw(0.016), shoulders = draw(0.014);
    for (std::size_t k = 0; k < kCocoKeypoints; ++k) offsets_[k] = draw(k < 5 ? 0.01 : 0.007);
    for (const std::size_t k : {5U, 6U, 11U, 12U}) {
      const Vec3 both = k < 11 ? shoulders : hips;
      const double side = k % 2 == 1 ? 1 : -1;  // COCO's left joints have odd numbers
      offsets_[k] = offsets_[k] + Vec3{side * both.x, both.y, both.z};
    }
  }
  Vec3 of(const Body& body, std::size_t k) const {
    const Axes axes = k < 11 ? chest_axes(body) : pelvis_axes(body);
    return body[kCoco[k]] + axes.world(offsets_[k]);
  }

 private:
  std::array<Vec3, kCocoKeypoints> offsets_;
};

struct Flat {
  double x, y;
};

// Is p on the inner side of all four edges, or on the outer side of all?
bool inside(const std::array<Flat, 4>& quad, Flat p) {
  int left = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Flat a = quad[i], b = quad[(i + 1) % 4];
    if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0) ++left;
  }
  return left == 0 || left == 4;
}

// Behind the trunk, as seen from the camera.
std::array<bool, kCocoKeypoints> behind_trunk(const std::array<Vec3, kCocoKeypoints>& in_camera) {
  const auto flat = [&](std::size_t k) {
    return Flat{in_camera[k].x / in_camera[k].z, in_camera[k].y / in_camera[k].z};
  };
  const std::array<Flat, 4> trunk{flat(5), flat(6), flat(12), flat(11)};
  const double depth = (in_camera[5].z + in_camera[6].z + in_camera[11].z + in_camera[12].z) / 4;
  std::array<bool, kCocoKeypoints> hidden{};
  for (const std::size_t k : {7U, 8U, 9U, 10U, 13U, 14U, 15U, 16U})
    hidden[k] = in_camera[k].z > depth + 0.08 && inside(trunk, flat(k));
  return hidden;
}

// On the side of the head that is turned away.
void hide_face(const std::array<Vec3, kCocoKeypoints>& in_camera,
               std::array<bool, kCocoKeypoints>& hidden) {
  const Vec3 middle = 0.5 * (in_camera[3] + in_camera[4]);  // between the ears
  for (std::size_t k = 0; k < 5; ++k) {
    const Vec3 outward = in_camera[k] - middle;
    hidden[k] = dot(outward, middle) > 0.25 * length(outward) * length(middle);
  }
}

// The nearest that anything may come to the camera, metres.
constexpr double kNearPlane = 0.35;

// The video begins or ends within the window: its first frame is held before it, its last after it,
// as where a window is cut from a video.
void cut(std::vector<SeenBody>& seen, std::size_t target, synth::Random& random) {
  const double end = random.uniform();
  const auto within = [&](std::size_t frames) {
    return static_cast<std::size_t>(random.uniform(0, static_cast<double>(frames)));
  };
  if (end < 0.12) {
    const std::size_t first = 1 + within(target);
    std::fill_n(seen.begin(), first, seen[first]);
  } else if (end < 0.24) {
    const std::size_t last = target + within(seen.size() - target);
    std::fill(seen.begin() + static_cast<std::ptrdiff_t>(last), seen.end(), seen[last]);
  }
}

bool is_in_front(const Motion& motion, const ViewCamera& camera) {
  return std::ranges::all_of(motion, [&](const Body& body) {
    return std::ranges::all_of(body, [&](Vec3 p) { return camera.to_camera(p).z > kNearPlane; });
  });
}

}  // namespace

const Mirroring& mirroring() {
  static const Mirroring both{{keypoint_layout("coco").left, keypoint_layout("coco").right},
                              {h36m_17().joints_left, h36m_17().joints_right}};
  return both;
}

EndlessViews::EndlessViews(std::vector<Clip> clips, ViewOptions options)
    : clips_(std::move(clips)), options_(options) {
  if (clips_.empty()) throw DataError("endless views: there is no clip of motion");
  std::map<std::string, double> frames_of;
  for (const Clip& clip : clips_) {
    if (!clip.poses.defined() || clip.poses.rank() != 3 || clip.poses.dim(0) < 1 ||
        clip.poses.dim(1) != kBodyPoints || clip.poses.dim(2) != 3)
      throw DataError(fmt::format(
          "endless views: subject {}, action '{}' has the shape {}; expected (frames, {}, 3)",
          clip.subject, clip.action, clip.poses.defined() ? clip.poses.shape().to_string() : "()",
          kBodyPoints));
    frames_of[clip.subject] += static_cast<double>(clip.poses.dim(0));
  }
  double end = 0;
  for (const Clip& clip : clips_)
    ends_.push_back(end +=
                    static_cast<double>(clip.poses.dim(0)) / std::sqrt(frames_of[clip.subject]));
}

Index EndlessViews::total_frames() const noexcept {
  return std::accumulate(clips_.begin(), clips_.end(), Index{0},
                         [](Index sum, const Clip& clip) { return sum + clip.poses.dim(0); });
}

Motion EndlessViews::draw_motion(synth::Random& random, double pace, std::string* action) const {
  const auto found =
      std::ranges::upper_bound(ends_.begin(), ends_.end() - 1, random.uniform(0, ends_.back()));
  const Clip& clip = clips_[static_cast<std::size_t>(found - ends_.begin())];
  if (action != nullptr) *action = clip.action;
  const double step = kClipRate / options_.rate * pace;
  const double span = step * static_cast<double>(options_.frames - 1),
               last = static_cast<double>(clip.poses.dim(0) - 1);
  // A clip that is too short stands still at both ends.
  const double start = last > span ? random.uniform(0, last - span) : (last - span) / 2;
  const bool mirror = random.chance(0.5);
  Motion motion;
  motion.reserve(static_cast<std::size_t>(options_.frames));
  for (Index t = 0; t < options_.frames; ++t) {
    motion.push_back(body_at(clip.poses, start + step * static_cast<double>(t)));
    if (mirror) motion.back() = mirrored(motion.back());
  }
  return motion;
}

View EndlessViews::draw(std::uint64_t key, std::uint64_t index) const {
  synth::Random random(key, {index});
  View view;
  const double pace = std::exp(0.25 * random.normal());
  Motion motion = draw_motion(random, pace, &view.action);
  if (options_.vary_pose) {
    combine(
        motion, [&] { return draw_motion(random, pace, nullptr); }, random);
    bend(motion, random);
    lift_legs(motion, random);
    lean(motion, random);
    tilt(motion, random);
  }
  turn_head(motion, random);
  reshape(motion, random);

  const auto frames = static_cast<std::size_t>(options_.frames);
  const std::size_t target = options_.causal ? frames - 1 : frames / 2;
  constexpr int kTries = 50;  // of cameras into which nobody walks
  for (int attempt = 0; attempt < kTries; ++attempt) {
    view.camera = draw_camera(motion[target][hip], random);
    if (is_in_front(motion, view.camera)) break;
  }

  const Placement placement(random);
  std::vector<SeenBody> seen(frames);
  std::vector<std::array<bool, kCocoKeypoints>> hidden(frames);
  for (std::size_t t = 0; t < frames; ++t) {
    std::array<Vec3, kCocoKeypoints> in_camera;
    for (std::size_t k = 0; k < kCocoKeypoints; ++k) {
      in_camera[k] = view.camera.to_camera(placement.of(motion[t], k));
      in_camera[k].z = std::max(in_camera[k].z, kNearPlane);
      const Vec3 pixel = view.camera.pixel(in_camera[k]);
      seen[t][k] = {pixel.x, pixel.y, true};
    }
    hidden[t] = behind_trunk(in_camera);
    hide_face(in_camera, hidden[t]);
  }
  const double depth = view.camera.to_camera(motion[target][hip]).z;
  detect(seen, hidden, view.camera.lens.focal_length / depth, view.camera.size, random);
  cut(seen, target, random);

  view.keypoints.reserve(frames * kCocoKeypoints * 3);
  for (const SeenBody& body : seen)
    for (const SeenPoint& p : body)
      view.keypoints.insert(view.keypoints.end(), {static_cast<float>(p.x), static_cast<float>(p.y),
                                                   p.seen ? 1.0F : 0.0F});
  view.window.resize(frames * kWindowKeypoints * kWindowFeatures);
  const Quaternion assumed =
      person_window(view.keypoints.data(), options_.frames, static_cast<Index>(target),
                    usual_pinhole(view.camera.size), view.window.data());
  // The person stands where the true lens says, so the pose is told in those axes: what a person
  // looks like depends on the direction of view, and not on what is assumed of the lens.
  const Vec3 middle = rotate(conjugate(assumed), {0, 0, 1});
  const Pinhole guess = usual_pinhole(view.camera.size);
  view.turn = turn_to(view.camera.lens, guess.x + guess.focal_length * middle.x / middle.z,
                      guess.y + guess.focal_length * middle.y / middle.z);
  const Body& body = motion[target];
  for (std::size_t j = 0; j < 17; ++j)
    view.pose[j] = rotate(view.turn, view.camera.turned(body[j] - body[hip]));
  view.pose[17] = rotate(view.turn, view.camera.turned({0, 0, kUpLength}));
  return view;
}

void EndlessViews::draw(std::uint64_t key, std::uint64_t index, float* window, float* pose) const {
  const View view = draw(key, index);
  std::ranges::copy(view.window, window);
  for (const Vec3& p : view.pose)
    for (const double x : {p.x, p.y, p.z}) *pose++ = static_cast<float>(x);
}

}  // namespace posegrad::pose::views
