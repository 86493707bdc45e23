// What must neither end nor lose a training.

#include <csignal>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "tests/faults/job.h"
#include "tests/support/build.h"
#include "tests/support/run_checks.h"

using namespace posegrad::test;
namespace fs = std::filesystem;

namespace {

const std::string kLong =
    "run -k coco -str S1 -ste S9 -arc 3,3 -ch 8 -b 32 --threads 1 --checkpoint-frequency 100 -e "
    "60";

std::string last_checkpoint(const Place& place) {
  return fs::exists(place / "checkpoint/epoch_60.bin")
             ? read_text(place / "checkpoint/epoch_60.bin")
             : "";
}

// Of a run that nobody disturbs.
const std::string& wanted() {
  static std::string bytes;
  if (!bytes.empty()) return bytes;
  const Place place;
  const Ended ended = launch(words_of(kLong), {.folder = place.path()});
  BOOST_REQUIRE(ended.exit_code == 0);
  return bytes = last_checkpoint(place);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training)

BOOST_AUTO_TEST_CASE(it_goes_on_when_its_terminal_is_closed) {
  const Place place;
  Running running(words_of(kLong), {.folder = place.path()});
  BOOST_REQUIRE(running.has_said("[2] "));
  running.signal(SIGHUP);
  const Ended ended = running.wait();
  BOOST_TEST(ended.exit_code == 0, ended.err);
  BOOST_TEST((last_checkpoint(place) == wanted()));
}

BOOST_AUTO_TEST_CASE(it_goes_on_when_nobody_reads_its_output) {
  const Place place;
  const ProgramResult result = run_program(
      {"bash", "-c", "cd '" + place.path() + "'; set -o pipefail; \"$0\" " + kLong + " | head -n 9",
       program_path()});
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST((last_checkpoint(place) == wanted()));
  const auto said = lines(without_progress(result.err));
  BOOST_REQUIRE(said.size() == 2U);
  BOOST_TEST(said[0] ==
             "posegrad run: standard output: cannot be written: Broken pipe; the training goes on "
             "without");
  BOOST_TEST(said[1] == "posegrad run: standard output: cannot be written: Broken pipe");
}

BOOST_AUTO_TEST_CASE(it_goes_on_when_its_log_or_its_history_cannot_be_written) {
  {
    const Place place;
    const Ended ended = launch(words_of(kLong + " --log /dev/full"), {.folder = place.path()});
    BOOST_TEST(ended.exit_code == 1);
    const std::string failure =
        "posegrad run: /dev/full: cannot be written: No space left on device";
    BOOST_TEST(ended.err == failure + "; the training goes on without\n" + failure + "\n");
    BOOST_TEST((last_checkpoint(place) == wanted()));
  }
  const Place place;
  Running running(words_of(kLong), {.folder = place.path()});
  BOOST_REQUIRE(running.has_said("[2] "));
  for (std::error_code error; !fs::is_directory(place / "checkpoint/history.csv");) {
    fs::remove(place / "checkpoint/history.csv", error);
    fs::create_directory(place / "checkpoint/history.csv", error);
  }
  const Ended ended = running.wait();
  BOOST_TEST(ended.exit_code == 1);
  const auto said = lines(without_progress(ended.err));
  BOOST_REQUIRE_MESSAGE(said.size() == 2U, ended.err);
  BOOST_TEST(said[1].starts_with("posegrad run: cannot write checkpoint/history.csv: "));
  BOOST_TEST(said[0] == said[1] + "; the training goes on without");
  BOOST_TEST((last_checkpoint(place) == wanted()));
}

BOOST_AUTO_TEST_CASE(it_goes_on_when_no_event_can_be_written_for_tensorboard) {
  const Place place;
  fs::create_directory(place / "events");
  Launch how{.folder = place.path(), .environment = with_library()};
  how.environment.insert(how.environment.end(), {"POSEGRAD_FAULT=write:1:28:on",
                                                 "POSEGRAD_FAULT_FOLDER=" + (place / "events")});
  const Ended ended = launch(words_of(kLong + " --tensorboard events"), how);
  BOOST_TEST(ended.exit_code == 1);
  const auto said = lines(without_progress(ended.err));
  BOOST_REQUIRE_MESSAGE(said.size() == 2U, ended.err);
  BOOST_TEST(said[1].starts_with("posegrad run: events/events.out.tfevents."));
  BOOST_TEST(said[1].ends_with(": cannot be written: No space left on device"));
  BOOST_TEST(said[0] == said[1] + "; the training goes on without");
  BOOST_TEST((last_checkpoint(place) == wanted()));
  BOOST_TEST(fs::is_empty(place / "events"));
}

BOOST_AUTO_TEST_CASE(a_signal_saves_what_was_learnt) {
  for (const int number : {SIGINT, SIGTERM}) {
    const Place place;
    Running running(words_of(kLong), {.folder = place.path()});
    BOOST_REQUIRE(running.has_said("[2] "));
    running.signal(number);
    const Ended ended = running.wait();
    BOOST_TEST(ended.exit_code == 130);
    BOOST_REQUIRE(fs::exists(place / "checkpoint/interrupted.bin"));
    const Ended rest =
        launch(words_of(kLong + " --resume interrupted.bin"), {.folder = place.path()});
    BOOST_TEST(rest.exit_code == 0, rest.err);
    BOOST_TEST((last_checkpoint(place) == wanted()));
  }
}

BOOST_AUTO_TEST_CASE(two_in_one_folder) {
  const Place place;
  write_text(place / "log", "first\n");
  Running first(words_of(kLong), {.folder = place.path()});
  BOOST_REQUIRE(first.has_said("[2] "));
  const ProgramResult second =
      run_posegrad(words_of(kLong + " --log log"), {.working_directory = place.path()});
  BOOST_TEST(second.exit_code == 1);
  BOOST_TEST(
      second.err ==
      "posegrad run: checkpoint: another posegrad run trains into this folder; wait for it or "
      "give another one with -c\n");
  BOOST_TEST(read_text(place / "log") == "first\n");
  BOOST_TEST(first.wait().exit_code == 0);
  BOOST_TEST((last_checkpoint(place) == wanted()));
}

BOOST_AUTO_TEST_SUITE_END()
