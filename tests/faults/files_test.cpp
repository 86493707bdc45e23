// The K-th call that touches a file of the job fails, for every K until none does.

#include <array>
#include <cerrno>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/faults/job.h"
#include "tests/support/build.h"

using namespace posegrad::test;

namespace {

struct Fault {
  const char* call;
  int error;
  bool lasts;
};

// A disk that is full stays so.
constexpr std::array kFaults{Fault{"open", EMFILE, false}, Fault{"write", ENOSPC, true},
                             Fault{"read", EIO, false},    Fault{"close", EIO, false},
                             Fault{"rename", EIO, false},  Fault{"fsync", EIO, false}};

std::string text_of(const Fault& fault, int k) {
  return fmt::format("{}:{}:{}{}", fault.call, k, fault.error, fault.lasts ? ":on" : "");
}

// How many such calls a run makes.
int count_calls(const Job& job, const Fault& fault) {
  const Place place;
  const TemporaryFolder notes;
  Launch how{.folder = place.path(), .environment = with_fault(text_of(fault, 0), place)};
  how.environment.push_back("POSEGRAD_FAULT_COUNT=" + (notes / "count"));
  const Ended ended = launch(job.arguments, how);
  BOOST_REQUIRE_MESSAGE(ended.exit_code == 0, job.name << ": " << ended.err);
  return std::stoi(read_text(notes / "count"));
}

// Every call where they are few; else the first and the last ones and some between, whose distance
// has no divisor that a file's structure could have, too.
std::vector<int> chosen(int count) {
  const int most = is_sanitized() ? 4 : 8;
  std::vector<int> list;
  for (int k = 1; k <= count; ++k)
    if (count <= most || k <= most / 4 || k > count - most / 4 || k % (1 + 2 * (count / most)) == 0)
      list.push_back(k);
  return list;
}

void check_all(const Job& job) {
  int injections = 0;
  for (const Fault& fault : kFaults) {
    for (const int k : chosen(count_calls(job, fault))) {
      const Place place;
      const std::string text = text_of(fault, k);
      check_end(
          job,
          launch(job.arguments, {.folder = place.path(), .environment = with_fault(text, place)}),
          place, text);
      ++injections;
    }
  }
  BOOST_TEST_MESSAGE(job.name << ": " << injections << " faults");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults_of_files)

BOOST_AUTO_TEST_CASE(every_call_fails_once) {
  // Drawing takes a second each time; a player is written as a result is.
  for (const Job& job : jobs())
    if (!job.draws && job.name != "wild png" && job.name != "wild html") check_all(job);
  if (has_ffmpeg()) check_all(job("detect"));
}

BOOST_AUTO_TEST_CASE(a_full_disk_while_ffmpeg_writes) {
  if (!has_ffmpeg()) return;
  const Job& drawing = job("wild mp4");
  for (const int k : {1, 2, 3}) {
    const Place place;
    Words environment = with_fault(fmt::format("write:{}:{}:on", k, ENOSPC), place);
    environment.push_back("POSEGRAD_FAULT_PROGRAM=ffmpeg");
    const Ended ended =
        launch(drawing.arguments, {.folder = place.path(), .environment = environment});
    check_end(drawing, ended, place, fmt::format("ffmpeg's write {}", k));
  }
}

BOOST_AUTO_TEST_CASE(a_folder_that_vanishes) {
  for (const char* name : {"convert", "wild npy", "wild npz"}) {
    const Place place;
    Job inside = job(name);
    inside.arguments.back() = "gone/" + inside.arguments.back();
    const Ended ended = launch(inside.arguments, {.folder = place.path()});
    BOOST_TEST(ended.exit_code == 1);
    BOOST_TEST(error_lines(ended.err).size() == 1U, ended.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
