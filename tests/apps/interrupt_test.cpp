#include <csignal>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apps/console/signals.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

/// Runs `job` in a child without standard error, since signals concern the whole process. Returns
/// its wait status.
template <class Job>
int in_child(Job job) {
  const pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    // Boost.Test's own handlers would turn a signal into an exception.
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_DFL);
    _exit(job());
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

bool exited_with(int status, int code) { return WIFEXITED(status) && WEXITSTATUS(status) == code; }
bool died_of(int status, int number) { return WIFSIGNALED(status) && WTERMSIG(status) == number; }

BOOST_AUTO_TEST_SUITE(interrupt)

BOOST_AUTO_TEST_CASE(the_first_signal_only_asks) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    const int status = in_child([number] {
      const Interrupt guard;
      if (guard.requested()) return 1;
      std::raise(number);
      return guard.requested() && guard.signal() == number ? 0 : 2;
    });
    BOOST_TEST(exited_with(status, 0));
  }
}

BOOST_AUTO_TEST_CASE(the_second_signal_has_its_usual_effect) {
  const int status = in_child([] {
    const Interrupt guard;
    std::raise(SIGINT);
    std::raise(SIGTERM);
    return 0;
  });
  BOOST_TEST(died_of(status, SIGTERM));
}

BOOST_AUTO_TEST_CASE(afterwards_signals_are_as_before) {
  const int status = in_child([] {
    { const Interrupt guard; }
    std::raise(SIGINT);
    return 0;
  });
  BOOST_TEST(died_of(status, SIGINT));
}

BOOST_AUTO_TEST_CASE(a_new_guard_starts_without_a_request) {
  const int status = in_child([] {
    {
      const Interrupt guard;
      std::raise(SIGINT);
    }
    const Interrupt guard;
    return guard.requested() ? 1 : 0;
  });
  BOOST_TEST(exited_with(status, 0));
}

BOOST_AUTO_TEST_CASE(an_ignored_signal_stays_ignored) {
  const int status = in_child([] {
    std::signal(SIGINT, SIG_IGN);
    const Interrupt guard;
    std::raise(SIGINT);
    std::raise(SIGINT);
    return guard.requested() ? 1 : 0;
  });
  BOOST_TEST(exited_with(status, 0));
}

BOOST_AUTO_TEST_CASE(one_that_was_ignored_is_so_behind_another) {
  const int status = in_child([] {
    std::signal(SIGHUP, SIG_IGN);
    const Interrupt guard;
    std::raise(SIGINT);
    std::raise(SIGHUP);
    return guard.signal() == SIGINT ? 0 : 1;
  });
  BOOST_TEST(exited_with(status, 0));
}

BOOST_AUTO_TEST_CASE(one_within_another_knows_the_same) {
  const int status = in_child([] {
    const Interrupt whole;
    bool inner_knew = false;
    {
      const Interrupt part;
      std::raise(SIGINT);
      inner_knew = part.requested();
    }
    const Interrupt next;  // of the next part: it need not begin
    return inner_knew && whole.requested() && next.requested() ? 0 : 1;
  });
  BOOST_TEST(exited_with(status, 0));
}

BOOST_AUTO_TEST_CASE(the_outer_one_listens_on_when_an_inner_one_has_ended) {
  const int status = in_child([] {
    const Interrupt whole;
    { const Interrupt part; }
    std::raise(SIGTERM);
    return whole.signal() == SIGTERM ? 0 : 1;
  });
  BOOST_TEST(exited_with(status, 0));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
