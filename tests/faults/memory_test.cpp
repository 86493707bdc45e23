// No memory. Sanitizers have an allocator of their own, before which nothing can be put: release
// only.

#include <cstdlib>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/faults/job.h"
#include "tests/support/build.h"

using namespace posegrad::test;

namespace {

Words without_memory(int k, bool lasts) {
  Words environment = with_library();
  environment.push_back(fmt::format("POSEGRAD_FAULT=memory:{}:12{}", k, lasts ? ":on" : ""));
  return environment;
}

int count_allocations(const Job& job) {
  const Place place;
  const TemporaryFolder notes;
  Words environment = without_memory(0, false);
  environment.push_back("POSEGRAD_FAULT_COUNT=" + (notes / "count"));
  BOOST_REQUIRE(
      launch(job.arguments, {.folder = place.path(), .environment = environment}).exit_code == 0);
  return std::stoi(read_text(notes / "count"));
}

// POSEGRAD_EVERY_FAULT=1 tries every allocation: minutes for inspect, an hour for convert, many for the rest.
int distance(int count, int wanted) {
  return std::getenv("POSEGRAD_EVERY_FAULT") != nullptr ? 1 : std::max(1, count / wanted);
}

void check(const Job& job, int wanted) {
  const int count = count_allocations(job), step = distance(count, wanted);
  // From the first on, most of which belong to the options.
  for (int k = 1; k <= count; k += k < wanted / 4 ? 1 : step)
    for (const bool lasts : {false, true}) {
      const Place place;
      const Ended ended =
          launch(job.arguments, {.folder = place.path(), .environment = without_memory(k, lasts)});
      check_end(job, ended, place, fmt::format("allocation {} of {}", k, count));
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults_of_memory, *without_sanitizers())

BOOST_AUTO_TEST_CASE(an_allocation_of_inspect_fails) {
  check({"inspect", words_of("inspect data/data_2d_h36m_coco.npz")}, 60);
}

BOOST_AUTO_TEST_CASE(an_allocation_of_convert_fails) { check(job("convert"), 20); }

BOOST_AUTO_TEST_CASE(an_allocation_of_another_command_fails) {
  for (const char* name : {"run", "synth", "wild npy", "audit", "prepare"}) check(job(name), 8);
}

BOOST_AUTO_TEST_SUITE_END()
