// kill -9 at any moment: the same command, given again, makes what an undisturbed one does.
// scripts/kill_test.sh says how often.

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/faults/job.h"
#include "tests/support/build.h"

using namespace posegrad::test;
namespace fs = std::filesystem;

namespace {

int number_of(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::atoi(text) : otherwise;
}

// A training goes on from its last checkpoint.
Words again(const Job& job, const Place& place) {
  Words words = job.arguments;
  if (job.name != "run") return words;
  for (const char* name : {"epoch_2.bin", "epoch_1.bin"})
    if (fs::exists(place / ("checkpoint/" + std::string(name)))) {
      words.insert(words.end(), {"--resume", name});
      break;
    }
  return words;
}

void check_killed(const Job& job, double share) {
  const Place place;
  const Seconds moment = share * duration_of(job);
  const std::string what = fmt::format("{} killed after {} s", job.name, moment.count());
  const Ended killed =
      launch(job.arguments, {.folder = place.path(), .signals = {{SIGKILL, moment}}});
  const bool was_killed = killed.exit_code == 128 + SIGKILL;
  BOOST_TEST((was_killed || killed.exit_code == 0), what << ": " << killed.err);
  if (!was_killed) return;
  // Between two renames of its four a set is there in part, which --force replaces.
  Words words = again(job, place);
  if (job.name == "synth" && fs::exists(place / "new/data_3d_h36m.npz")) words.push_back("--force");
  const Ended ended = launch(words, {.folder = place.path()});
  BOOST_TEST(ended.exit_code == 0, what << ": " << ended.err);
  BOOST_TEST(has_result_of(job, files_in(place.path())), what);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kills)

BOOST_AUTO_TEST_CASE(at_any_moment) {
  const int kills = number_of("POSEGRAD_KILLS", is_sanitized() ? 10 : 50);
  std::mt19937 random(static_cast<unsigned>(number_of("POSEGRAD_SEED", 1)));
  std::uniform_real_distribution<double> share(0.0, 1.0);
  const char* const names[] = {"run", "wild npz", "synth", "prepare", "audit"};
  for (int i = 0; i < kills; ++i) check_killed(job(names[i % 5]), share(random));
}

BOOST_AUTO_TEST_SUITE_END()
