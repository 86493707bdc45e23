#include "pose/export/angles_csv.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/formats/csv_text.h"
#include "tensor/error.h"
#include "tests/body/posed_body.h"
#include "tests/export/cells.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;

BOOST_AUTO_TEST_SUITE(angles_as_csv)

BOOST_AUTO_TEST_CASE(a_line_a_frame_with_names_units_and_times) {
  const TemporaryFolder folder;
  const AngleTable table = joint_angles(acrobat(10));
  write_angles_csv(table, folder / "a.csv");
  const auto lines = lines_of(read_text(folder / "a.csv"));
  BOOST_REQUIRE_EQUAL(lines.size(), 1 + table.frame_numbers.size());
  const auto header = cells_of(lines[0], ',');
  BOOST_REQUIRE_EQUAL(header.size(), 2 + table.angles.size());
  BOOST_TEST(header[0] == "frame");
  BOOST_TEST(header[1] == "time (s)");
  for (std::size_t i = 0; i < table.angles.size(); ++i)
    BOOST_TEST(header[2 + i] == table.angles[i].name + " (deg)");
  for (std::size_t t = 0; t < table.frame_numbers.size(); ++t) {
    const auto cells = cells_of(lines[1 + t], ',');
    BOOST_REQUIRE_EQUAL(cells.size(), header.size());
    BOOST_TEST(cells[0] == std::to_string(t + 7));
    BOOST_TEST(std::stod(cells[1]) == static_cast<double>(t) / 50);
    for (std::size_t i = 0; i < table.angles.size(); ++i)
      BOOST_TEST(std::abs(std::stod(cells[2 + i]) - table.angles[i].degrees[t]) <= 0.000501);
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_plain_and_what_is_not_known_is_empty) {
  AngleTable table;
  table.fps = 32;
  table.frame_numbers = {3, 4, 5, 6};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  table.angles = {{"a", {-0.0001, nan, 1234567.8912, std::numeric_limits<double>::infinity()}},
                  {"b", {12, -90.5, 0, 1e-30}}};
  BOOST_TEST(angles_csv(table, "x") ==
             "frame,time (s),a (deg),b (deg)\n3,0,0.000,12.000\n4,0.03125,,-90.500\n"
             "5,0.0625,1234567.891,0.000\n6,0.09375,,0.000\n");
}

BOOST_AUTO_TEST_CASE(names_stay_in_their_cells_and_are_never_computed) {
  BOOST_TEST(formats::csv_cell("knee, left") == "\"knee, left\"");
  BOOST_TEST(formats::csv_cell("say \"hip\"") == "\"say \"\"hip\"\"\"");
  BOOST_TEST(formats::csv_cell("two\nlines") == "\"two\nlines\"");
  BOOST_TEST(formats::csv_cell("=1+1") == "'=1+1");
  BOOST_TEST(formats::csv_cell("+1") == "'+1");
  BOOST_TEST(formats::csv_cell("-1") == "'-1");
  BOOST_TEST(formats::csv_cell("@sum") == "'@sum");
  BOOST_TEST(formats::csv_cell("\t=1") == "'\t=1");
  BOOST_TEST(formats::csv_cell("=a,\"b\"") == "\"'=a,\"\"b\"\"\"");
  BOOST_TEST(formats::csv_cell("a=b") == "a=b");
  BOOST_TEST(formats::csv_cell("").empty());
  AngleTable table;
  table.fps = 25;
  table.angles = {{"=cmd|' /C calc'!A0", {}}};
  BOOST_TEST(angles_csv(table, "x") == "frame,time (s),'=cmd|' /C calc'!A0 (deg)\n");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_and_nothing_written) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.csv";
  AngleTable table = joint_angles(motion_of({standing()}));
  table.angles[2].degrees.clear();
  check_throws<ValueError>([&] { write_angles_csv(table, path); },
                           path +
                               ": the angle 'pelvis rotation (to the left)' has 0 numbers for 1 "
                               "frames");
  table.fps = -1;
  check_throws<ValueError>(
      [&] { write_angles_csv(table, path); },
      path + ": the angles have -1 frames per second; expected a positive number");
  BOOST_TEST(!std::filesystem::exists(path));
  BOOST_CHECK_THROW(write_angles_csv(joint_angles(motion_of({standing()})), folder / "no/a.csv"),
                    IoError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
