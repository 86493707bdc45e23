#include "pose/detections/meaning/ids.h"

#include <boost/test/unit_test.hpp>

#include "tests/detections/meaning/made_records.h"

namespace posegrad::pose::detections {
namespace {

/// People with these ids in each frame; NaN for one without.
Records records_of(const std::vector<std::vector<double>>& ids) {
  Records records;
  for (const std::vector<double>& in_frame : ids) {
    std::vector<RawPerson> people;
    for (const double id : in_frame) {
      people.push_back(test::standing(100.0 + 50.0 * static_cast<double>(people.size()), 100));
      if (id == id) people.back().id = id;
    }
    records.frames.push_back(test::frame_of(people, records.frames.size()));
  }
  return records;
}

/// What is said about ids that are not used; "" for usable ones.
std::string why(const std::vector<std::vector<double>>& ids) {
  const Ids found = decide_ids(records_of(ids), true);
  BOOST_TEST(found.usable == (found.decision.note.find("are not used") == std::string::npos));
  BOOST_TEST(decide_ids(records_of(ids), false).decision.note == "");
  return found.usable ? "" : found.decision.reason;
}

BOOST_AUTO_TEST_SUITE(ids)

BOOST_AUTO_TEST_CASE(numbers_that_tell_people_apart) {
  BOOST_TEST(why({{1, 2}, {2, 1}, {2}, {}, {1, 2, 5}}) == "");
  BOOST_TEST(why({{0}, {0}, {0}}) == "");  // one person
  BOOST_TEST(why({{3}, {4}}) == "");
  BOOST_TEST(decide_ids(records_of({{1, 2}, {2, 1}, {-1}}), true).different == 2);
}

BOOST_AUTO_TEST_CASE(nobody_has_a_number) {
  for (const double id : {-1.0, test::kNaN}) {
    const Ids found = decide_ids(records_of({{id, id}, {id}}), true);
    BOOST_TEST(found.usable);
    BOOST_TEST(found.different == 0);
    BOOST_TEST(!id_of(records_of({{id}}).frames[0].people[0]).has_value());
  }
}

BOOST_AUTO_TEST_CASE(numbers_that_do_not) {
  BOOST_TEST(why({{0, 0}, {0}, {0, 0}}) == "everybody has the number 0");
  BOOST_TEST(why({{7, 7}, {7}}) == "everybody has the number 7");
  BOOST_TEST(why({{1, 1, 2}, {1, 2}, {2, 2}}) ==
             "one number stands for two people in 2 of 3 frames");
  std::vector<std::vector<double>> counted;
  for (int i = 0; i < 6; ++i) counted.push_back({2.0 * i, 2.0 * i + 1});
  BOOST_TEST(why(counted) == "there are 12 different ones for 12 detections");
  BOOST_TEST(why({{0.5, 1}, {1}}) == "1 of them are no whole numbers");
  BOOST_TEST(why({{1e300, 1}, {1}}) == "1 of them are no whole numbers");
}

BOOST_AUTO_TEST_CASE(a_single_slip_is_none) {
  std::vector<std::vector<double>> frames(30, {1, 2});
  frames[7] = {1, 1};
  const Ids found = decide_ids(records_of(frames), true);
  BOOST_TEST(found.usable);
  BOOST_TEST(
      found.decision.note ==
      "one of the detector's numbers stands for two people in 1 frame: the surer one counts");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
