#include "apps/console/console.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

namespace posegrad::apps {
namespace {

BOOST_AUTO_TEST_SUITE(console_lines)

// Every text was printed by CPython.
BOOST_AUTO_TEST_CASE(numbers_are_written_as_python_writes_them) {
  const std::vector<std::pair<double, std::string>> cases{
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {5.0, "5.0"},
      {-12.0, "-12.0"},
      {46.8, "46.8"},
      {531.9015158600705, "531.9015158600705"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.0 / 3.0, "0.3333333333333333"},
      {0.0001, "0.0001"},
      {0.00001, "1e-05"},
      {0.000012345, "1.2345e-05"},
      {1e15, "1000000000000000.0"},
      {9007199254740993.0, "9007199254740992.0"},
      {1e16, "1e+16"},
      {1.5e16, "1.5e+16"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {5e-324, "5e-324"},
      {1e100, "1e+100"},
      {std::numeric_limits<double>::infinity(), "inf"},
      {-std::numeric_limits<double>::infinity(), "-inf"},
      {std::nan(""), "nan"},
  };
  for (const auto& [value, text] : cases) BOOST_TEST(console::repr(value) == text);
}

BOOST_AUTO_TEST_CASE(texts_are_quoted_as_python_quotes_them) {
  using namespace std::string_view_literals;
  BOOST_TEST(console::repr("Walk"sv) == "'Walk'");
  BOOST_TEST(console::repr("it's"sv) == "\"it's\"");
  BOOST_TEST(console::repr("'\""sv) == R"('\'"')");
  BOOST_TEST(console::repr("a\\b\n\t\x01"sv) == R"('a\\b\n\t\x01')");
  BOOST_TEST(console::repr("H\xc3\xa4nde"sv) == "'H\xc3\xa4nde'");
  BOOST_TEST(console::selected_actions({"Walk", "Sit"}) == "Selected actions: ['Walk', 'Sit']");
  BOOST_TEST(console::repr(std::vector<std::string>{}) == "[]");
}

BOOST_AUTO_TEST_CASE(lines_about_the_job_have_the_references_form) {
  BOOST_TEST(console::receptive_field(243) == "INFO: Receptive field: 243 frames");
  BOOST_TEST(console::causal() == "INFO: Using causal convolutions");
  BOOST_TEST(console::parameter_count(16952371) == "INFO: Trainable parameter count: 16952371");
  BOOST_TEST(console::loading_checkpoint("c/e.bin") == "Loading checkpoint c/e.bin");
  BOOST_TEST(console::trained_for(80) == "This model was trained for 80 epochs");
  BOOST_TEST(console::trained_for(1) == "This model was trained for 1 epoch");
  BOOST_TEST(console::testing_on(543344) == "INFO: Testing on 543344 frames");
  BOOST_TEST(console::training_on(1559752) == "INFO: Training on 1559752 frames");
  BOOST_TEST(console::saving_checkpoint("c/epoch_10.bin") == "Saving checkpoint to c/epoch_10.bin");
  BOOST_TEST(console::evaluating() == "Evaluating...");
  BOOST_TEST(console::evaluating_subject("S9") == "Evaluating on subject S9");
}

BOOST_AUTO_TEST_CASE(the_line_of_an_epoch_is_in_minutes_and_millimetres) {
  pose::EpochReport full{};
  full.epoch = 12;
  full.seconds = 31.5;
  full.learning_rate = 0.00054036;
  full.train_error = 0.0412345678;
  full.train_eval_error = 0.03;
  full.valid_error = 0.0561;
  BOOST_TEST(console::epoch(full) ==
             "[12] time 0.53 lr 0.000540 3d_train 41.234568 3d_eval 30.000000 3d_valid 56.100000");
  full.trajectory = pose::TrajectoryErrors{.eval = 0.5, .valid = 0.75};
  BOOST_TEST(console::epoch(full) ==
             "[12] time 0.53 lr 0.000540 3d_train 41.234568 3d_eval 30.000000 traj_eval 500.000000 "
             "3d_valid 56.100000 traj_valid 750.000000");
  full.projection = pose::ProjectionErrors{.train = 0.125, .unlabelled = 0.0625, .valid = 0.1};
  BOOST_TEST(console::epoch(full) ==
             "[12] time 0.53 lr 0.000540 3d_train 41.234568 3d_eval 30.000000 traj_eval 500.000000 "
             "3d_valid 56.100000 traj_valid 750.000000 2d_train_sup 0.125000 2d_train_unsup "
             "0.062500 2d_valid 0.100000");
  pose::EpochReport brief{};
  brief.epoch = 1;
  brief.seconds = 6;
  brief.learning_rate = 0.001;
  brief.train_error = 0.25;
  BOOST_TEST(console::epoch(brief) == "[1] time 0.10 lr 0.001000 3d_train 250.000000");
}

BOOST_AUTO_TEST_CASE(the_errors_of_an_action_are_whole_doubles) {
  const pose::ActionErrors walking{"Walking", {0.5319015158600705, 0.0625, 0.1, 0.00001}, 100};
  BOOST_TEST(console::action(walking, true) ==
             "----Walking----\n"
             "Test time augmentation: True\n"
             "Protocol #1 Error (MPJPE): 531.9015158600705 mm\n"
             "Protocol #2 Error (P-MPJPE): 62.5 mm\n"
             "Protocol #3 Error (N-MPJPE): 100.0 mm\n"
             "Velocity Error (MPJVE): 0.01 mm\n"
             "----------");
  BOOST_TEST(console::action(walking, false).find("Test time augmentation: False\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_summary_says_how_long_it_took_and_where_everything_is) {
  const std::vector<std::pair<std::string, std::string>> files{
      {"Checkpoint", "c/epoch_4.bin"}, {"Figures", "c/history.csv"}, {"Log", ""}};
  BOOST_TEST(
      console::summary({4, 12.34, std::pair<Index, double>{3, 0.05214}, "(of all)", files}) ==
      "Trained 4 epochs in 12.3 s; smallest test error 52.1 mm after epoch 3\n"
      "(of all)\n"
      "Checkpoint: c/epoch_4.bin\n"
      "Figures:    c/history.csv");
  BOOST_TEST(console::summary({1, 245.4, {}, {}, {}}) == "Trained 1 epoch in 4 min 05 s");
  BOOST_TEST(console::summary({80, 7400, {}, {}, {}}) == "Trained 80 epochs in 2 h 03 min");
}

BOOST_AUTO_TEST_CASE(a_table_has_a_line_for_each_action_and_the_average) {
  const pose::EvaluationErrors evaluation{
      {{"Walking", {0.04684, 0.0365, 0.045, 0.0028}, 120}, {"Sit", {0.1, 0.2, 0.3, 0.4}, 8}},
      {0.07342, 0.11825, 0.1725, 0.2014}};
  BOOST_TEST(console::table(evaluation) ==
             "mm                 frames     MPJPE   P-MPJPE   N-MPJPE     MPJVE\n"
             "Walking               120      46.8      36.5      45.0      2.80\n"
             "Sit                     8     100.0     200.0     300.0    400.00\n"
             "mean of actions       128      73.4     118.2     172.5    201.40");
}

BOOST_AUTO_TEST_CASE(averages_are_rounded_half_to_even) {
  BOOST_TEST(console::averages({0.04684, 0.0365, 0.045, 0.002825}) ==
             "Protocol #1   (MPJPE) action-wise average: 46.8 mm\n"
             "Protocol #2 (P-MPJPE) action-wise average: 36.5 mm\n"
             "Protocol #3 (N-MPJPE) action-wise average: 45.0 mm\n"
             "Velocity      (MPJVE) action-wise average: 2.82 mm");
  BOOST_TEST(console::averages({0.00025, 0.00035, 0, 0})
                 .starts_with("Protocol #1   (MPJPE) action-wise average: 0.2 mm\n"
                              "Protocol #2 (P-MPJPE) action-wise average: 0.4 mm\n"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
