#include <boost/test/unit_test.hpp>

#include "apps/doctor/findings.h"

namespace posegrad::apps {
namespace {

using State = Finding::State;

BOOST_AUTO_TEST_SUITE(doctor_command)

BOOST_AUTO_TEST_CASE(what_is_missing_comes_with_the_command_that_gets_it) {
  std::vector<Finding> findings{{State::good, "video", "ffmpeg 5"},
                                {State::lacking, "files", "built without .glb", "get glb"}};
  BOOST_TEST(is_ready(findings));
  BOOST_TEST(doctor_report(findings) ==
             "ok      video      ffmpeg 5\n"
             "--      files      built without .glb: get glb\n"
             "ready: posegrad wild clip.mp4 -o clip.html works");
  findings.push_back({State::broken, "detector", "no weights", "get weights"});
  findings.push_back({State::broken, "model", "none", "get model"});
  BOOST_TEST(!is_ready(findings));
  BOOST_TEST(doctor_report(findings) ==
             "ok      video      ffmpeg 5\n"
             "--      files      built without .glb: get glb\n"
             "MISSING detector   no weights: get weights\n"
             "MISSING model      none: get model\n"
             "posegrad wild clip.mp4 would fail; first: get weights");
}

BOOST_AUTO_TEST_CASE(it_looks_at_all_that_wild_needs) {
  std::vector<std::string> seen;
  for (const Finding& finding : look_at_machine()) {
    seen.push_back(finding.what);
    BOOST_TEST(!finding.text.empty(), finding.what);
    BOOST_TEST((finding.state == State::good || !finding.remedy.empty() || finding.what == "model"),
               finding.what);
  }
  const std::vector<std::string> wanted{"processor", "BLAS",  "GPU",   "video",
                                        "pictures",  "files", "model", "detector"};
  BOOST_TEST(seen == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
