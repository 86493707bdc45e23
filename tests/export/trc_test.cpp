#include "pose/export/trc.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"
#include "tests/export/cells.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;
using Words = std::vector<std::string>;

/// What OpenSim's TRCFileAdapter wants, checked in its order.
struct ReadTrc {
  Words keys, values, markers;
  std::vector<double> times;
  std::vector<std::vector<double>> rows;  // NaN: an empty cell
};

Words without_empty(Words cells) {
  std::erase(cells, "");
  return cells;
}

ReadTrc read_trc(const std::string& text) {
  ReadTrc file;
  const auto lines = lines_of(text);
  BOOST_REQUIRE(lines.size() >= 6);
  BOOST_TEST(cells_of(lines[0])[0] == "PathFileType");
  file.keys = without_empty(cells_of(lines[1]));
  file.values = without_empty(cells_of(lines[2]));
  file.markers = without_empty(cells_of(lines[3]));
  BOOST_REQUIRE(file.markers.size() > 2);
  BOOST_TEST(file.markers[0] == "Frame#");
  BOOST_TEST(file.markers[1] == "Time");
  file.markers.erase(file.markers.begin(), file.markers.begin() + 2);
  Words axes;
  for (std::size_t i = 1; i <= file.markers.size(); ++i)
    for (const char axis : {'X', 'Y', 'Z'}) axes.push_back(axis + std::to_string(i));
  BOOST_TEST((without_empty(cells_of(lines[4])) == axes));
  BOOST_TEST(lines[5].empty());
  for (std::size_t i = 6; i < lines.size(); ++i) {
    const Words cells = cells_of(lines[i]);
    BOOST_REQUIRE_EQUAL(cells.size(), 2 + 3 * file.markers.size());
    BOOST_TEST(cells[0] == std::to_string(i - 5));
    file.times.push_back(std::stod(cells[1]));
    file.rows.emplace_back();
    for (std::size_t k = 2; k < cells.size(); ++k)
      file.rows.back().push_back(cells[k].empty() ? std::numeric_limits<double>::quiet_NaN()
                                                  : std::stod(cells[k]));
  }
  return file;
}

MarkerMotion walker(Index frames) {
  MarkerMotion motion{h36m_17().names, Tensor::empty({frames, 17, 3}), 25};
  float* x = motion.positions.data<float>();
  for (Index i = 0; i < motion.positions.numel(); ++i)
    x[i] = static_cast<float>(std::sin(0.7 * static_cast<double>(i)));
  return motion;
}

BOOST_AUTO_TEST_SUITE(trc_of_markers)

BOOST_AUTO_TEST_CASE(the_header_is_what_opensim_wants) {
  const TemporaryFolder folder;
  MarkerMotion motion = walker(3);
  motion.fps = 30000.0 / 1001;
  write_trc(motion, folder / "clip.trc");
  const std::string text = read_text(folder / "clip.trc");
  BOOST_TEST(text.starts_with("PathFileType\t4\t(X/Y/Z)\tclip.trc\n"));
  const ReadTrc file = read_trc(text);
  BOOST_TEST((file.keys == Words{"DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units",
                                 "OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"}));
  BOOST_TEST((file.values == Words{"29.97002997002997", "29.97002997002997", "3", "17", "mm",
                                   "29.97002997002997", "1", "3"}));
  BOOST_TEST((file.markers == Words{"CHip", "RHip", "RKnee", "RAnkle", "LHip", "LKnee", "LAnkle",
                                    "Spine", "Neck", "Nose", "Head", "LShoulder", "LElbow",
                                    "LWrist", "RShoulder", "RElbow", "RWrist"}));
  BOOST_REQUIRE_EQUAL(file.times.size(), 3U);
  BOOST_TEST(std::abs(file.times[2] - 2 * 1001 / 30000.0) < 1e-6);
}

