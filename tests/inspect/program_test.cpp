#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/inspect/reports.h"
#include "tests/support/run_checks.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

struct Program {
  TemporaryFolder folder;
  const std::string file = folder / "a.json";

  Program() { write_text(file, walking_results(12)); }
  ProgramResult inspect(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "inspect");
    return run_posegrad(arguments);
  }
  void check_wrong(const std::vector<std::string>& arguments, const std::string& part) const {
    const ProgramResult result = inspect(arguments);
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(result.out == "");
    BOOST_TEST(lines(result.err).size() == 1U);
    BOOST_TEST(result.err.find(part) != std::string::npos, result.err);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(inspect_program, Program)

BOOST_AUTO_TEST_CASE(prints_a_table) {
  const ProgramResult result = inspect({file, "--size", "1000x1000"});
  check_succeeds(result);
  BOOST_TEST(result.out.starts_with(file + ": detections\ncontent\n"));
  for (const std::string& line : lines(result.out)) BOOST_TEST(!line.ends_with(' '), line);
}

BOOST_AUTO_TEST_CASE(json_is_one_object_and_nothing_else) {
  const ProgramResult result = inspect({file, "--json", "--size", "1000x1000"});
  check_succeeds(result);
  const nlohmann::json json = nlohmann::json::parse(result.out);
  BOOST_TEST(json["kind"] == "detections");
  BOOST_TEST(json["frames"]["listed"] == 12);
  BOOST_TEST(json["picture"]["size"]["width"] == 1000);
}

BOOST_AUTO_TEST_CASE(options_of_detections_reach_the_reader) {
  const auto json = nlohmann::json::parse(
      inspect({file, "--json", "--min-score", "0.2", "--layout", "coco", "--fps", "12"}).out);
  BOOST_TEST(json["layout"]["decided_by"] == "--layout coco");
  BOOST_TEST(json["frames"]["fps"] == 12);
  BOOST_TEST(json["points"]["missing"] > 0.5);
}

BOOST_AUTO_TEST_CASE(a_refused_file_has_exit_code_1_and_a_report) {
  write_text(file, "{\"a\": 1}");
  const ProgramResult table = inspect({file});
  BOOST_TEST(table.exit_code == 1);
  BOOST_TEST(table.err == "");
  BOOST_TEST(table.out.find("\nrefused\n") != std::string::npos);
  const ProgramResult json = inspect({file, "--json"});
  BOOST_TEST(json.exit_code == 1);
  BOOST_TEST(json.err == "");
  const auto parsed = nlohmann::json::parse(json.out);
  BOOST_TEST(parsed["refused"].get<std::string>().find("no known output") != std::string::npos);
  BOOST_TEST(parsed["content"]["container"] == "JSON");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened_is_one_line) {
  const ProgramResult result = inspect({folder / "absent.json"});
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.out == "");
  BOOST_TEST(lines(result.err).size() == 1U);
  BOOST_TEST(result.err.find("absent.json") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_use) {
  check_wrong({}, "expected one file or folder, found none");
  check_wrong({file, file}, "expected one file or folder");
  check_wrong({file, "-o", folder / "a.jpg"}, "ends in .png");
  check_wrong({file, "--frame", "3"}, "give -o FILE.png");
  check_wrong({file, "--frame", "-3", "-o", folder / "a.png"}, "at least 0");
  check_wrong({file, "--layout", "cocoo"}, "--layout");
  check_wrong({file, "--size", "big"}, "--size");
  check_wrong({file, "--fps", "0"}, "--fps");
  write_text(folder / "b.png", walking_results(12));
  check_wrong({folder / "b.png", "-o", folder / "b.png"}, "-o/--output");
}

BOOST_AUTO_TEST_CASE(help_explains_itself) {
  const ProgramResult result = inspect({"--help"});
  check_succeeds(result);
  BOOST_TEST(result.out.starts_with("Usage: posegrad inspect FILE"));
  for (const std::string& line : lines(result.out)) BOOST_TEST(line.size() <= 100U, line);
}

BOOST_AUTO_TEST_SUITE_END()
