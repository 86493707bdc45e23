// Calls that do a part of their work, or are interrupted: nothing changes.

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/faults/job.h"

using namespace posegrad::test;

namespace {

void check_unchanged(const std::string& variable) {
  for (const Job& job : jobs()) {
    if (job.draws && !has_ffmpeg()) continue;
    const Place place;
    Words environment = with_library();
    environment.push_back(variable);
    environment.push_back("POSEGRAD_FAULT_FOLDER=" + place.path());
    const Ended ended = launch(job.arguments, {.folder = place.path(), .environment = environment});
    BOOST_TEST(ended.exit_code == 0, job.name << ", " << variable << ": " << ended.err);
    check_end(job, ended, place, variable);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(short_calls)

BOOST_AUTO_TEST_CASE(half_of_what_was_asked) { check_unchanged("POSEGRAD_FAULT_SHORT=1"); }
BOOST_AUTO_TEST_CASE(every_third_call_is_interrupted) { check_unchanged("POSEGRAD_FAULT_EINTR=3"); }

BOOST_AUTO_TEST_SUITE_END()
