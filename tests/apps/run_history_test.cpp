#include <boost/test/unit_test.hpp>

#include "pose/render/chart.h"
#include "pose/training/history.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::lines;
using test::TinyRun;
using Names = std::vector<std::string>;

const std::string kCsv = "checkpoint/history.csv";
// Without a checkpoint of every run beside the files that are checked.
const std::string kSmall = "-b 256 --checkpoint-frequency 100 ";

pose::History history_of(const TinyRun& run) {
  return pose::History::from_csv(run.bytes(kCsv), kCsv);
}

/// The history without the time, which is another one each time.
std::string comparable(const TinyRun& run) {
  std::string text;
  for (const std::string& line : lines(run.bytes(kCsv))) {
    const std::size_t first = line.find(','), second = line.find(',', first + 1);
    text += line.substr(0, first) + line.substr(second) + "\n";
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(run_history)

BOOST_AUTO_TEST_CASE(every_epoch_has_a_row_with_what_the_console_says) {
  const TinyRun run;
  const auto result = run("-e 2 " + kSmall);
  check_succeeds(result);
  BOOST_TEST(lines(run.bytes(kCsv)).at(0) ==
             "epoch,time (min),learning rate,3d_train (mm),3d_eval (mm),3d_valid (mm)");
  const pose::History history = history_of(run);
  BOOST_TEST(history.epochs().size() == 2U);
  for (std::size_t row : {0U, 1U}) {
    const std::string line = test::lines_with(result.out, "[").at(row);
    for (const std::string figure : {"3d_train", "3d_eval", "3d_valid"}) {
      const double printed = std::stod(line.substr(line.find(figure) + figure.size()));
      BOOST_TEST(std::abs(history.values(figure).at(row) - printed) < 1e-6, line);
    }
  }
  BOOST_TEST(history.values("learning rate").at(1) == 0.001 * 0.95);
  const Names left{"epoch_2.bin", "history.csv"};
  BOOST_TEST(run.names("checkpoint") == left, boost::test_tools::per_element());

  check_succeeds(run("-e 1 --no-eval " + kSmall));  // a fresh run begins a new one
  BOOST_TEST(lines(run.bytes(kCsv)).at(0) == "epoch,time (min),learning rate,3d_train (mm)");
  BOOST_TEST(history_of(run).epochs().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_resumed_run_continues_the_rows_and_replaces_later_ones) {
  const TinyRun whole, parts;
  check_succeeds(whole("-e 4 " + kSmall));
  check_succeeds(parts("-e 4 -b 256 --checkpoint-frequency 1"));
  const Names rows = lines(parts.bytes(kCsv));
  parts.write(kCsv, rows[0] + "\n" + rows[1] + "\n" + rows[2] + "\n3,1,1,1,1,1\n7,1,1,1,1,1\n");
  check_succeeds(parts("-e 4 -r epoch_2.bin " + kSmall));
  BOOST_TEST(comparable(parts) == comparable(whole));
  // Nothing is trained, nothing is lost.
  const std::string before = parts.bytes(kCsv);
  check_succeeds(parts("-e 4 -r epoch_4.bin -b 256"));
  check_succeeds(parts("--evaluate epoch_4.bin"));
  BOOST_TEST(parts.bytes(kCsv) == before);
}

BOOST_AUTO_TEST_CASE(a_history_that_cannot_be_continued_is_told_before_training) {
  const TinyRun run;
  check_succeeds(run("-e 1 " + kSmall));
  run.write(kCsv, "my notes\n");
  const auto result = run("-e 2 -r epoch_1.bin " + kSmall);
  check_fails(result, kCsv +
                          ": line 1: expected the column 'epoch', found 'my notes'; move the file "
                          "away to begin a new one");
  BOOST_TEST(run.bytes(kCsv) == "my notes\n");
}

BOOST_AUTO_TEST_CASE(curves_are_drawn_from_the_fourth_epoch_on,
                     *boost::unit_test::precondition([](auto) {
                       return boost::test_tools::assertion_result(pose::can_draw_charts());
                     })) {
  const TinyRun run;
  check_succeeds(run("-e 3 --export-training-curves " + kSmall));
  BOOST_TEST(!run.has("checkpoint/loss_3d.png"));
  check_succeeds(run("-e 4 --export-training-curves -r epoch_3.bin " + kSmall));
  const std::string one = run.bytes("checkpoint/loss_3d.png");
  BOOST_TEST(one.starts_with("\x89PNG"));
  BOOST_TEST(!run.has("checkpoint/loss_traj.png"));
  check_succeeds(run("-e 5 --export-training-curves -r epoch_4.bin " + kSmall));
  BOOST_TEST((run.bytes("checkpoint/loss_3d.png") != one));

  const TinyRun semi;
  check_succeeds(semi("-e 4 -sun S9 -str S1 -ste S5 --export-training-curves " + kSmall));
  const Names wanted{"epoch_4.bin", "history.csv", "loss_2d.png", "loss_3d.png", "loss_traj.png"};
  BOOST_TEST(semi.names("checkpoint") == wanted, boost::test_tools::per_element());
  BOOST_TEST(
      lines(semi.bytes(kCsv)).at(0) ==
      "epoch,time (min),learning rate,3d_train (mm),3d_eval (mm),3d_valid (mm),traj_eval (mm),"
      "traj_valid (mm),2d_train_sup (normalised screen units),2d_train_unsup (normalised screen "
      "units),2d_valid (normalised screen units)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
