#include "pose/training/history.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

History two_epochs() {
  History history;
  history.set(1, {{"learning rate", "", 0.001}, {"3d_train", "mm", 81.25}});
  history.set(
      2, {{"learning rate", "", 0.00095}, {"3d_train", "mm", 1.0 / 3}, {"3d_valid", "mm", 70}});
  return history;
}

const std::string kTwoEpochs =
    "epoch,learning rate,3d_train (mm),3d_valid (mm)\n"
    "1,0.001,81.25,\n"
    "2,0.00095,0.3333333333333333,70\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(history)

BOOST_AUTO_TEST_CASE(a_table_has_a_row_per_epoch_and_a_column_per_figure) {
  const History history = two_epochs();
  BOOST_TEST(history.csv() == kTwoEpochs);
  const std::vector<Index> epochs{1, 2};
  BOOST_TEST(history.epochs() == epochs, boost::test_tools::per_element());
  BOOST_TEST(std::isnan(history.values("3d_valid").at(0)));
  BOOST_TEST(history.values("3d_valid").at(1) == 70);
  BOOST_TEST((history.has("3d_valid") && !history.has("traj_valid")));
  const std::vector<std::string> figures{"learning rate", "3d_train", "3d_valid"};
  BOOST_TEST(history.figures() == figures, boost::test_tools::per_element());
  BOOST_TEST(history.unit("3d_valid") == "mm");
  BOOST_TEST((history.unit("learning rate").empty() && history.unit("traj_valid").empty()));
  BOOST_TEST(History().csv() == "epoch\n");
}

BOOST_AUTO_TEST_CASE(what_is_read_is_what_was_written) {
  const std::string csv = two_epochs().csv();
  BOOST_TEST(History::from_csv(csv, "h").csv() == csv);
  BOOST_TEST(History::from_csv("epoch\n", "h").empty());
  BOOST_TEST(History::from_csv("", "h").empty());
  // As spreadsheets may save it.
  BOOST_TEST(History::from_csv(
                 "\xEF\xBB\xBF\"epoch\",\"learning rate\",\"3d_train (mm)\",\"3d_valid (mm)\"\r\n"
                 "1,0.001,8.125e1,\"\"\r\n2,0.00095,0.3333333333333333,70.0\r\n\r\n",
                 "h")
                 .csv() == csv);
  History infinite;
  infinite.set(1, {{"3d_train", "mm", std::numeric_limits<double>::infinity()}});
  BOOST_TEST(History::from_csv(infinite.csv(), "h").csv() == infinite.csv());
}

BOOST_AUTO_TEST_CASE(a_resumed_run_replaces_what_came_after) {
  History history = two_epochs();
  history.set(3, {{"3d_train", "mm", 60}});
  history.keep_until(1);
  history.set(2, {{"3d_train", "mm", 75}, {"traj_eval", "mm", 200}});
  BOOST_TEST(history.csv() ==
             "epoch,learning rate,3d_train (mm),3d_valid (mm),traj_eval (mm)\n"
             "1,0.001,81.25,,\n"
             "2,,75,,200\n");
  history.set(2, {{"3d_train", "mm", 74}});
  BOOST_TEST(history.values("3d_train").at(1) == 74);
  history.keep_until(0);
  BOOST_TEST(history.empty());
}

BOOST_AUTO_TEST_CASE(a_broken_table_is_refused_by_line) {
  const auto check = [&](const std::string& text, const std::string& message) {
    check_throws<DataError>([&] { History::from_csv(text, "c/history.csv"); },
                            "c/history.csv: " + message);
  };
  check("hello\n", "line 1: expected the column 'epoch', found 'hello'");
  check("epoch,a (mm),a (m)\n", "line 1: the column 'a' comes twice");
  check("epoch,a\n1,2\n2\n", "line 3: 2 fields expected, 1 found");
  check("epoch,a\n1,2\n2,3,4\n", "line 3: 2 fields expected, 3 found");
  check("epoch,a\n1,two\n", "line 2: expected a number in the column 'a', found 'two'");
  check("epoch,a\n1,2 \n", "line 2: expected a number in the column 'a', found '2 '");
  check("epoch,a\none,2\n", "line 2: expected the next epoch's number, found 'one'");
  check("epoch,a\n2,2\n2,3\n", "line 3: expected the next epoch's number, found '2'");
  check("epoch,a\n\n1,2\n", "line 2: 2 fields expected, 1 found");
  History history;
  check_throws<ValueError>(
      [&] {
        history.set(1, {{"a,b", "mm", 1}});
      },
      "history: the figure 'a,b' has a name or unit that a table cannot hold");
}

BOOST_AUTO_TEST_CASE(a_wide_table_is_read_at_once) {  // not column by column against all others
  constexpr int kColumns = 50'000;
  std::string header = "epoch", row = "1";
  for (int i = 0; i < kColumns; ++i) {
    header += fmt::format(",a{}", i);
    row += ",2";
  }
  BOOST_TEST(History::from_csv(header + "\n" + row + "\n", "a.csv").values("a49999")[0] == 2);
}

BOOST_AUTO_TEST_CASE(a_table_lives_in_a_file) {
  const TemporaryFolder folder;
  const std::string path = folder / "history.csv";
  BOOST_TEST(read_history(path).empty());
  write_history(path, two_epochs());
  BOOST_TEST(read_text(path) == kTwoEpochs);
  BOOST_TEST(read_history(path).csv() == kTwoEpochs);
  write_text(path, "no table");
  check_throws<DataError>([&] { read_history(path); },
                          path + ": line 1: expected the column 'epoch', found 'no table'");
}

BOOST_AUTO_TEST_SUITE_END()
