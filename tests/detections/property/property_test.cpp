#include <algorithm>
#include <cstdlib>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detections/property/trial.h"

// Random motion of people is written by the tests' own writers in every format and layout, and read
// again. POSEGRAD_PROPERTY='FORMAT/LAYOUT/SEED', as a failure prints it, repeats one trial; another
// first seed is POSEGRAD_PROPERTY_SEED.

namespace posegrad::test::property {
namespace {

using pose::detections::Layout;

constexpr std::uint64_t kMostTrials = 1'000'000;  // seeds of a run begin with a multiple of it

std::string environment(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

std::string name_of(const Format& format, const Layout& layout, std::uint64_t seed) {
  return fmt::format("{}/{}/{}", format.name, layout.name, seed);
}

BOOST_AUTO_TEST_SUITE(property)

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  const std::string wanted = environment("POSEGRAD_PROPERTY"),
                    first = environment("POSEGRAD_PROPERTY_SEED");
  // Of a failure's seed the first is a part.
  std::uint64_t seed = kMostTrials * (first.empty() ? 1 : std::stoull(first));
  if (!wanted.empty())
    seed = std::stoull(wanted.substr(wanted.rfind('/') + 1)) / kMostTrials * kMostTrials;
  std::size_t trials = 0, asked = 0;
  for (const Format& format : all_formats()) {
    for (const Layout& layout : pose::detections::layouts()) {
      if (!can_have(format, layout)) continue;
      const std::string name = name_of(format, layout, ++seed);
      if (!wanted.empty() && name != wanted) continue;
      const Outcome outcome = try_format(format, layout, seed);
      BOOST_TEST(outcome.fault.empty(), "POSEGRAD_PROPERTY='" << name << "': " << outcome.fault);
      const bool is_told = format.abilities.has_names || format.abilities.states_layout;
      BOOST_TEST(!(is_told && outcome.needs_layout),
                 "POSEGRAD_PROPERTY='" << name << "': --layout is asked for, but the file says it");
      ++trials;
      asked += outcome.needs_layout ? 1 : 0;
    }
  }
  BOOST_TEST(trials > 0U, wanted << " is no trial");
  BOOST_TEST((!wanted.empty() || 50 * asked < trials),
             asked << " of " << trials << " were refused until --layout was given");
}

/// As many numbers can be fewer points with scores: 24 pairs are 16 triples.
BOOST_AUTO_TEST_CASE(what_a_file_cannot_say_is_asked_for) {
  const auto flat = std::ranges::find(all_formats(), "flat pairs", &Format::name);
  BOOST_REQUIRE(flat != all_formats().end());
  for (const auto* name : {"smpl_24", "human_art_21", "mediapipe"})
    for (std::uint64_t seed = 1; seed <= 4; ++seed) BOOST_TEST_CONTEXT(name << " " << seed) {
        const Outcome outcome = try_format(*flat, *pose::detections::find_layout(name), seed);
        BOOST_TEST(outcome.needs_layout);
        BOOST_TEST(outcome.fault == "");
      }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test::property
