#include "pose/export/bvh.h"

#include <limits>
#include <regex>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/formats/bvh.h"
#include "tensor/error.h"
#include "tests/export/hand_made.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using pose::BodyMotion;
using pose::BvhOptions;
using pose::formats::Bvh;
using pose::formats::Placed;
using pose::formats::RigMotion;

Bvh parsed(const std::string& text) { return pose::formats::parse_bvh(text, "x.bvh"); }

std::size_t joint_named(const RigMotion& rig, std::string_view name) {
  const auto found = std::find(rig.names.begin(), rig.names.end(), name);
  BOOST_REQUIRE_MESSAGE(found != rig.names.end(), name);
  return static_cast<std::size_t>(found - rig.names.begin());
}

std::vector<Placed> placed(const RigMotion& rig, std::size_t frame) {
  std::vector<Placed> places(rig.names.size());
  rig.place(frame, places);
  return places;
}

/// The largest distance of a part or a tip from where the motion has it, metres.
double largest_error(const BodyMotion& motion, const pose::Rig& rig, const RigMotion& read,
                     double unit, std::size_t skipped) {
  double largest = 0;
  for (std::size_t frame = 0; frame < motion.frames.size(); ++frame) {
    const auto wanted = places_of(motion, frame);
    const auto found = placed(read, frame + skipped);
    for (std::size_t i = 0; i < pose::kBodyParts; ++i) {
      const Vec3 at = found[joint_named(read, rig.parts[i])].position;
      largest = std::max(largest, length(unit * at - wanted[i]));
    }
    for (std::size_t i = 0; i < kTipped.size(); ++i) {
      // Our reader names an End Site after its joint, which may be a stiff one.
      const std::string_view part = rig.parts[index_of(kTipped[i])];
      std::string end = fmt::format("{}_End", part);
      if (rig.name == "cmu" && part.ends_with("Hand")) end = fmt::format("{}Index1_End", part);
      const Vec3 at = found[joint_named(read, end)].position;
      largest = std::max(largest, length(unit * at - wanted[pose::kBodyParts + i]));
    }
  }
  return largest;
}

/// The largest difference of one channel from frame to frame.
double largest_step(const pose::BvhChannels& channels) {
  double largest = 0;
  for (std::size_t i = channels.channels; i < channels.values.size(); ++i)
    if (i % channels.channels >= 3)
      largest =
          std::max(largest, std::abs(channels.values[i] - channels.values[i - channels.channels]));
  return largest;
}

std::string first_lines(const std::string& text, std::size_t count) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) at = text.find('\n', at) + 1;
  return text.substr(0, at);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bvh_files)

BOOST_AUTO_TEST_CASE(joints_come_back_for_every_rig_and_motion) {
  for (const pose::Rig& rig : pose::rigs())
    for (const BodyMotion& motion : hand_made_motions())
      BOOST_TEST_CONTEXT(rig.name << " " << motion.name) {
        const std::string text = pose::bvh_text(motion, {.rig = &rig});
        const RigMotion read = pose::formats::rig_motion(parsed(text), "x.bvh");
        const std::size_t skipped = rig.bvh_rest_first ? 1 : 0;
        BOOST_TEST(read.frames == motion.frames.size() + skipped);
        BOOST_TEST(std::abs(read.fps / motion.fps - 1) <= 1e-9);
        BOOST_TEST(largest_error(motion, rig, read, rig.bvh_unit, skipped) <= 1e-6);
      }
}

BOOST_AUTO_TEST_CASE(joints_turn_as_fast_as_the_motion) {
  for (const pose::Rig& rig : pose::rigs())
    for (const BodyMotion& motion : hand_made_motions())
      BOOST_TEST_CONTEXT(rig.name << " " << motion.name) {
        const RigMotion read = pose::formats::rig_motion(
            parsed(pose::bvh_text(motion, {.rig = &rig, .rest_first = false})), "x.bvh");
        double largest = 0;
        for (std::size_t frame = 1; frame < motion.frames.size(); ++frame) {
          const auto before = pose::placed(motion.shape, motion.frames[frame - 1]);
          const auto now = pose::placed(motion.shape, motion.frames[frame]);
          const auto read_before = placed(read, frame - 1), read_now = placed(read, frame);
          for (std::size_t i = 0; i < pose::kBodyParts; ++i) {
            const std::size_t joint = joint_named(read, rig.parts[i]);
            largest = std::max(
                largest, std::abs(angle_between(before[i].turn, now[i].turn) -
                                  angle_between(read_before[joint].turn, read_now[joint].turn)));
          }
        }
        BOOST_TEST(largest <= 1e-4);  // degrees: of numbers in the text
      }
}

