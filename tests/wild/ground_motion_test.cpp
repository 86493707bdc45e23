#include "pose/wild/ground/ground_motion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/check_gradient.h"
#include "tests/wild/filmed.h"

namespace posegrad::test {
namespace {

using namespace pose;

// As a good model errs.
constexpr FilmOptions kUsualErrors{.up_bias = 4,
                                   .up_jitter = 6,
                                   .up_outliers = 0.1,
                                   .depth_scale = 0.05,
                                   .depth_wander = 0.10,
                                   .side_wander = 0.01};

FilmOptions seen_from(double pitch, double roll, double heading,
                      const FilmOptions& errors = kUsualErrors) {
  FilmOptions options = errors;
  options.pitch = pitch;
  options.roll = roll;
  options.heading = heading;
  options.seed = static_cast<std::uint64_t>(1000 + 7 * pitch + 3 * roll + heading);
  return options;
}

GroundMotion stood(const Film& film, const KnownTilt& known = {}) {
  return stand_on_ground(film.poses, film.up, film.fps, known);
}

double estimated_up_error(const Film& film) {
  return angle_between(clip_up(film.up).direction, film.true_up);
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

Vec3 at(const Tensor& poses, Index frame, Index joint) {
  const float* p = poses.data<float>() + (frame * poses.dim(1) + joint) * 3;
  return {p[0], p[1], p[2]};
}

double lowest(const Tensor& poses) {
  double height = std::numeric_limits<double>::infinity();
  for (Index i = 2; i < poses.numel(); i += 3) height = std::min(height, poses.at(i));
  return height;
}

// Largest distance of a joint from where it is in the first frame, metres.
double range(const Tensor& poses, Index joint) {
  double most = 0;
  for (Index t = 0; t < poses.dim(0); ++t)
    most = std::max(most, length(at(poses, t, joint) - at(poses, 0, joint)));
  return most;
}

// Largest distance of the root from that of frame t * step of another motion, metres.
double farthest(const Tensor& a, const Tensor& b, Index step = 1) {
  double most = 0;
  for (Index t = 0; t < a.dim(0); ++t)
    most = std::max(most, length(at(a, t, 0) - at(b, t * step, 0)));
  return most;
}

// One frame for as long as wanted.
Tensor held(const Tensor& poses, Index frame, Index frames) {
  const Tensor result = Tensor::empty({frames, poses.dim(1), 3});
  const Index numbers = poses.dim(1) * 3;
  for (Index t = 0; t < frames; ++t)
    std::copy_n(poses.data<float>() + frame * numbers, numbers, result.data<float>() + t * numbers);
  return result;
}

template <class Change>
Tensor changed(const Tensor& poses, Change&& change) {
  Tensor result = poses.clone();
  for (Index t = 0; t < poses.dim(0); ++t)
    for (Index j = 0; j < poses.dim(1); ++j) {
      const Vec3 p = change(t, at(poses, t, j));
      float* to = result.data<float>() + (t * poses.dim(1) + j) * 3;
      to[0] = static_cast<float>(p.x);
      to[1] = static_cast<float>(p.y);
      to[2] = static_cast<float>(p.z);
    }
  return result;
}

BOOST_AUTO_TEST_SUITE(ground_motion)

BOOST_AUTO_TEST_CASE(a_walk_tells_how_the_camera_is_held) {
  std::vector<double> before, after;
  for (const double pitch : {-15.0, 0.0, 20.0, 50.0})
    for (const double roll : {-10.0, 0.0, 25.0}) {
      const auto seed = static_cast<std::uint64_t>(1 + std::abs(pitch) + std::abs(roll));
      const Film seen =
          film(acted("Walking", 8, seed), seen_from(pitch, roll, 40 + 5 * pitch + roll));
      before.push_back(estimated_up_error(seen));
      after.push_back(angle_between(stood(seen).up, seen.true_up));
      // Steep views have the least to tell of heights: depth is what errs.
      BOOST_TEST(after.back() < (pitch < 50 ? 3 : 6.5),
                 "pitch " << pitch << ", roll " << roll << ": up is off by " << after.back());
    }
  BOOST_TEST(mean(before) > 3.5);
  BOOST_TEST(mean(after) < 2.2);
}

BOOST_AUTO_TEST_CASE(who_stays_on_the_spot_does_not_change_the_estimate_of_up) {
  for (const char* action : {"Waving", "Boxing", "Jumping", "Squatting"})
    for (int i = 0; i < 3; ++i) {
      const Film seen = film(acted(action, 6), seen_from(15 * i, 5 * i, 100 * i));
      BOOST_TEST(angle_between(stood(seen).up, clip_up(seen.up).direction) < 1e-4);
    }
}

BOOST_AUTO_TEST_CASE(noise_does_not_spoil_a_right_estimate_of_up) {
  FilmOptions errors = kUsualErrors;
  errors.up_bias = 0;
  errors.joints = 0.01;
  std::vector<double> after;
  for (int i = 0; i < 12; ++i)
    after.push_back([&] {
      const Film seen =
          film(acted(i % 2 == 0 ? "Walking" : "Phoning", 8, static_cast<std::uint64_t>(i + 1)),
               seen_from(-15 + 5 * i, 4 * i - 20, 70 * i, errors));
      return angle_between(stood(seen).up, seen.true_up);
    }());
  BOOST_TEST(mean(after) < 1.5);
  BOOST_TEST(std::ranges::max(after) < 4);
}

BOOST_AUTO_TEST_CASE(what_is_seen_exactly_stays_exact) {
  std::vector<double> errors;
  for (int i = 0; i < 6; ++i) {
    const Film seen = film(acted("Walking", 8, static_cast<std::uint64_t>(i + 1)),
                           seen_from(8 * i, 0, 60 * i, {}));
    errors.push_back(angle_between(stood(seen).up, seen.true_up));
  }
  BOOST_TEST(mean(errors) < 0.15);
}

BOOST_AUTO_TEST_CASE(a_hill_tilts_the_world_a_little_at_most) {
  const Tensor climb = changed(acted("Walking", 8), [](Index, Vec3 p) {
    return Vec3{p.x, p.y, p.z + 0.6 * p.x};
  });
  const Film seen = film(climb, seen_from(5, 0, 0, {.up_jitter = 3}));
  BOOST_TEST(angle_between(stood(seen).up, clip_up(seen.up).direction) < 5);
}

BOOST_AUTO_TEST_CASE(standing_feet_do_not_slide) {
  for (const char* action :
       {"Walking", "Running", "Jumping", "SittingDown", "Throwing", "Kicking", "Turning"})
    for (int i = 0; i < 2; ++i) {
      const Tensor truth = acted(action, 6, static_cast<std::uint64_t>(i + 1));
      const Film seen = film(truth, seen_from(10 + 20 * i, 8 * i, 90 * i));
      const double before = foot_skate_mm(only_turned(seen, seen.true_up), truth, 50);
      const double after = foot_skate_mm(stood(seen).poses, truth, 50);
      BOOST_TEST(before > 6, action << ": " << before << " mm a frame");
      // Running feet roll off all the time.
      BOOST_TEST(after < (std::string_view(action) == "Running" ? 5 : 1.2),
                 action << ": " << after << " mm a frame");
    }
}

BOOST_AUTO_TEST_CASE(feet_of_poses_that_err_slide_less) {
  FilmOptions errors = kUsualErrors;
  errors.joints = 0.01;
  const Tensor truth = acted("Walking", 6, 3);
  const Film seen = film(truth, seen_from(12, 3, 200, errors));
  BOOST_TEST(foot_skate_mm(only_turned(seen, seen.true_up), truth, 50) > 8);
  BOOST_TEST(foot_skate_mm(stood(seen).poses, truth, 50) < 3);
}

BOOST_AUTO_TEST_CASE(who_stands_still_stands_still_whatever_depth_does) {
  const Tensor truth = held(acted("Waving", 1), 0, 400);
  const Film seen =
      film(truth, seen_from(10, 0, 30, {.up_jitter = 5, .depth_jitter = 0.1, .joints = 0}));
  BOOST_TEST(range(only_turned(seen, seen.true_up), 0) > 0.25);
  const GroundMotion ground = stood(seen);
  BOOST_TEST(range(ground.poses, 0) < 0.02);
  BOOST_TEST(foot_skate_mm(ground.poses, truth, 50) < 0.2);
}

BOOST_AUTO_TEST_CASE(frames_that_are_far_off_move_nothing) {
  const Film right = film(acted("Walking", 4), seen_from(10, 0, 30, {}));
  const Tensor wanted = stood(right).poses;
  Film deep = right, aside = right;
  deep.poses = changed(right.poses, [&](Index t, Vec3 p) {
    return t / 5 == 20 ? p + 6 * unit(at(right.poses, t, 0)) : p;
  });
  aside.poses = changed(right.poses, [](Index t, Vec3 p) {
    return t / 2 == 50 ? p + Vec3{0.5, 0, 0} : p;
  });
  BOOST_TEST(farthest(stood(deep).poses, wanted) < 0.05);
  BOOST_TEST(farthest(stood(aside).poses, wanted) < 0.1);
}

BOOST_AUTO_TEST_CASE(a_drift_of_depth_does_not_lift_standing_feet) {
  // Seen from above, what moves away along the line of sight sinks: here by 0.25 m.
  Film seen = film(acted("Boxing", 8), seen_from(35, 0, 30, {}));
  seen.poses = changed(Tensor(seen.poses), [&](Index t, Vec3 p) {
    return p + 0.001 * static_cast<double>(t) * unit(at(seen.poses, t, 0));
  });
  const Tensor poses = stood(seen, {.pitch = 35, .roll = 0}).poses;
  double low = 1, high = -1;
  for (Index t = 0; t < poses.dim(0); ++t) {
    const double height = std::min(at(poses, t, 3).z, at(poses, t, 6).z);
    low = std::min(low, height);
    high = std::max(high, height);
  }
  BOOST_TEST(high - low < 0.055);
}

BOOST_AUTO_TEST_CASE(a_step_onto_a_box_is_not_pressed_down) {
  const Tensor truth = changed(held(acted("Waving", 1), 0, 400), [](Index t, Vec3 p) {
    return p + Vec3{0, 0, 0.4 / (1 + std::exp(-0.2 * static_cast<double>(t - 200)))};
  });
  const Tensor poses = stood(film(truth, seen_from(10, 0, 30, {}))).poses;
  BOOST_TEST(std::abs(at(poses, 360, 0).z - at(poses, 40, 0).z - 0.4) < 0.04);
}

BOOST_AUTO_TEST_CASE(a_jump_keeps_its_height_and_its_feet_are_free) {
  for (const int seed : {1, 2, 3}) {
    const Tensor truth = acted("Jumping", 6, static_cast<std::uint64_t>(seed));
    FilmOptions errors = kUsualErrors;
    errors.up_bias = 0;
    const Film seen = film(truth, seen_from(8, 2, 120.0 * seed, errors));
    const GroundMotion ground = stood(seen);
    Index top = 0;
    for (Index t = 0; t < truth.dim(0); ++t)
      if (at(truth, t, 0).z > at(truth, top, 0).z) top = t;
    BOOST_TEST(at(truth, top, 3).z > 0.2);
    BOOST_TEST(std::abs(at(ground.poses, top, 0).z - at(truth, top, 0).z) < 0.06);
    BOOST_TEST(ground.contacts.at(2 * top) == 0);
    BOOST_TEST(ground.contacts.at(2 * top + 1) == 0);
    BOOST_TEST(ground.contacts.at(0) == 1);
    BOOST_TEST(ground.contacts.at(1) == 1);
  }
}

BOOST_AUTO_TEST_CASE(only_the_foot_on_the_floor_stands) {
  const Tensor truth = acted("Kicking", 8);
  const GroundMotion ground = stood(film(truth, seen_from(10, 0, 45)));
  const std::array<Index, 2> ankle{6, 3};
  for (std::size_t side = 0; side < 2; ++side)
    for (Index t = 0; t < truth.dim(0); ++t) {
      const bool stands = ground.contacts.at(2 * t + static_cast<Index>(side)) == 1;
      if (at(truth, t, ankle[side]).z > 0.3) BOOST_TEST(!stands);
    }
  // It is one foot that kicks: the other one stands all the time.
  std::array<double, 2> standing{};
  for (Index i = 0; i < ground.contacts.numel(); ++i)
    standing[static_cast<std::size_t>(i % 2)] += ground.contacts.at(i);
  BOOST_TEST(std::max(standing[0], standing[1]) > 0.97 * static_cast<double>(truth.dim(0)));
  BOOST_TEST(std::min(standing[0], standing[1]) < 0.75 * static_cast<double>(truth.dim(0)));
}

BOOST_AUTO_TEST_CASE(who_walks_on_a_treadmill_stays_where_the_camera_saw_it) {
  const Tensor walk = acted("Walking", 6, 2);
  const Tensor truth = changed(walk, [&](Index t, Vec3 p) {
    const Vec3 root = at(walk, t, 0);
    return Vec3{p.x - root.x, p.y - root.y, p.z};
  });
  const Film seen = film(truth, seen_from(10, 0, 30, {.depth_wander = 0.05}));
  const GroundMotion ground = stood(seen);
  BOOST_TEST(range(ground.poses, 0) < 0.3);
  for (Index t = 1; t < truth.dim(0); ++t)
    BOOST_TEST(length(at(ground.poses, t, 0) - at(ground.poses, t - 1, 0)) < 0.02);
}

BOOST_AUTO_TEST_CASE(the_floor_is_under_standing_feet) {
  for (const char* action : {"Walking", "Jumping", "SittingDown", "PickingUp", "Boxing"})
    for (int i = 0; i < 2; ++i) {
      const Tensor truth = acted(action, 6, static_cast<std::uint64_t>(i + 1));
      const Film seen = film(truth, seen_from(-10 + 30 * i, 10 * i, 150 * i));
      const GroundMotion ground = stood(seen);
      BOOST_TEST(std::abs(floor_error(ground.poses, truth, 50)) < 0.045,
                 action << ": " << floor_error(ground.poses, truth, 50));
      BOOST_TEST(lowest(ground.poses) > -0.1);
    }
}

BOOST_AUTO_TEST_CASE(one_wrong_frame_does_not_lower_the_floor) {
  const Tensor truth = acted("Waving", 4);
  Film seen = film(truth, seen_from(10, 0, 30, {}));
  // An ankle half a metre below the floor.
  for (Index t = 100; t < 102; ++t) seen.poses.data<float>()[(t * 17 + 3) * 3 + 1] += 0.5F;
  BOOST_TEST(std::abs(floor_error(stood(seen).poses, truth, 50)) < 0.03);
  BOOST_TEST(std::abs(floor_error(only_turned(seen, seen.true_up), truth, 50)) > 0.4);
}

BOOST_AUTO_TEST_CASE(who_lies_lies_on_the_floor_and_does_not_move) {
  // Turned from upright onto the back: what was up is y.
  const Tensor lying = changed(held(acted("Waving", 1), 0, 200), [](Index, Vec3 p) {
    return Vec3{p.x, p.z, 0.12 - p.y};
  });
  const Film seen = film(lying, seen_from(20, 5, 60, {.up_jitter = 3, .depth_jitter = 0.05}));
  const GroundMotion ground = stood(seen);
  BOOST_TEST(lowest(ground.poses) > -0.1);
  BOOST_TEST(lowest(ground.poses) < 0.1);
  for (const Index joint : {0, 3, 10, 13}) BOOST_TEST(range(ground.poses, joint) < 0.06);
}

BOOST_AUTO_TEST_CASE(raised_legs_do_not_put_the_body_below_the_floor) {
  // Upside down, as in a shoulder stand: ankles are at the top and still.
  const Tensor inverted = changed(held(acted("Waving", 1), 0, 150), [](Index, Vec3 p) {
    return Vec3{p.x, -p.y, 1.6 - p.z};
  });
  const GroundMotion ground = stood(film(inverted, seen_from(10, 0, 0, {})));
  BOOST_TEST(ground.contacts.at(100) == 0);
  BOOST_TEST(lowest(ground.poses) > -0.1);
  BOOST_TEST(lowest(ground.poses) < 0.15);
}

BOOST_AUTO_TEST_CASE(who_stands_on_a_table_and_lies_on_the_floor_has_the_floor_below) {
  const Tensor motion = changed(held(acted("Waving", 1), 0, 250), [](Index t, Vec3 p) {
    return t < 200 ? p + Vec3{0, 0, 0.7} : Vec3{p.x, p.z, 0.12 - p.y};
  });
  const GroundMotion ground = stood(film(motion, seen_from(10, 0, 0, {})));
  BOOST_TEST(ground.contacts.at(100) == 1);
  BOOST_TEST(lowest(ground.poses) > -0.15);
}

BOOST_AUTO_TEST_CASE(what_is_known_of_the_camera_decides) {
  const Film seen = film(acted("Walking", 5), seen_from(20, 6, 30));
  const GroundMotion both = stood(seen, {.pitch = 20, .roll = 6});
  BOOST_TEST(angle_between(both.up, seen.true_up) < 1e-4);
  const GroundMotion free = stood(seen), pitch = stood(seen, {.pitch = 33});
  BOOST_TEST(std::abs(tilt_of(pitch.up).pitch - 33) < 1e-6);
  BOOST_TEST(std::abs(tilt_of(pitch.up).roll - tilt_of(free.up).roll) < 2);
  BOOST_TEST(std::abs(tilt_of(stood(seen, {.roll = -5}).up).roll + 5) < 1e-6);
}

BOOST_AUTO_TEST_CASE(the_world_is_the_cameras_turned_upright) {
  const Tensor truth = acted("Waving", 3);
  const Film seen = film(truth, seen_from(25, 0, 0, {.distance = 4}));
  const GroundMotion ground = stood(seen);
  // The camera looks along y from above the origin, as high as it is: a person 4 m away.
  BOOST_TEST(std::abs(at(ground.poses, 50, 0).y - 4 * std::cos(25 * std::acos(-1) / 180)) < 0.1);
  BOOST_TEST(std::abs(at(ground.poses, 50, 0).x) < 0.1);
  const double height = at(truth, 50, 0).z + 4 * std::sin(25 * std::acos(-1) / 180);
  BOOST_TEST(std::abs(ground.camera_height - height) < 0.1);
  const Vec3 head = rotate(ground.orientation, at(seen.poses, 50, 10));
  BOOST_TEST(std::abs(head.z + ground.camera_height - at(ground.poses, 50, 10).z) < 0.05);
}

BOOST_AUTO_TEST_CASE(the_frame_rate_does_not_matter) {
  const Tensor truth = acted("Walking", 6, 4);
  FilmOptions options = seen_from(12, 3, 50, {.depth_wander = 0.08});
  const Film whole = film(truth, options);
  const auto every = [](const Tensor& tensor, Index step) {
    const Index frames = tensor.dim(0) / step, numbers = tensor.numel() / tensor.dim(0);
    const Tensor result = tensor.rank() == 3 ? Tensor::empty({frames, tensor.dim(1), 3})
                                             : Tensor::empty({frames, tensor.dim(1)});
    for (Index t = 0; t < frames; ++t)
      std::copy_n(tensor.data<float>() + t * step * numbers, numbers,
                  result.data<float>() + t * numbers);
    return result;
  };
  const GroundMotion at_50 = stood(whole);
  for (const Index step : {2, 4}) {
    const double fps = 50.0 / static_cast<double>(step);
    const Tensor slow_truth = every(truth, step);
    const GroundMotion slow = stand_on_ground(every(whole.poses, step), every(whole.up, step), fps);
    BOOST_TEST(foot_skate_mm(slow.poses, slow_truth, fps) < 1.5);
    BOOST_TEST(farthest(slow.poses, at_50.poses, step) < 0.15);
    Index same = 0;
    for (Index t = 0; t < slow_truth.dim(0); ++t)
      for (const Index side : {0, 1})
        same += slow.contacts.at(2 * t + side) == at_50.contacts.at(2 * t * step + side) ? 1 : 0;
    BOOST_TEST(static_cast<double>(same) > 1.8 * static_cast<double>(slow_truth.dim(0)));
  }
}

BOOST_AUTO_TEST_CASE(frames_that_are_not_known_stay_unknown_and_spoil_no_other) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  for (const char* action : {"Walking", "Waving"}) {
    Film seen = film(acted(action, 3), seen_from(10, 0, 20, {}));
    const Tensor before = stood(seen).poses;
    std::fill_n(seen.poses.data<float>() + 60 * 51, 3 * 51, nan);
    std::fill_n(seen.up.data<float>() + 60 * 3, 9, nan);
    // Ankles alone, in a standing foot, and one root.
    std::fill_n(seen.poses.data<float>() + (90 * 17 + 3) * 3, 3, nan);
    std::fill_n(seen.poses.data<float>() + (90 * 17 + 6) * 3, 3, inf);
    seen.poses.data<float>()[0] = inf;
    const Tensor after = stood(seen).poses;
    double most = 0;
    for (Index t = 0; t < before.dim(0); ++t)
      for (Index j = 0; j < 17; ++j) {
        const Vec3 p = at(after, t, j);
        const bool known = t != 0 && (t < 60 || t > 62) && !(t == 90 && (j == 3 || j == 6));
        BOOST_TEST(std::isfinite(length(p)) == known, action << ", frame " << t << ", joint " << j);
        if (known) most = std::max(most, length(p - at(before, t, j)));
      }
    BOOST_TEST(most < 0.05);
  }
}

BOOST_AUTO_TEST_CASE(short_and_strange_clips_are_no_errors) {
  const Film seen = film(acted("Walking", 1), seen_from(10, 0, 20, {}));
  for (const Index frames : {0, 1, 2, 3, 7}) {
    const GroundMotion ground =
        stand_on_ground(seen.poses.rows(0, frames), seen.up.rows(0, frames), 50);
    BOOST_TEST(ground.poses.dim(0) == frames);
    for (Index i = 0; i < ground.poses.numel(); ++i) BOOST_TEST(std::isfinite(ground.poses.at(i)));
    if (frames > 0) BOOST_TEST(lowest(ground.poses) > -0.1);
  }
  for (const float number : {0.0F, 1e-30F, 1e20F, std::numeric_limits<float>::quiet_NaN()}) {
    const GroundMotion ground =
        stand_on_ground(Tensor::full({9, 17, 3}, number), Tensor::full({9, 3}, number), 25);
    BOOST_TEST(std::isfinite(length(ground.up)));
    for (Index i = 0; i < ground.poses.numel(); ++i)
      BOOST_TEST(std::isfinite(ground.poses.at(i)) == std::isfinite(number));
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const Tensor poses = Tensor::zeros({4, 17, 3});
  BOOST_CHECK_EXCEPTION(stand_on_ground(Tensor::zeros({4, 16, 3}), Tensor::zeros({4, 3}), 25),
                        ShapeError, mentions("'poses' has shape (4, 16, 3); expected (T, 17, 3)"));
  BOOST_CHECK_EXCEPTION(stand_on_ground(poses, Tensor::zeros({4, 2}), 25), ShapeError,
                        mentions("'up' has shape (4, 2); expected (T, 3)"));
  BOOST_CHECK_EXCEPTION(stand_on_ground(poses, Tensor::zeros({5, 3}), 25), ShapeError,
                        mentions("'up' has 5 frames; 'poses' has 4"));
  BOOST_CHECK_THROW(stand_on_ground({}, {}, 25), ShapeError);
  for (const double fps : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    BOOST_CHECK_THROW(stand_on_ground(poses, Tensor::zeros({4, 3}), fps), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
