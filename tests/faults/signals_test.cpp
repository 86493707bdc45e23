// A signal at any moment of any command: it ends soon, leaves nothing unfinished and no process.

#include <csignal>
#include <cstdlib>
#include <random>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/faults/job.h"
#include "tests/support/build.h"

using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(signals)

BOOST_AUTO_TEST_CASE(at_any_moment) {
  std::mt19937 random(20240501);
  std::uniform_real_distribution<double> share(0.0, 1.1);
  for (const Job& job : jobs()) {
    if (job.draws && !has_ffmpeg()) continue;
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGINT, SIGTERM}) {
      if (is_sanitized() && number == SIGHUP) continue;
      const Place place;
      const Seconds moment = share(random) * duration_of(job);
      const Ended ended =
          launch(job.arguments, {.folder = place.path(), .signals = {{number, moment}}});
      check_end(job, ended, place, fmt::format("signal {} after {} s", number, moment.count()),
                number);
      if (ended.exit_code != 0)
        BOOST_TEST(ended.took_after_signal.count() < (is_sanitized() ? 10 : 3));
    }
  }
}

// The second one comes while the first is being obeyed.
BOOST_AUTO_TEST_CASE(twice) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> share(0.2, 1.0);
  for (const Job& job : jobs()) {
    if (job.draws && !has_ffmpeg()) continue;
    const Place place;
    const Seconds moment = share(random) * duration_of(job);
    const Ended ended = launch(
        job.arguments,
        {.folder = place.path(), .signals = {{SIGINT, moment}, {SIGINT, moment + Seconds(0.002)}}});
    check_end(job, ended, place, fmt::format("twice after {} s", moment.count()), SIGINT);
  }
}

BOOST_AUTO_TEST_CASE(a_set_that_was_stopped_can_be_made_again) {
  const Job& set = job("synth");
  std::mt19937 random(11);
  std::uniform_real_distribution<double> share(0.0, 0.8);
  for (int i = 0; i < (is_sanitized() ? 4 : 10); ++i) {
    const Place place;
    const Ended ended =
        launch(set.arguments,
               {.folder = place.path(), .signals = {{SIGINT, share(random) * duration_of(set)}}});
    if (has_result_of(set, files_in(place.path()))) continue;  // after the last file
    BOOST_TEST(launch(set.arguments, {.folder = place.path()}).exit_code == 0);
    BOOST_TEST(has_result_of(set, files_in(place.path())));
  }
}

BOOST_AUTO_TEST_SUITE_END()