// Of the motions themselves 14 degrees at most, of one joint. Where the second angle comes near 90
// degrees the others go faster: a somersault by Z X Y, a turn of a body that leans by Z Y X.
BOOST_AUTO_TEST_CASE(angles_go_on_from_frame_to_frame) {
  for (const pose::Rig& rig : pose::rigs())
    for (const std::string name : {"walk", "cartwheel", "turns", "somersault"})
      BOOST_TEST_CONTEXT(rig.name << " " << name) {
        const bool is_near = name == "somersault" || (name == "turns" && rig.bvh_turns == "ZYX");
        const pose::BvhChannels channels =
            pose::bvh_channels(hand_made(name), {.rig = &rig, .rest_first = false});
        BOOST_TEST(largest_step(channels) <= (is_near ? 60 : 20));
      }
  // All the way around, twice, without falling back.
  const pose::BvhChannels turns = pose::bvh_channels(hand_made("turns"));
  const std::size_t last = turns.values.size() - turns.channels;
  BOOST_TEST(std::abs(turns.values[last + 5] - turns.values[5] - 720) <= 1e-6);
  const pose::BvhChannels cartwheel = pose::bvh_channels(hand_made("cartwheel"));
  BOOST_TEST(std::abs(cartwheel.values[cartwheel.values.size() - cartwheel.channels + 3] - 360) <=
             1e-6);
}

BOOST_AUTO_TEST_CASE(the_text_is_what_readers_know) {
  const std::string text = pose::bvh_text(hand_made("t_pose"));
  BOOST_TEST(first_lines(text, 9) ==
             "HIERARCHY\nROOT Hips\n{\n\tOFFSET 0 0 0\n"
             "\tCHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation\n"
             "\tJOINT LeftUpLeg\n\t{\n\t\tOFFSET 0.09 -0.02 0\n"
             "\t\tCHANNELS 3 Zrotation Xrotation Yrotation\n");
  const std::size_t motion = text.find("MOTION\n");
  BOOST_REQUIRE(motion != std::string::npos);
  const std::string zeros = [] {
    std::string row = "0 0.93 0";
    for (std::size_t i = 0; i < 3 * pose::kBodyParts; ++i) row += " 0";
    return row + "\n";
  }();
  BOOST_TEST(text.substr(motion) ==
             "MOTION\nFrames: 3\nFrame Time: 0.041666666667\n" + zeros + zeros + zeros);
  for (const pose::Rig& rig : pose::rigs())
    for (const BodyMotion& each : hand_made_motions()) {
      const std::string whole = pose::bvh_text(each, {.rig = &rig});
      BOOST_TEST(!std::regex_search(whole, std::regex("e-|nan|inf|-0[ \n]")));
    }
}

BOOST_AUTO_TEST_CASE(the_parts_make_the_text) {
  const BodyMotion motion = hand_made("walk");
  for (const pose::Rig& rig : pose::rigs()) {
    const BvhOptions options{.rig = &rig};
    const pose::BvhChannels channels = pose::bvh_channels(motion, options);
    const Bvh whole = parsed(pose::bvh_text(motion, options));
    BOOST_TEST(pose::bvh_text(motion, options)
                   .starts_with(pose::bvh_hierarchy(motion.shape, options) + "MOTION\n"));
    BOOST_TEST(channels.channels == whole.channels);
    BOOST_REQUIRE(channels.values.size() == whole.values.size());
    for (std::size_t i = 0; i < channels.values.size(); ++i)
      BOOST_REQUIRE(std::abs(channels.values[i] - whole.values[i]) <= 0.51e-5);
  }
}

BOOST_AUTO_TEST_CASE(the_rate_is_exact) {
  BOOST_TEST(pose::bvh_frame_time(25) == "0.04");
  BOOST_TEST(pose::bvh_frame_time(30000.0 / 1001) == "0.033366666667");
  BOOST_TEST(pose::bvh_frame_time(29.97) == "0.033366700033");
  BOOST_TEST(pose::bvh_frame_time(240) == "0.004166666667");
  BOOST_TEST(pose::bvh_frame_time(1) == "1");
}

BOOST_AUTO_TEST_CASE(units_and_the_rest_pose_can_be_chosen) {
  const BodyMotion motion = hand_made("walk");
  const pose::Rig& rig = pose::find_rig("default");
  for (const double unit : {1.0, 0.01, 0.001, 0.0254}) {
    const RigMotion read = pose::formats::rig_motion(
        parsed(pose::bvh_text(motion, {.unit = unit, .rest_first = true})), "x.bvh");
    BOOST_TEST(read.frames == motion.frames.size() + 1);
    BOOST_TEST(largest_error(motion, rig, read, unit, 1) <= 1e-6);
    // The rest pose stands where the motion begins, on the floor.
    const auto rest = placed(read, 0);
    BOOST_TEST(length(unit * rest[0].position - Vec3{0, 0.93, 0}) <= 1e-6);
    for (const Placed& joint : rest) BOOST_TEST(angle_between(joint.turn, {}) <= 1e-9);
  }
  check_throws<ValueError>([&] { pose::bvh_text(motion, {.unit = 0}); },
                           "BVH: found a unit of 0 m, expected 1e-6 to 1e6");
}

