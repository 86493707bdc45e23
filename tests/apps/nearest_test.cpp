#include "apps/options/nearest.h"

#include <vector>

#include <boost/test/unit_test.hpp>

namespace posegrad::apps {
namespace {

BOOST_AUTO_TEST_SUITE(nearest_word)

BOOST_AUTO_TEST_CASE(a_typing_error_finds_its_word_and_nonsense_finds_none) {
  const std::vector<std::string> words{"run", "synth", "--dropout", "--epochs"};
  BOOST_TEST(nearest("rnu", words) == "run");  // neighbours that changed places are one error
  BOOST_TEST(nearest("nrt", words).empty());   // two letters of three are wrong
  BOOST_TEST(nearest("runs", words) == "run");
  BOOST_TEST(nearest("sinth", words) == "synth");
  BOOST_TEST(nearest("--dropuot", words) == "--dropout");
  BOOST_TEST(nearest("--epoch", words) == "--epochs");
  BOOST_TEST(nearest("bananas", words).empty());
  BOOST_TEST(nearest("x", words).empty());
  BOOST_TEST(nearest("", words).empty());
  BOOST_TEST(did_you_mean("runs", words) == "; did you mean 'run'?");
  BOOST_TEST(did_you_mean("bananas", words).empty());
}

BOOST_AUTO_TEST_CASE(the_nearer_word_wins) {
  const std::vector<std::string> words{"h36m", "humaneva15", "humaneva20"};
  BOOST_TEST(nearest("humaneva2", words) == "humaneva20");
}

BOOST_AUTO_TEST_CASE(letters_that_changed_places_are_found_in_short_words) {
  const std::vector<std::string> words{"run", "wild", "export"};
  BOOST_TEST(nearest("wlid", words) == "wild");
  BOOST_TEST(nearest("epxort", words) == "export");
}

BOOST_AUTO_TEST_CASE(dashes_are_no_letters) {
  const std::vector<std::string> words{"--log", "-e", "--epochs", "--fps"};
  BOOST_TEST(nearest("--foo", words).empty());
  BOOST_TEST(nearest("--fsp", words) == "--fps");
  BOOST_TEST(nearest("-epochs", words) == "--epochs");
  BOOST_TEST(nearest("-x", words).empty());
  BOOST_TEST(nearest("--", words).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
