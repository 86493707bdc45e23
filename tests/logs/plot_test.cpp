#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "apps/plot/read_run.h"
#include "apps/run/tensorboard_log.h"
#include "pose/formats/tensorboard.h"
#include "pose/formats/tfrecord.h"
#include "pose/render/chart.h"
#include "tests/support/build.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::apps {
namespace {

using test::ProgramResult;

const std::string kTable =
    "epoch,learning rate,3d_train (mm),3d_valid (mm)\n1,0.001,200,210.5\n2,0.00095,150,160\n"
    "3,0.0009,120,\n";

std::string epoch_line(int epoch, double train, const std::string& more = "") {
  return fmt::format(R"({{"epoch":{},"event":"epoch","seconds":120,"train_mm":{}{}}})", epoch,
                     train, more) +
         "\n";
}

const std::string kStep = R"({"epoch":1,"event":"step","loss_mm":300})"
                          "\n";

struct Logs {
  test::TemporaryFolder folder;

  std::string write(const std::string& name, const std::string& text) const {
    test::write_text(folder / name, text);
    return folder / name;
  }
  ProgramResult plot(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "plot");
    return test::run_posegrad(arguments, {.working_directory = folder.path()});
  }
  void check_refused(const std::vector<std::string>& arguments, const std::string& message,
                     int code = 1) const {
    const ProgramResult result = plot(arguments);
    BOOST_TEST(result.exit_code == code);
    BOOST_TEST(result.err ==
               "posegrad plot: " + message + (code == 2 ? " (see posegrad plot --help)\n" : "\n"));
    BOOST_TEST(!std::filesystem::exists(folder / "out.png"));
  }
};

const auto can_draw = boost::unit_test::precondition(
    [](auto) { return boost::test_tools::assertion_result(pose::can_draw_charts()); });

BOOST_FIXTURE_TEST_SUITE(plot, Logs)

BOOST_AUTO_TEST_CASE(a_log_a_table_and_events_of_one_run_are_read_alike) {
  const std::string table =
      write("a/history.csv", "epoch,time (min),3d_train (mm)\n1,2,200\n2,2,150.5\n");
  const std::string log =
      write("b.jsonl", kStep + epoch_line(1, 200) + kStep + epoch_line(2, 150.5));
  TensorboardLog(folder / "c", 1).add(1, {{"time", "min", 2}, {"3d_train", "mm", 200}});
  TensorboardLog(folder / "c", 2).add(2, {{"time", "min", 2}, {"3d_train", "mm", 150.5}});
  const std::string wanted = test::read_text(table);
  for (const std::string& path : {table, folder / "a", log, folder / "c"})
    BOOST_TEST(read_run(path).csv() == wanted, path);
  BOOST_TEST(
      read_run(write("bom.csv", "\xEF\xBB\xBF\"epoch\",\"3d_train (mm)\"\r\n1,2\r\n")).csv() ==
      "epoch,3d_train (mm)\n1,2\n");
}

BOOST_AUTO_TEST_CASE(a_resumed_run_counts_as_it_went_on) {
  const std::string log =
      write("log", epoch_line(1, 5) + epoch_line(2, 4) + epoch_line(3, 3) + epoch_line(2, 9));
  BOOST_TEST(read_run(log).csv() == "epoch,time (min),3d_train (mm)\n1,2,5\n2,2,9\n");
  for (const auto& [first, value] : {std::pair{1, 5.0}, {2, 4.0}, {3, 3.0}, {2, 9.0}})
    TensorboardLog(folder / "tb", first).add(first, {{"3d_train", "mm", value}});
  BOOST_TEST(read_run(folder / "tb").csv() == "epoch,3d_train (mm)\n1,5\n2,9\n");
}

BOOST_AUTO_TEST_CASE(what_was_cut_is_left_out) {
  const std::string two = epoch_line(1, 5) + epoch_line(2, 4),
                    wanted = read_run(write("l", two)).csv();
  const std::string third = epoch_line(3, 3);
  for (std::size_t length = 0; length + 2 < third.size(); ++length)
    BOOST_TEST(read_run(write("l", two + third.substr(0, length))).csv() == wanted);
  // A resumed log goes on behind the cut line.
  BOOST_TEST(
      read_run(write("l", epoch_line(1, 5) + third.substr(0, 9) + "\n" + epoch_line(2, 4))).csv() ==
      wanted);
  const std::string line = epoch_line(1, 5, R"(,"valid_mm":null,"train_eval_mm":"x","more":[[]])");
  BOOST_TEST(read_run(write("l", line)).csv() ==
             "epoch,time (min),3d_train (mm),3d_eval (mm),3d_valid (mm)\n1,2,5,,\n");
  const std::string strange = R"({"event":"epoch","epoch":-1}
{"event":"epoch","epoch":18446744073709551615}
{"event":"epoch","epoch":"x"}
{"event":["epoch"],"epoch":1}
{"event":"epoch"}
[1]
)";
  BOOST_TEST(read_run(write("l", "{}\n" + strange + epoch_line(1, 5))).csv() ==
             read_run(write("m", epoch_line(1, 5))).csv());
}