BOOST_AUTO_TEST_CASE(positions_are_millimetres_with_y_up_and_x_forward) {
  MarkerMotion motion = walker(4);
  const ReadTrc world = read_trc(trc(motion, "a.trc"));
  motion.axes = MarkerAxes::stage;
  const ReadTrc stage = read_trc(trc(motion, "a.trc"));
  const auto given = motion.positions.cpu_view<float>();
  for (std::size_t t = 0; t < 4; ++t)
    for (std::size_t j = 0; j < 17; ++j) {
      const std::size_t i = (t * 17 + j) * 3;
      // World space: someone who faces -y has x to the left, z up.
      BOOST_TEST(std::abs(world.rows[t][3 * j] + 1000 * given[i + 1]) < 0.0006);
      BOOST_TEST(std::abs(world.rows[t][3 * j + 1] - 1000 * given[i + 2]) < 0.0006);
      BOOST_TEST(std::abs(world.rows[t][3 * j + 2] + 1000 * given[i]) < 0.0006);
      // The stage: x to the left, y up, z forward.
      BOOST_TEST(std::abs(stage.rows[t][3 * j] - 1000 * given[i + 2]) < 0.0006);
      BOOST_TEST(std::abs(stage.rows[t][3 * j + 1] - 1000 * given[i + 1]) < 0.0006);
      BOOST_TEST(std::abs(stage.rows[t][3 * j + 2] + 1000 * given[i]) < 0.0006);
    }
}

BOOST_AUTO_TEST_CASE(a_marker_that_is_not_seen_is_empty_and_no_cell_is_lost) {
  MarkerMotion motion = walker(3);
  float* x = motion.positions.data<float>();
  x[4] = std::numeric_limits<float>::quiet_NaN();          // y of the second
  x[2 * 51 - 1] = std::numeric_limits<float>::infinity();  // the last of a line
  for (int i = 0; i < 51; ++i) x[2 * 51 + i] = std::numeric_limits<float>::quiet_NaN();
  const ReadTrc file = read_trc(trc(motion, "a.trc"));
  BOOST_TEST(file.rows.size() == 3U);
  for (std::size_t k = 0; k < 51; ++k) {
    BOOST_TEST(std::isnan(file.rows[0][k]) == (k >= 3 && k < 6));
    BOOST_TEST(std::isnan(file.rows[1][k]) == (k >= 48));
    BOOST_TEST(std::isnan(file.rows[2][k]));
  }
}

BOOST_AUTO_TEST_CASE(all_lines_of_columns_have_as_many_tabs) {
  // Else pandas, with which Pose2Sim reads, takes the first column for an index.
  const auto lines = lines_of(trc(walker(3), "a.trc"));
  for (const std::size_t i : {3U, 4U, 6U, 7U, 8U})
    BOOST_TEST(std::ranges::count(lines[i], '\t') == 2 + 3 * 17, "line " << i + 1);
}

BOOST_AUTO_TEST_CASE(joints_have_names_that_opensim_users_know) {
  BOOST_TEST((marker_names(humaneva_15().names) ==
              Words{"CHip", "Neck", "LShoulder", "LElbow", "LWrist", "RShoulder", "RElbow",
                    "RWrist", "LHip", "LKnee", "LAnkle", "RHip", "RKnee", "RAnkle", "Head"}));
  BOOST_TEST((marker_names({"neck", "nose"}) == Words{"Neck", "Nose"}));
  BOOST_TEST(
      (marker_names({"tip of\ttail", "", "", "\n", "caf\u00e9", "hip", "pelvis", "CHip"}) ==
       Words{"tip_of_tail", "marker", "marker_2", "_", "caf\u00e9", "CHip", "CHip_2", "CHip_3"}));
}

BOOST_AUTO_TEST_CASE(a_name_cannot_break_the_header) {
  MarkerMotion motion = walker(1);
  motion.names[0] = "a\tb\nc\rd e";
  const ReadTrc file = read_trc(trc(motion, "folder/odd\tname\n.trc"));
  BOOST_TEST(file.markers[0] == "a_b_c_d_e");
  BOOST_TEST(file.markers.size() == 17U);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_and_nothing_written) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.trc";
  MarkerMotion motion = walker(2);
  motion.names.pop_back();
  check_throws<ShapeError>([&] { write_trc(motion, path); },
                           path + ": the markers have shape (2, 17, 3); expected (T, 16, 3)");
  motion = walker(2);
  motion.fps = std::numeric_limits<double>::infinity();
  check_throws<ValueError>(
      [&] { write_trc(motion, path); },
      path + ": the markers move at inf frames per second; expected a positive number");
  check_throws<ValueError>(
      [&] {
        write_trc({{}, Tensor::empty({2, 0, 3}), 25}, path);
      },
      path + ": there is no marker to write");
  motion = walker(2);
  motion.positions = motion.positions.to(DType::f64);
  BOOST_CHECK_THROW(write_trc(motion, path), DTypeError);
  motion.positions = {};
  BOOST_CHECK_THROW(write_trc(motion, path), ShapeError);
  BOOST_TEST(!std::filesystem::exists(path));
  BOOST_TEST(read_trc(trc(walker(0), path)).rows.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
