#include "pose/render/angle_chart.h"

#include <filesystem>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/render/angle_panels.h"
#include "pose/render/chart.h"
#include "tensor/error.h"
#include "tests/body/posed_body.h"
#include "tests/support/png_picture.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;

AngleTable table_of(std::vector<AngleTable::Angle> angles) {
  AngleTable table;
  table.fps = 10;
  for (std::size_t t = 0; t < angles.at(0).degrees.size(); ++t)
    table.frame_numbers.push_back(static_cast<Index>(t));
  table.angles = std::move(angles);
  return table;
}

constexpr std::array<int, 3> kLeftBlue{0, 114, 178}, kRightOrange{213, 94, 0};

/// Where a colour is found in the first panel, below its title.
struct Lines {
  std::size_t count = 0, left = ~std::size_t{0}, right = 0, top = ~std::size_t{0}, bottom = 0;

  Lines(const AngleTable& table, std::array<int, 3> color) {
    const PngPicture picture(angle_chart(table, "A title"));
    for (std::size_t y = 2 * 84; y < 2 * 230; ++y)
      for (std::size_t x = 2 * 50; x < 2 * 372; ++x) {
        const auto found = picture.at(x, y);
        bool same = true;
        for (std::size_t c = 0; c < 3; ++c) same = same && std::abs(found[c] - color[c]) < 8;
        if (!same) continue;
        ++count;
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
      }
  }
};

BOOST_AUTO_TEST_SUITE(panels_of_angles)

BOOST_AUTO_TEST_CASE(sides_share_a_panel_and_so_do_the_angles_of_a_part) {
  const AngleTable table = joint_angles(motion_of({standing()}));
  const std::vector<AnglePanel> panels = angle_panels(table);
  std::vector<std::string> titles;
  for (const AnglePanel& panel : panels) titles.push_back(panel.title);
  const std::vector<std::string> wanted{"Pelvis",
                                        "Trunk",
                                        "Head",
                                        "Hip flexion",
                                        "Hip adduction",
                                        "Hip internal rotation",
                                        "Knee flexion",
                                        "Ankle dorsiflexion",
                                        "Shoulder flexion",
                                        "Shoulder abduction",
                                        "Shoulder internal rotation",
                                        "Shoulder plane of elevation",
                                        "Shoulder elevation",
                                        "Shoulder axial rotation",
                                        "Elbow flexion"};
  BOOST_TEST(titles == wanted, boost::test_tools::per_element());
  BOOST_REQUIRE_EQUAL(panels[0].lines.size(), 3U);
  BOOST_TEST(panels[0].lines[1].label == "obliquity (right side down)");
  BOOST_TEST(panels[0].lines[1].color == 1U);
  BOOST_REQUIRE_EQUAL(panels[6].lines.size(), 2U);
  BOOST_TEST(panels[6].lines[0].label == "left");
  BOOST_TEST(panels[6].lines[1].label == "right");
  BOOST_TEST(panels[6].lines[1].color == 1U);
  BOOST_TEST(panels[6].lines[1].angle->name == "right knee flexion");
}

BOOST_AUTO_TEST_CASE(any_name_has_a_panel) {
  const AngleTable table =
      table_of({{"", {1}}, {"right ", {1}}, {"wing", {1}}, {"left wing", {1}}});
  const std::vector<AnglePanel> panels = angle_panels(table);
  BOOST_REQUIRE_EQUAL(panels.size(), 2U);
  BOOST_TEST(panels[0].title.empty());
  BOOST_TEST(panels[1].title == "Wing");
  BOOST_TEST(panels[1].lines.size() == 2U);
  BOOST_TEST(panels[1].lines[0].label.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pictures_of_angles, *boost::unit_test::precondition([](auto) {
                        return boost::test_tools::assertion_result(can_draw_charts());
                      }))

BOOST_AUTO_TEST_CASE(left_is_blue_and_right_is_orange_where_their_values_are) {
  const AngleTable table =
      table_of({{"left knee flexion", {0, 20, 40, 60}}, {"right knee flexion", {0, 0, 0, 0}}});
  const Lines left(table, kLeftBlue), right(table, kRightOrange);
  BOOST_TEST(left.count > 1000U);
  BOOST_TEST(right.count > 1000U);
  BOOST_TEST(right.bottom - right.top < 10U);
  BOOST_TEST(left.top + 150 < right.top);
  BOOST_TEST(left.bottom + 8 > right.bottom);
  BOOST_TEST(left.right + 4 > right.right);
  BOOST_TEST(right.right - right.left > 500U);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_a_gap_and_what_is_not_observed_is_dashed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::size_t whole = Lines(table_of({{"left a", {5, 5, 5, 5, 5}}}), kLeftBlue).count;
  const std::size_t broken = Lines(table_of({{"left a", {5, 5, nan, 5, 5}}}), kLeftBlue).count;
  const std::size_t dashed = Lines(table_of({{"left a", {5, 5, 5, 5, 5}, false}}), kLeftBlue).count;
  BOOST_TEST((broken * 3 < whole * 2 && broken * 3 > whole));
  BOOST_TEST((dashed * 6 < whole * 5 && dashed * 3 > whole));
  for (const double hole : {nan, std::numeric_limits<double>::infinity(), 1e300})
    BOOST_CHECK_NO_THROW(angle_chart(table_of({{"x", {hole}}}), ""));
}

BOOST_AUTO_TEST_CASE(all_angles_of_a_body_are_one_picture) {
  const TemporaryFolder folder;
  const AngleTable table = joint_angles(acrobat(20));
  draw_angles(table, "caf\u00e9 " + std::string(500, 'w'), folder / "a.png");
  const PngPicture picture(read_text(folder / "a.png"));
  BOOST_TEST(picture.width == 2272U);
  BOOST_TEST(picture.height == 2068U);
  BOOST_TEST(angle_chart(table, "a") == angle_chart(table, "a"));
  BOOST_TEST(!angle_chart(joint_angles(motion_of({})), "").empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_drawn_is_refused) {
  const TemporaryFolder folder;
  AngleTable table = table_of({{"left a", {1, 2}}});
  table.angles[0].degrees.pop_back();
  BOOST_CHECK_THROW(draw_angles(table, "", folder / "a.png"), ValueError);
  table.angles.clear();
  check_throws<ValueError>([&] { draw_angles(table, "", folder / "a.png"); },
                           "angle_chart: there is no angle to draw");
  BOOST_TEST(!std::filesystem::exists(folder / "a.png"));
  BOOST_CHECK_THROW(draw_angles(table_of({{"a", {1}}}), "", folder / "no/a.png"), IoError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
