#include "pose/render/chart.h"

#include <array>
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/png_picture.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

constexpr std::array<int, 3> kWhite{255, 255, 255}, kBlue{0, 114, 178}, kOrange{213, 94, 0};

bool near(std::array<int, 3> a, std::array<int, 3> b) {
  return std::abs(a[0] - b[0]) < 8 && std::abs(a[1] - b[1]) < 8 && std::abs(a[2] - b[2]) < 8;
}

/// Where a colour is found below the legend and left of the last values.
struct Found {
  std::size_t count = 0, left = ~std::size_t{0}, right = 0, top = ~std::size_t{0}, bottom = 0;

  Found(const PngPicture& picture, std::array<int, 3> color) {
    for (std::size_t y = 150; y < picture.height; ++y)
      for (std::size_t x = 0; x < 1470; ++x) {
        if (!near(picture.at(x, y), color)) continue;
        ++count;
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
      }
  }
};

Chart chart_of(std::vector<ChartSeries> series) {
  return {.title = "Error", .x_label = "epoch", .y_label = "mm", .series = std::move(series)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ticks)

BOOST_AUTO_TEST_CASE(ticks_are_round_numbers) {
  using Values = std::vector<double>;
  const auto check = [](const Ticks& ticks, const Values& wanted, const std::string& text) {
    BOOST_TEST(ticks.values == wanted, boost::test_tools::per_element());
    std::string texts;
    for (const double value : ticks.values) texts += (texts.empty() ? "" : " ") + ticks.text(value);
    BOOST_TEST(texts == text);
  };
  check(round_ticks(0, 1, 5), {0, 0.2, 0.4, 0.6, 0.8, 1}, "0.0 0.2 0.4 0.6 0.8 1.0");
  check(round_ticks(37, 62, 5), {40, 45, 50, 55, 60}, "40 45 50 55 60");
  check(round_ticks(-0.03, 0.03, 3), {-0.02, 0, 0.02}, "-0.02 0.00 0.02");
  check(round_ticks(0.1, 0.4, 3), {0.1, 0.2, 0.3, 0.4}, "0.1 0.2 0.3 0.4");
  check(round_ticks(2400, 5100, 5), {2500, 3000, 3500, 4000, 4500, 5000},
        "2500 3000 3500 4000 4500 5000");
  check(round_ticks(3, 5, 9, true), {3, 4, 5}, "3 4 5");
  check(round_ticks(1, 80, 8, true), {10, 20, 30, 40, 50, 60, 70, 80}, "10 20 30 40 50 60 70 80");
  check(round_ticks(0, 3e-7, 3), {0, 1e-7, 2e-7, 3e-7}, "0 1e-07 2e-07 3e-07");
  check(round_ticks(0, 2e9, 2), {0, 1e9, 2e9}, "0 1e+09 2e+09");
}

BOOST_AUTO_TEST_CASE(there_are_never_too_many_ticks) {
  for (const double low : {-1e99, -7.3, 0.0, 1e-9, 5e15})
    for (const double width : {1e-6, 0.9, 3.1, 1e9})
      if (low < low + width)
        for (const int wanted : {2, 5, 9}) {
          const Ticks ticks = round_ticks(low, low + width, wanted);
          BOOST_TEST(!ticks.values.empty());
          BOOST_TEST(ticks.values.size() <= static_cast<std::size_t>(4 * wanted + 1));
        }
  BOOST_CHECK_THROW(round_ticks(1, 1, 5), ValueError);
  BOOST_CHECK_THROW(round_ticks(0, kNaN, 5), ValueError);
  BOOST_CHECK_THROW(round_ticks(0, 1e101, 5), ValueError);
  BOOST_CHECK_THROW(round_ticks(0, 1, 1), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(chart, *boost::unit_test::precondition([](auto) {
                        return boost::test_tools::assertion_result(can_draw_charts());
                      }))

BOOST_AUTO_TEST_CASE(lines_lie_where_their_values_are) {
  const PngPicture picture(
      draw_chart(chart_of({{"up", {1, 2, 3}, {10, 20, 30}}, {"level", {1, 3}, {10, 10}}})));
  BOOST_TEST(picture.width == 1600U);
  BOOST_TEST(picture.height == 960U);
  BOOST_TEST(near(picture.at(1, 1), kWhite));
  const Found up(picture, kBlue), level(picture, kOrange);
  BOOST_TEST((up.count > 2000 && level.count > 2000));
  // Blue rises from orange's height to the top, over the same width.
  BOOST_TEST(level.bottom - level.top < 20U);
  BOOST_TEST(std::abs(static_cast<int>(up.bottom) - static_cast<int>(level.bottom)) < 12);
  BOOST_TEST(up.top + 400 < up.bottom);
  BOOST_TEST((std::abs(static_cast<int>(up.left - level.left)) < 20 &&
              std::abs(static_cast<int>(up.right - level.right)) < 20));
  // Half way up in the middle.
  const std::size_t x = (up.left + up.right) / 2, y = (up.top + up.bottom) / 2;
  BOOST_TEST(near(picture.at(x, y), kBlue));
  // The legend has a sample of each, the right edge the last value in the line's colour.
  const auto holds = [&](std::array<int, 3> color, std::size_t x0, std::size_t x1, std::size_t y0,
                         std::size_t y1) {
    for (std::size_t v = y0; v < y1; ++v)
      for (std::size_t h = x0; h < x1; ++h)
        if (near(picture.at(h, v), color)) return true;
    return false;
  };
  for (const auto color : {kBlue, kOrange}) {
    BOOST_TEST(holds(color, 0, 800, 60, 140));
    BOOST_TEST(holds(color, 1490, 1600, 140, 900));
  }
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_finite_leaves_a_gap) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6};
  const auto blue = [&](std::vector<double> y) {
    return Found(PngPicture(draw_chart(chart_of({{"y", x, std::move(y)}}))), kBlue);
  };
  const Found whole = blue({5, 5, 5, 5, 5, 5});
  for (const double hole : {kNaN, std::numeric_limits<double>::infinity(), -1e200}) {
    const Found broken = blue({5, 5, hole, 5, 5, 5});
    BOOST_TEST((broken.count * 4 < whole.count * 3 && broken.count * 2 > whole.count));
    BOOST_TEST(
        (broken.left == whole.left && broken.right == whole.right && broken.top == whole.top));
  }
  // Between gaps a value is a dot, and nothing is a line.
  const Found dots = blue({5, kNaN, 5, kNaN, kNaN, 5});
  BOOST_TEST((dots.count > 50 && dots.count * 10 < whole.count));
}

BOOST_AUTO_TEST_CASE(every_amount_of_values_can_be_drawn) {
  const auto blue = [](const Chart& chart) { return Found(PngPicture(draw_chart(chart)), kBlue); };
  BOOST_TEST(blue(chart_of({})).count == 0U);
  BOOST_TEST(blue(chart_of({{"none", {}, {}}})).count == 0U);
  BOOST_TEST(blue(chart_of({{"nothing measured", {4, 5}, {kNaN, kNaN}}})).count == 0U);
  const Found one = blue(chart_of({{"one", {4}, {47.1}}}));
  BOOST_TEST((one.count > 50 && one.right - one.left < 20 && one.bottom - one.top < 20));
  BOOST_TEST((one.left > 600 && one.right < 1000));
  BOOST_TEST(blue(chart_of({{"zeros", {1, 2, 3}, {0, 0, 0}}})).count > 2000U);
  BOOST_TEST(blue(chart_of({{"large", {1, 2}, {1e99, 1e100}}})).count > 1000U);
  BOOST_TEST(blue(chart_of({{"almost equal", {1, 2}, {5, 5 + 1e-15}}})).count > 1000U);
  ChartSeries many{"many", {}, {}};
  for (int i = 0; i < 5000; ++i) {
    many.x.push_back(i);
    many.y.push_back(std::sin(i * 0.01));
  }
  BOOST_TEST(blue(chart_of({many})).count > 2000U);
  BOOST_TEST(draw_chart(chart_of({many})) == draw_chart(chart_of({many})));
  check_throws<ValueError>(
      [] {
        draw_chart(chart_of({{"odd", {1, 2}, {1}}}));
      },
      "draw_chart: series 'odd' has 2 x and 1 y values");
}

BOOST_AUTO_TEST_CASE(a_series_may_say_its_color) {
  const PngPicture picture(draw_chart(chart_of({{"y", {1, 2}, {1, 2}, 1}})));
  BOOST_TEST(Found(picture, kBlue).count == 0U);
  BOOST_TEST(Found(picture, kOrange).count > 1000U);
}

BOOST_AUTO_TEST_CASE(a_chart_is_written_whole_or_not_at_all) {
  const TemporaryFolder folder;
  const Chart chart = chart_of({{"y", {1, 2}, {3, 4}}});
  write_chart(folder / "chart.png", chart);
  BOOST_TEST((read_text(folder / "chart.png") == draw_chart(chart)));
  check_throws<IoError>([&] { write_chart(folder / "no/chart.png", chart); },
                        "cannot write " + folder / "no/chart.png" + ": No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