BOOST_AUTO_TEST_CASE(runs_are_named_by_what_differs) {
  using Names = std::vector<std::string>;
  const auto check = [](const Names& paths, const Names& wanted) {
    const Names found = run_names(paths);
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
  };
  write("a/history.csv", kTable);
  write("b/history.csv", kTable);
  check({folder / "a/history.csv", folder / "b", folder / "b/", folder / "x.y.jsonl"},
        {"a", folder / "b", folder / "b/", "x.y"});
  check({"one/log.jsonl", "two/log.jsonl", "three"}, {"one/log.jsonl", "two/log.jsonl", "three"});
  check({"some/where/events.out.tfevents.1700000000.host"}, {"where"});
}

BOOST_AUTO_TEST_CASE(pictures_are_made, *can_draw) {
  write("a/history.csv", kTable);
  write("b.jsonl", epoch_line(1, 180) + epoch_line(2, 140) + epoch_line(3, 130) + epoch_line(4, 1));
  const ProgramResult all = plot({"a", "b.jsonl", "-o", "out.png"});
  BOOST_TEST(all.exit_code == 0);
  BOOST_TEST(all.out == "Wrote out.png: 2 charts of 2 runs\n");
  BOOST_TEST(all.err == "posegrad plot: b has no 3d_valid\n");
  const std::string png = test::read_text(folder / "out.png");
  BOOST_TEST(png.starts_with("\x89PNG"));
  plot({"a", "b.jsonl", "-o", "again.png"});
  BOOST_TEST((test::read_text(folder / "again.png") == png));

  const ProgramResult svg =
      plot({"a", "b.jsonl", "--figure", "learning rate", "-o", "one.svg", "--from-epoch", "2"});
  BOOST_TEST(svg.out == "Wrote one.svg: 1 chart of 2 runs\n");
  const std::string text = test::read_text(folder / "one.svg");
  BOOST_TEST(text.find("<svg ") != std::string::npos);
  BOOST_TEST(text.find("</svg>") != std::string::npos);
  plot({"a", "b.jsonl", "--figure", "learning rate", "-o", "two.svg"});
  BOOST_TEST((test::read_text(folder / "two.svg") != text));
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_told) {
  write("a/history.csv", kTable);
  check_refused({"-o", "out.png"}, "expected the log of a run or several, found none", 2);
  check_refused({"a"}, "-o/--output: found none, expected a picture to make, such as runs.png", 2);
  check_refused({"a", "-o", "out.jpg"},
                "-o/--output: found out.jpg, expected a file that ends in .png or .svg", 2);
  check_refused({"a", "-o", "out.png", "--from-epoch", "0"},
                "--from-epoch: found 0, expected at least 1", 2);
  write("log.png", epoch_line(1, 1));
  check_refused({"log.png", "-o", "./log.png"},
                "-o/--output: found ./log.png, expected another file than that of LOG", 2);
  check_refused({"a", "-o", "no/out.png"}, "cannot write no/out.png: there is no folder no");
  check_refused({"a", "-o", "out.png", "--figure", "3d_vlid"},
                "--figure: found '3d_vlid', which no run has; expected one of learning rate, "
                "3d_train, 3d_valid; did you mean '3d_valid'?");
  check_refused({"a", "-o", "out.png", "--from-epoch", "4"},
                "--from-epoch: found 4, but the last epoch of any run is 3");
}

BOOST_AUTO_TEST_CASE(what_is_no_log_is_told) {
  const auto check = [&](const std::string& text, const std::string& message) {
    write("a", text);
    check_refused({"a", "-o", "out.png"}, message);
  };
  const std::string wanted =
      "; expected a log of posegrad run: a file of --log, history.csv or a file for TensorBoard";
  check("", "a: it is empty" + wanted);
  check("my notes\n", "a: it is no log" + wanted);
  check("{\"people\":[]}\n", "a: no line of it is one that --log writes");
  check("{\"event\":", "a: no line of it is one that --log writes");
  check(kStep, "a: there is no epoch in it");
  check("epoch,3d_train (mm)\n", "a: there is no epoch in it");
  check("epoch,3d_train (mm)\n1,2\n2\n", "a: line 3: 2 fields expected, 1 found");
  using pose::formats::tensorboard_record;
  const std::string version =
      tensorboard_record({.wall_time = 1, .version = pose::formats::kTensorboardVersion});
  check(version, "a: there is no epoch in it");
  check(version + tensorboard_record({.step = 1, .scalars = {{"loss", 1.0F}}}),
        "a: there is no epoch in it");
  check(pose::formats::tfrecord("x"), "a: event 1: a number is cut short or longer than 64 bits");
  check_refused({"gone.csv", "-o", "out.png"}, "cannot open gone.csv: No such file or directory");
  std::filesystem::create_directory(folder / "empty");
  check_refused({"empty", "-o", "out.png"},
                "empty: a folder with neither history.csv nor files for TensorBoard");
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told, *can_draw) {
  write("a/history.csv", kTable);
  const ProgramResult result =
      test::run_program({"bash", "-c", "ulimit -f 1; exec \"$0\" plot \"$1\" -o \"$2\"",
                         test::program_path(), folder / "a", folder / "out.png"});
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.err ==
             "posegrad plot: cannot write " + (folder / "out.png") + ": File too large\n");
  BOOST_TEST(!std::filesystem::exists(folder / "out.png"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
