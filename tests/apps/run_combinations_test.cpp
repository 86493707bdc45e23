#include <array>

#include <boost/test/unit_test.hpp>

#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_succeeds;
using test::lines_with;
using test::TinyRun;

constexpr std::array kOptions{"-s 5",    "--subset 0.5", "--downsample 2",         "-a Walking",
                              "--dense", "--causal",     "--disable-optimizations"};

// Seven options, eight rows: any two options come alone, together and not at all (the orthogonal
// array of strength 2: bit o of row r is the parity of the bits that r and o + 1 share).
std::string combination(unsigned row) {
  std::string line;
  for (unsigned o = 0; o < kOptions.size(); ++o)
    if (__builtin_popcount(row & (o + 1)) % 2 == 1) line += std::string(kOptions[o]) + " ";
  return line;
}

Index frames(const std::string& output, const std::string& kind) {
  const std::vector<std::string> found = lines_with(output, "INFO: " + kind + " on ");
  BOOST_REQUIRE(found.size() == 1U);
  return std::stoll(found.front().substr(("INFO: " + kind + " on ").size()));
}

std::vector<std::string> averages(const std::string& output) {
  std::vector<std::string> lines = test::lines(output);
  std::erase_if(lines,
                [](const std::string& line) { return line.find("average") == std::string::npos; });
  return lines;
}

// Frames of one subject, 40 in each of four recordings before four cameras, that are left.
Index expected_frames(const std::string& options, bool with_subset) {
  const auto has = [&](const char* option) { return options.find(option) != std::string::npos; };
  Index frames = 40;
  if (with_subset && has("--subset")) frames /= 2;
  if (has("--downsample")) frames /= 2;
  return frames * 4 * (has("-a Walking") ? 2 : 4);
}

BOOST_AUTO_TEST_SUITE(run_combinations)

BOOST_AUTO_TEST_CASE(any_two_options_work_together_supervised_or_not) {
  const TinyRun run;
  for (unsigned row = 0; row < 8; ++row) {
    const std::string options = combination(row) + "-str S1 -ste S9 ";
    for (const std::string& semi : {std::string(), std::string("-sun S5 --warmup 1 ")}) {
      BOOST_TEST_CONTEXT(options << semi) {
        const auto trained = run(options + semi + "-e 2");
        check_succeeds(trained);
        BOOST_TEST(frames(trained.out, "Training") == expected_frames(options, true));
        BOOST_TEST(frames(trained.out, "Testing") == expected_frames(options, false));
        if (!semi.empty())
          BOOST_TEST(frames(trained.out, "Semi-supervision") == expected_frames(options, false));
        BOOST_TEST(trained.out.find("nan") == std::string::npos);
        // The checkpoint is the model that training ended with.
        const auto evaluated = run(options + "--evaluate epoch_2.bin");
        check_succeeds(evaluated);
        BOOST_TEST(averages(evaluated.out).size() == 4U);
        BOOST_TEST(averages(evaluated.out) == averages(trained.out),
                   boost::test_tools::per_element());
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
