#include "apps/console/progress.h"

#include <sstream>

#include <boost/test/unit_test.hpp>

namespace posegrad::apps {
namespace {

/// A stream, a clock and a terminal that the test moves.
struct Stage {
  std::ostringstream stream;
  double now = 100;
  int columns = 80;

  ProgressTarget target(bool is_terminal) {
    return {&stream, is_terminal, [this] { return now; }, [this] { return columns; }};
  }
  std::string take() {
    std::string text = stream.str();
    stream.str({});
    return text;
  }
};

const std::string kErase = "\r\x1b[2K";

BOOST_AUTO_TEST_SUITE(progress)

BOOST_AUTO_TEST_CASE(a_terminal_gets_a_bar_that_is_redrawn_and_erased) {
  Stage stage;
  {
    Progress bar(stage.target(true), "epoch 3", "frames", 20000);
    stage.now += 4;
    bar.update(5000, "loss 0.0421");
    BOOST_TEST(
        stage.take() ==
        kErase + "[#####..................] epoch 3  25 %  1 250 frames/s  0:12 left  loss 0.0421");
    stage.now += 0.05;
    bar.update(5100);
    BOOST_TEST(stage.take().empty());  // too soon
    stage.now += 0.06;
    bar.update(5200);
    BOOST_TEST(stage.take().starts_with(kErase + "["));
    bar.erase();
    BOOST_TEST(stage.take() == kErase);
    bar.update(5300);
    BOOST_TEST(stage.take().starts_with(kErase + "["));  // at once: the line is free again
  }
  BOOST_TEST(stage.take() == kErase);
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_the_terminal) {
  for (const int columns : {1, 5, 20, 40, 60, 80, 200}) {
    Stage stage;
    stage.columns = columns;
    Progress bar(stage.target(true), "evaluating", "frames", 1000);
    stage.now += 3;
    bar.update(500, "loss 0.0421");
    const std::string line = stage.take().substr(kErase.size());
    BOOST_TEST(line.size() <= static_cast<std::size_t>(std::max(columns - 1, 1)));
    BOOST_TEST((line.find('[') != std::string::npos) == (columns >= 60));
  }
}

BOOST_AUTO_TEST_CASE(a_file_gets_a_line_per_tenth_but_not_within_ten_seconds) {
  Stage stage;
  {
    Progress bar(stage.target(false), "epoch 3", "frames", 1000);
    stage.now += 9;
    bar.update(500);
    BOOST_TEST(stage.take().empty());  // too soon
    stage.now += 1;
    bar.update(500, "loss 0.5");
    BOOST_TEST(stage.take() == "epoch 3  50 %  50 frames/s  0:10 left  loss 0.5\n");
    stage.now += 11;
    bar.update(599);
    BOOST_TEST(stage.take().empty());  // too little
    bar.update(600);
    BOOST_TEST(stage.take() == "epoch 3  60 %  28.6 frames/s  0:14 left\n");
  }
  BOOST_TEST(stage.take().empty());  // nothing to erase
}

BOOST_AUTO_TEST_CASE(what_an_earlier_run_did_is_no_speed) {
  Stage stage;
  Progress bar(stage.target(true), "epoch 3", "frames", 1000, 800);
  stage.now += 10;
  bar.update(900);
  BOOST_TEST(stage.take().find("90 %  10 frames/s  0:10 left") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_job_without_anything_to_do_is_no_division_by_zero) {
  Stage stage;
  Progress bar(stage.target(true), "evaluating", "frames", 0);
  stage.now += 1;
  bar.update(0);
  BOOST_TEST(stage.take().find("evaluating 100 %") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_broken_stream_is_ignored) {
  Stage stage;
  Progress bar(stage.target(true), "epoch 1", "frames", 10);
  stage.stream.setstate(std::ios::badbit);
  stage.now += 1;
  bar.update(5);
  BOOST_TEST(stage.stream.good());
}

BOOST_AUTO_TEST_CASE(durations_and_rates_read_well) {
  BOOST_TEST(duration_text(0) == "0:00");
  BOOST_TEST(duration_text(59.6) == "1:00");
  BOOST_TEST(duration_text(3725) == "1:02:05");
  BOOST_TEST(duration_text(-1) == "0:00");
  BOOST_TEST(rate_text(0.5234) == "0.523");
  BOOST_TEST(rate_text(48.12) == "48.1");
  BOOST_TEST(rate_text(999.4) == "999");
  BOOST_TEST(rate_text(12345) == "12 345");
  BOOST_TEST(rate_text(1234567) == "1 234 567");
}

// 3 + 1 seconds were expected; the second job is two, of which the first has no bar.
BOOST_AUTO_TEST_CASE(jobs_in_turn_share_one_bar_and_one_time_left) {
  Stage stage;
  WholeProgress whole(stage.target(true), {3, 1});
  {
    Progress first(whole.next(), "finding", "frames", 300);
    stage.now += 6;
    first.update(200);  // half of all
    BOOST_TEST(stage.take() == kErase + "[##################...................] finding  50 %" +
                                   "  33.3 frames/s  0:06 left");
  }
  stage.now += 4;
  WholeProgress rest(whole.next(), {1, 1});
  rest.next();
  Progress second(rest.next(), "drawing", "frames", 10);
  stage.take();
  stage.now += 2;
  second.update(5);  // 3 / 4 + 1 / 4 (1 / 2 + 1 / 2 * 1 / 2) = 15 / 16 after 12 seconds
  BOOST_TEST(stage.take() == kErase + "[###################################...] drawing  93 %" +
                                 "  2.5 frames/s  0:01 left");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