BOOST_AUTO_TEST_CASE(missing_frames_are_filled_in) {
  BodyMotion motion = hand_made("walk");
  const auto drop = [&](std::size_t frame) {
    motion.frames.erase(motion.frames.begin() + static_cast<std::ptrdiff_t>(frame));
    motion.frame_numbers.erase(motion.frame_numbers.begin() + static_cast<std::ptrdiff_t>(frame));
  };
  drop(21);
  drop(20);
  drop(7);
  const Bvh read = parsed(pose::bvh_text(motion));
  BOOST_TEST(read.frames() == 61u);
  const RigMotion rig = pose::formats::rig_motion(read, "x.bvh");
  const BodyMotion whole = hand_made("walk");
  for (std::size_t frame = 0; frame < 61; ++frame) {
    const auto wanted = places_of(whole, frame);
    const auto found = placed(rig, frame);
    const bool was_there = frame != 7 && frame != 20 && frame != 21;
    for (std::size_t i = 0; i < pose::kBodyParts; ++i) {
      const Vec3 at = found[joint_named(rig, pose::find_rig("default").parts[i])].position;
      BOOST_TEST(length(at - wanted[i]) <= (was_there ? 1e-6 : 0.01));
    }
  }
}

BOOST_AUTO_TEST_CASE(lengths_and_signs_of_turns_do_not_matter) {
  for (const BodyMotion& motion : hand_made_motions()) {
    BodyMotion careless = motion;
    for (std::size_t i = 0; i < careless.frames.size(); ++i)
      for (pose::Quaternion& q : careless.frames[i].turns) {
        const double factor = i % 2 == 0 ? -2 : 0.5;  // exact in binary
        q = {factor * q.w, factor * q.x, factor * q.y, factor * q.z};
      }
    const pose::BvhChannels found = pose::bvh_channels(careless);
    const pose::BvhChannels wanted = pose::bvh_channels(motion);
    double largest = 0;
    for (std::size_t i = 0; i < wanted.values.size(); ++i)
      largest = std::max(largest, std::abs(found.values[i] - wanted.values[i]));
    BOOST_TEST(largest <= 1e-9, motion.name);
  }
}

BOOST_AUTO_TEST_CASE(what_no_file_can_hold_is_refused) {
  const auto refuses = [](auto change, const std::string& message) {
    BodyMotion motion = hand_made("t_pose");
    change(motion);
    check_throws<ValueError>([&] { pose::bvh_text(motion); }, message);
  };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  refuses([](BodyMotion& m) { m.frames.clear(); }, "motion 't_pose': there is no frame");
  refuses([](BodyMotion& m) { m.fps = 0; },
          "motion 't_pose': found 0 frames a second, expected 0.001 to 1000000");
  refuses([](BodyMotion& m) { m.fps = kNan; },
          "motion 't_pose': found nan frames a second, expected 0.001 to 1000000");
  refuses([](BodyMotion& m) { m.frame_numbers.pop_back(); },
          "motion 't_pose': 3 frames have 2 numbers");
  refuses([](BodyMotion& m) { m.frame_numbers[1] = 2; },
          "motion 't_pose': frame number 2 comes after 2");
  refuses([](BodyMotion& m) { m.frame_numbers[2] = std::numeric_limits<Index>::max(); },
          "motion 't_pose': frames 0 to 9223372036854775807 are more than 10000000");
  refuses([](BodyMotion& m) { m.frames[1].position.y = kNan; },
          "motion 't_pose': frame 1 has no place");
  refuses(
      [](BodyMotion& m) {
        m.frames[2].turns[6] = {0, 0, 0, 0};
      },
      "motion 't_pose': frame 2: the turn of 'left upper arm' is none");
  refuses([](BodyMotion& m) { m.shape.offsets[4].x = kNan; },
          "motion 't_pose': the size of 'head' is not finite");
}

BOOST_AUTO_TEST_CASE(a_file_is_written_whole_or_not_at_all) {
  const TemporaryFolder folder;
  pose::write_bvh(hand_made("walk"), {}, folder / "a.bvh");
  BOOST_TEST(read_text(folder / "a.bvh") == pose::bvh_text(hand_made("walk")));
  BodyMotion broken = hand_made("walk");
  broken.fps = -1;
  BOOST_CHECK_THROW(pose::write_bvh(broken, {}, folder / "a.bvh"), ValueError);
  BOOST_TEST(read_text(folder / "a.bvh") == pose::bvh_text(hand_made("walk")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test
