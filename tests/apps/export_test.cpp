#include <csignal>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "pose/scene/read_result.h"
#include "pose/wild/result_files.h"
#include "tests/results/scenes.h"
#include "tests/support/run_checks.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

namespace fs = std::filesystem;

/// A folder with results "a.npz" and "b.json" of two people and an array "poses.npy".
struct Results {
  Results() {
    pose::Scene scene = made_up_scene();
    scene.title = "walk.mp4, person 1";
    pose::write_result(scene, folder / "a.npz");
    scene.title = "walk.mp4, person 2";
    pose::write_result(scene, folder / "b.json");
    pose::write_result(scene, folder / "poses.npy");
  }

  ProgramResult run(const std::string& line, ProgramOptions options = {}) const {
    std::vector<std::string> words{"export"};
    std::istringstream stream(line);
    for (std::string word; stream >> word;) words.push_back(word);
    options.working_directory = folder.path();
    return run_posegrad(words, options);
  }
  bool has(const std::string& name) const { return fs::exists(folder / name); }
  std::string text(const std::string& name) const { return read_text(folder / name); }

  TemporaryFolder folder;
};

void check_refused(const ProgramResult& result, const std::string& message, int code = 2) {
  BOOST_TEST(result.exit_code == code);
  BOOST_TEST(result.err == fmt::format("posegrad export: {}{}\n", message,
                                       code == 2 ? " (see posegrad export --help)" : ""));
}

BOOST_AUTO_TEST_SUITE(export_command)

BOOST_AUTO_TEST_CASE(a_result_becomes_every_motion_file) {
  const Results results;
  const ProgramResult made =
      results.run("a.npz -o o.bvh -o o.trc -o o.mot -o o_angles.csv -o o.html -o o.csv");
  check_succeeds(made);
  BOOST_TEST(lines_with(made.out, "body: 1.").size() == 1U, made.out);
  BOOST_TEST(results.text("o.bvh").starts_with("HIERARCHY\nROOT Hips\n"));
  BOOST_TEST(results.text("o.bvh").find("\nFrames: 40\nFrame Time: 0.04\n") != std::string::npos);
  BOOST_TEST(results.text("o.trc").starts_with("PathFileType\t4\t(X/Y/Z)\to.trc\n"));
  BOOST_TEST(results.text("o.mot").starts_with("Coordinates\nversion=1\nnRows=40\n"));
  BOOST_TEST(results.text("o_angles.csv").starts_with("frame,time (s),pelvis tilt"));
  BOOST_TEST(results.text("o.csv").starts_with("frame,time (s),hip x (m)"));
}

BOOST_AUTO_TEST_CASE(people_are_numbered_where_a_file_holds_one) {
  const Results results;
  const ProgramResult made = results.run("a.npz b.json -o o.bvh -o o.angles.csv -o o.html");
  check_succeeds(made);
  for (const char* name :
       {"o-1.bvh", "o-2.bvh", "o-1.angles.csv", "o-2.angles.csv", "o-1.html", "o-2.html", "o.html"})
    BOOST_TEST(results.has(name), name);
  BOOST_TEST(!results.has("o.bvh"));
  BOOST_TEST(results.text("o.html").find("\"person 2\"") != std::string::npos);
  check_refused(results.run("a.npz b.json -o o.bvh -o ./o.bvh"),
                "-o/--output: found ./o-1.bvh twice, expected different files");
}

BOOST_AUTO_TEST_CASE(views_share_a_player) {
  const Results results;
  check_succeeds(results.run("a.npz b.json --views -o o.html -o o.trc"));
  BOOST_TEST(results.has("o.html"));
  BOOST_TEST(!results.has("o-1.html"));
  BOOST_TEST(results.has("o-2.trc"));
  check_refused(results.run("a.npz --views -o o.html"),
                "--views: found one result, expected one of each camera");
}

BOOST_AUTO_TEST_CASE(a_fit_keeps_bones_as_long) {
  const Results results;
  check_succeeds(results.run("a.npz --fit --height 1.8 -o o.npz"));
  const pose::Scene fitted = pose::read_result(results.folder / "o.npz").scene;
  const auto numbers = fitted.motions.front().positions.cpu_view<float>();
  const auto length_of = [&](std::size_t t, std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const double d = numbers[(t * 17 + a) * 3 + i] - numbers[(t * 17 + b) * 3 + i];
      sum += d * d;
    }
    return std::sqrt(sum);
  };
  for (std::size_t t = 0; t < 40; ++t)
    for (const auto& [a, b] : {std::pair{1U, 2U}, {2U, 3U}, {11U, 12U}, {12U, 13U}, {0U, 7U}})
      BOOST_TEST(std::abs(length_of(t, a, b) - length_of(0, a, b)) < 1e-6);
}

BOOST_AUTO_TEST_CASE(an_array_needs_a_rate) {
  const Results results;
  check_succeeds(results.run("poses.npy --fps 30000/1001 -o o.bvh"));
  BOOST_TEST(results.text("o.bvh").find("Frame Time: 0.033366666667\n") != std::string::npos);
  const ProgramResult refused = results.run("poses.npy -o o.bvh");
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.err.find("poses.npy") != std::string::npos, refused.err);
  BOOST_TEST(refused.err.find("--fps") != std::string::npos, refused.err);
}

BOOST_AUTO_TEST_CASE(wrong_lines_are_refused) {
  const Results results;
  check_refused(results.run("-o o.bvh"),
                "expected a result of posegrad wild that ends in .npz, .json, .npy, found none; "
                "several are several people");
  check_refused(results.run("a.npz"),
                "-o/--output: found none, expected a file to make, such as out.bvh");
  check_refused(results.run("a.npz -o o.fbx"),
                "-o/--output: found o.fbx, expected a file that ends in .mp4, .gif, .png, .html, "
                ".npy, .npz, .csv, .json, .bvh, .glb, .trc, .mot, angles.csv, angles.png");
  check_refused(results.run("a.npz -o o.bvh --rig maya"),
                "--rig: found 'maya', expected default, mixamo, cmu or vrm");
  check_refused(results.run("a.npz -o o.bvh --height 9"),
                "--height: found 9, expected 0.3 to 3 metres");
  check_refused(results.run("a.npz -o a.npz"),
                "-o/--output: found a.npz, expected another file than that of RESULT");
  check_refused(results.run("none.npz -o o.bvh"), "cannot open none.npz: No such file or directory",
                1);
  BOOST_TEST(!results.has("o.bvh"));
}

BOOST_AUTO_TEST_CASE(a_full_disk_leaves_nothing) {
  const Results results;
  for (const char* name : {"o.bvh", "o.trc", "o.mot", "o.glb", "o_angles.csv"}) {
    fs::create_symlink("/dev/full", results.folder / name);
    const ProgramResult failed = results.run(fmt::format("a.npz -o {}", name));
    BOOST_TEST(failed.exit_code != 0);
    BOOST_TEST(lines(failed.err).size() == 1U, failed.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
