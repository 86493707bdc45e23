#include "pose/data/mocap/mocap_set.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/data/mocap/reference_body.h"
#include "tensor/error.h"
#include "tests/mocap/posed_rigs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose::mocap;

double largest_distance(const Tensor& found, const Motion& wanted) {
  BOOST_TEST_REQUIRE(found.dim(0) == static_cast<Index>(wanted.size()));
  const Motion motion = to_motion(found);
  double largest = 0;
  for (std::size_t frame = 0; frame < motion.size(); ++frame)
    for (std::size_t point = 0; point < kPoints; ++point)
      largest = std::max(largest, length(motion[frame][point] - wanted[frame][point]));
  return largest;
}

Motion t_frames(std::size_t count) {
  Body body;
  const Targets t = standing_t();
  std::copy_n(t.begin(), kPoints, body.begin());
  return Motion(count, body);
}

struct Work {
  TemporaryFolder folder;
  void write(const std::string& name, const std::string& text) const {
    write_text(folder / name, text);
  }
  MocapSet read(const std::string& input, const MocapOptions& options = {}) const {
    std::vector<Index> done;
    const std::vector<std::string> files = mocap_files(input);
    MocapSet set = read_mocap(files, input, options, [&](Index count) { done.push_back(count); });
    BOOST_TEST(done.size() == files.size());
    BOOST_TEST(done.back() == static_cast<Index>(files.size()));
    return set;
  }
  MocapSet read() const { return read(folder.path()); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mocap_sets, Work)

BOOST_AUTO_TEST_CASE(clips_become_the_reference_body_at_50_frames_a_second) {
  const Motion motion = invented_motion(0, 49);
  MocapSetBuilder builder;
  builder.add({"a", "walk", 50, motion}, "x.bvh");
  builder.add({"a", "fast", 120, motion}, "x.bvh");
  builder.add({"b", "slow", 25, motion}, "x.bvh");
  const MocapSet set = builder.take();
  BOOST_TEST(set.clips == 3);
  BOOST_TEST_REQUIRE(set.positions.size() == 2U);
  BOOST_TEST(set.positions[1].name == "b");
  BOOST_TEST(set.positions[0].recordings[1].action == "fast");
  BOOST_TEST(largest_distance(set.positions[0].recordings[0].poses, reference_body(motion)) <=
             1e-6);
  BOOST_TEST(set.positions[0].recordings[1].poses.dim(0) == 21);  // 48 steps of 1/120 s are 0.4 s
  BOOST_TEST(set.positions[1].recordings[0].poses.dim(0) == 97);
  BOOST_TEST(set.frames == 49 + 21 + 97);
  BOOST_TEST(set.skipped.empty());
  // Every fifth frame at 50 is every twelfth at 120.
  Motion picked;
  for (std::size_t frame = 0; frame < motion.size(); frame += 12) picked.push_back(motion[frame]);
  const Motion fast = to_motion(set.positions[0].recordings[1].poses);
  const Motion wanted = reference_body(motion);
  const auto shape = [](const Body& body) { return body[left_wrist] - body[hip]; };
  for (std::size_t i = 0; i < picked.size(); ++i)
    BOOST_TEST(length(shape(fast[5 * i]) - shape(wanted[12 * i])) <= 0.005);
}

BOOST_AUTO_TEST_CASE(a_t_at_the_start_goes) {
  Motion motion = t_frames(3);
  const Motion rest = invented_motion(0, 20);
  // The T's bones as long as the motion's: checks come before it is looked for.
  const Motion body = reference_body(rest);
  motion = reference_body(motion);
  motion.insert(motion.end(), body.begin(), body.end());
  MocapSetBuilder builder;
  builder.add({"a", "walk", 50, motion}, "x.bvh");
  builder.add({"a", "only", 50, t_frames(7)}, "x.bvh");
  const MocapSet set = builder.take();
  BOOST_TEST(set.t_pose_clips == 1);
  BOOST_TEST(set.t_pose_frames == 3);
  BOOST_TEST(set.frames == 20);
  BOOST_TEST(largest_distance(set.positions.at(0).recordings.at(0).poses, reference_body(body)) <=
             1e-6);
  BOOST_TEST_REQUIRE(set.skipped.size() == 1U);
  BOOST_TEST(set.skipped[0].kind == "nothing but a T");
  BOOST_TEST(set.skipped[0].detail == "7 of 7 frames");
}

BOOST_AUTO_TEST_CASE(faulty_clips_are_left_out_and_named) {
  Motion broken = invented_motion(0, 9);
  broken[3][head].x = std::numeric_limits<double>::quiet_NaN();
  MocapSetBuilder builder;
  builder.add({"a", "walk", 50, broken}, "x.bvh");
  builder.add({"a", "walk", 50, broken}, "x.npz");
  const MocapSet set = builder.take();
  BOOST_TEST(set.positions.empty());
  BOOST_TEST_REQUIRE(set.skipped.size() == 2U);
  BOOST_TEST(set.skipped[0].name == "x.bvh");
  BOOST_TEST(set.skipped[1].name == "x.npz: walk");
  BOOST_TEST(set.skipped[0].kind == "numbers that are not finite");
  BOOST_TEST(set.skipped[0].detail == "frame 3");
}

BOOST_AUTO_TEST_CASE(a_name_that_comes_twice_gets_a_number) {
  const Motion motion = invented_motion(0, 4);
  MocapSetBuilder builder;
  for (int i = 0; i < 3; ++i) builder.add({"a", "walk", 50, motion}, "x.bvh");
  builder.add({"b", "walk", 50, motion}, "x.bvh");
  const MocapSet set = builder.take();
  BOOST_TEST(set.positions[0].recordings[1].action == "walk_2");
  BOOST_TEST(set.positions[0].recordings[2].action == "walk_3");
  BOOST_TEST(set.positions[1].recordings[0].action == "walk");
}

BOOST_AUTO_TEST_CASE(a_folder_of_bvh_and_acclaim_files) {
  const Motion walk = invented_motion(0, 30), wave = invented_motion(5, 30);
  write("anna/walk.BVH", bvh_of(mixamo(), walk, 50));
  write("eve_wave.bvh", bvh_of(mixamo(), wave, 50));
  write("35/35.asf", acclaim_of(walk).asf);
  write("35/35_01.amc", acclaim_of(walk).amc);
  write("35/notes.txt", "no motion");
  write("35/old.npz", "no archive");
  write("broken.bvh", "HIERARCHY\n");
  const MocapSet set = read();
  BOOST_TEST_REQUIRE(set.positions.size() == 3U);  // in the order of the files
  BOOST_TEST(set.positions[0].name == "35");
  BOOST_TEST(set.positions[0].recordings[0].action == "35_01");
  BOOST_TEST(set.positions[1].name == "anna");
  BOOST_TEST(set.positions[1].recordings[0].action == "walk");
  BOOST_TEST(set.positions[2].name == "eve");
  BOOST_TEST(set.positions[1].recordings[0].poses.dim(0) == 30);
  BOOST_TEST(set.positions[0].recordings[0].poses.dim(0) == 13);  // at 120 frames a second
  BOOST_TEST_REQUIRE(set.skipped.size() == 2U);
  BOOST_TEST(set.skipped[0].name == folder / "35/old.npz");
  BOOST_TEST(set.skipped[1].name == folder / "broken.bvh");
  BOOST_TEST(set.skipped[1].kind == "files that cannot be used");
  BOOST_TEST(set.skipped[1].detail == "line 1: the file ends here; expected ROOT or MOTION");
  // Limbs and trunk are the motion's; the head is on a skull of ours.
  const Motion wanted = reference_body(walk),
               found = to_motion(set.positions[1].recordings[0].poses);
  for (const Point point : {right_ankle, left_wrist, thorax, right_shoulder})
    BOOST_TEST(length(found[9][point] - wanted[9][point]) <= 1e-4);
}

BOOST_AUTO_TEST_CASE(rates_that_files_do_not_say_or_say_wrong) {
  const Motion walk = invented_motion(0, 31);
  write("a.asf", acclaim_of(walk).asf);
  write("a_1.amc", acclaim_of(walk).amc);
  write("b.bvh", bvh_of(mixamo(), walk, 30));
  const auto frames = [&](const std::string& name, double fps) {
    return read(folder / name, {.fps = fps}).frames;
  };
  BOOST_TEST(frames("a_1.amc", 0) == 13);
  BOOST_TEST(frames("a_1.amc", 60) == 26);
  BOOST_TEST(frames("b.bvh", 0) == 51);
  BOOST_TEST(frames("b.bvh", 100) == 16);
  write("b.bvh", bvh_of(mixamo(), walk, 1e6));
  check_throws<DataError>([&] { read(folder / "b.bvh"); },
                          (folder / "b.bvh") + ": 1e+06 frames per second; expected 1 to 10000");
}

BOOST_AUTO_TEST_CASE(an_amc_file_needs_its_skeleton) {
  const AcclaimFiles files = acclaim_of(invented_motion(0, 5));
  const std::string amc = folder / "35_01.amc";
  write("35_01.amc", files.amc);
  const std::string wanted =
      ": its skeleton is not beside it: expected an .asf file with which its name begins, or only "
      "one; "
      "found ";
  check_throws<DataError>([&] { read(amc); }, amc + wanted + "none");
  write("b.asf", files.asf);
  BOOST_TEST(read(amc).clips == 1);
  write("c.asf", ":version 1.10\n");
  check_throws<DataError>([&] { read(amc); }, amc + wanted + "b.asf, c.asf");
  write("3.ASF", ":version 1.10\n");
  check_throws<DataError>([&] { read(amc); },
                          (folder / "3.ASF") + ": line 1: the file ends without a :hierarchy");
  write("35.asf", files.asf);  // the longer name counts
  BOOST_TEST(read(amc).clips == 1);
}

BOOST_AUTO_TEST_CASE(a_rig_of_one_s_own) {
  write("a.bvh", bvh_of(whole_body(), invented_motion(0, 5), 50));
  BOOST_CHECK_EXCEPTION(read(folder / "a.bvh"), DataError, [&](const DataError& error) {
    return std::string(error.what()).starts_with((folder / "a.bvh") + ": the rig is not known");
  });
  std::string joints;
  for (std::size_t i = 0; i < kPoints; ++i)
    joints += std::string(i == 0 ? "" : ", ") + "\"" + std::string(target_name(i)) + "\": \"p" +
              std::to_string(i) + "\"";
  const Rig rig = parse_rig(R"({"joints": {)" + joints + "}}", "my.json");
  BOOST_TEST(read(folder / "a.bvh", {.rig = rig}).clips == 1);
}

BOOST_AUTO_TEST_CASE(input_that_holds_nothing) {
  check_throws<IoError>([&] { read(); }, folder.path() + ": no .bvh, .amc or .npz file is in it");
  check_throws<IoError>([&] { read(folder / "gone.bvh"); },
                        "cannot open " + (folder / "gone.bvh") + ": No such file or directory");
  write("a.fbx", "");
  check_throws<DataError>([&] { read(folder / "a.fbx"); },
                          (folder / "a.fbx") + ": expected a .bvh, .amc or .npz file");
  write("a.bvh", "");
  check_throws<DataError>([&] { read(); },
                          (folder / "a.bvh") + ": line 1: the file ends here; expected HIERARCHY");
  write("b.bvh", bvh_of(mixamo(), invented_motion(0, 1), 50));
  check_throws<DataError>([&] { read(); }, (folder / "a.bvh") +
                                               ": files that cannot be used: line 1: the file ends "
                                               "here; expected HIERARCHY; no other clip is left");
  check_throws<DataError>(
      [&] { read(folder / "b.bvh"); },
      (folder / "b.bvh") + ": fewer than two frames: 1 frames; no other clip is left");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test
