#include "tensor/shared_cores.h"

#include <boost/test/unit_test.hpp>

#include "tensor/parallel.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

// A machine on which a step of the job takes a time that depends on the number of threads.
struct Machine {
  double time_of_all = 0.01, time_of_one = 0.02;  // seconds
  double taken_a_second = 0;
  double time = 0;
  double taken = 0;

  SharedCores cores{[this] { return std::chrono::duration<double>(time); },
                    [this] { return static_cast<long>(taken); }};

  void work(double seconds) {
    for (const double end = time + seconds; time < end;) {
      const double step = working_threads() == 1 ? time_of_one : time_of_all;
      time += step;
      taken += taken_a_second * step;
      cores.worked(1);
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_cores)

BOOST_AUTO_TEST_CASE(alone_all_threads_are_used) {
  const ThreadsScope scope(4);
  Machine machine{.taken_a_second = 10};
  machine.time_of_one = 0.001;  // nobody is to find out
  machine.work(10);
  BOOST_TEST(working_threads() == 4);
}

BOOST_AUTO_TEST_CASE(beside_others_the_quicker_number_is_used_until_they_are_gone) {
  const ThreadsScope scope(4);
  {
    Machine machine{.time_of_all = 0.2, .taken_a_second = 200};
    machine.work(3);
    BOOST_TEST(working_threads() == 1);
    machine.taken_a_second = 0;
    machine.work(1);
    BOOST_TEST(working_threads() == 4);

    machine.taken_a_second = 200;
    machine.time_of_all = 0.015;
    machine.work(3);
    BOOST_TEST(working_threads() == 4);
    machine.time_of_all = 0.2;
    machine.work(30);
    BOOST_TEST(working_threads() == 1);
  }
  BOOST_TEST(working_threads() == 4);
}

BOOST_AUTO_TEST_CASE(time_between_steps_does_not_count) {
  const ThreadsScope scope(2);
  Machine machine{.time_of_all = 0.03, .taken_a_second = 200};
  for (int i = 0; i < 20; ++i) {
    machine.work(0.5);
    machine.time += working_threads() == 1 ? 0 : 10;
    machine.cores.go_on();
  }
  BOOST_TEST(working_threads() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
