// Symbolic links as outputs, and what a killed run left behind.

#include <csignal>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/faults/job.h"

using namespace posegrad::test;
namespace fs = std::filesystem;

namespace {

void check_written(const Job& job, const Place& place) {
  const Ended ended = launch(job.arguments, {.folder = place.path()});
  BOOST_TEST(ended.exit_code == 0, ended.err);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(links)

BOOST_AUTO_TEST_CASE(the_target_is_written_and_the_link_stays) {
  for (const auto& [name, file] :
       {std::pair{"wild npy", "o.npy"}, {"wild npz", "o.npz"}, {"convert", "small.bin"}}) {
    const Place place;
    fs::create_directory(place / "elsewhere");
    const std::string target = place / "elsewhere/target";
    for (const bool is_there : {true, false}) {
      fs::remove(target);
      fs::remove(place / file);
      if (is_there) write_text(target, "old");
      fs::create_symlink("link", place / file);
      fs::remove(place / "link");
      fs::create_symlink("elsewhere/target", place / "link");
      check_written(job(name), place);
      BOOST_TEST(fs::is_symlink(place / file));
      BOOST_TEST((read_text(target) == result_of(job(name)).at(file)), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(links_in_a_circle_are_refused) {
  const Place place;
  fs::create_symlink("o.npy", place / "o.npy");
  const Ended ended = launch(job("wild npy").arguments, {.folder = place.path()});
  BOOST_TEST(ended.exit_code == 1);
  BOOST_TEST(ended.err == "posegrad wild: cannot write o.npy: Too many levels of symbolic links\n");
}

BOOST_AUTO_TEST_CASE(leftovers_of_a_killed_run_go_and_those_of_a_live_one_stay) {
  const Place place;
  write_text(place / ".o.npy.99999.0.tmp", "half");
  write_text(place / ".o.npy.99999.1.tmp", "half, and still written");
  write_text(place / ".other.npy.99999.0.tmp", "of another file");
  write_text(place / ".o.npy.notes.tmp", "somebody's own");
  const int writer = open((place / ".o.npy.99999.1.tmp").c_str(), O_WRONLY | O_CLOEXEC);
  BOOST_REQUIRE(flock(writer, LOCK_EX) == 0);
  check_written(job("wild npy"), place);
  BOOST_TEST(!fs::exists(place / ".o.npy.99999.0.tmp"));
  for (const char* name : {".o.npy.99999.1.tmp", ".other.npy.99999.0.tmp", ".o.npy.notes.tmp"})
    BOOST_TEST(fs::exists(place / name), name);
  close(writer);
  check_written(job("wild npy"), place);
  BOOST_TEST(!fs::exists(place / ".o.npy.99999.1.tmp"));
}

BOOST_AUTO_TEST_SUITE_END()
