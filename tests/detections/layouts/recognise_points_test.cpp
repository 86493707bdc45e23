#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/detections/layouts/plausibility.h"
#include "tensor/error.h"
#include "tests/detections/layouts/filmed_people.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

using test::Filming;

/// People over some frames, each before another camera, as a tool writes them in this order.
Records filmed(const char* layout, Index frames = 20, const Filming& filming = {},
               std::uint64_t seed = 3, int count = 2) {
  synth::Random random(seed, {});
  std::vector<views::Motion> people;
  for (int p = 0; p < count; ++p) people.push_back(test::acted_motion(frames, random));
  return test::film(people, *find_layout(layout), filming, random);
}

Recognised recognise(Records records, std::vector<std::string> usual,
                     const std::string& wanted = "") {
  records.usual = std::move(usual);
  records.format = "Tool";
  return recognise_layout(records, "f.json", wanted);
}

std::string refusal(const Records& records, const std::vector<std::string>& usual = {}) {
  try {
    return "taken as " + recognise(records, usual).layout.name;
  } catch (const DataError& error) {
    return error.what();
  }
}

template <class Change>
Records changed(Records records, Change change) {
  for (RawFrame& frame : records.frames)
    for (RawPerson& person : frame.people)
      for (std::size_t k = 0; k < person.points.size(); ++k) change(k, person.points[k]);
  return records;
}

constexpr RawPoint kMissing{0, 0, 0};

BOOST_AUTO_TEST_SUITE(recognise_by_points)

BOOST_AUTO_TEST_CASE(every_layout_is_known_again_without_a_word_where_it_is_usual) {
  for (const Layout& layout : layouts()) {
    const Recognised found = recognise(filmed(layout.name.c_str()), {layout.name});
    BOOST_TEST(found.layout.name == layout.name);
    BOOST_TEST(found.note == "");
  }
}

BOOST_AUTO_TEST_CASE(every_layout_is_known_again_and_said_where_nothing_is_usual) {
  for (const Layout& layout : layouts()) {
    const Recognised found = recognise(filmed(layout.name.c_str()), {});
    BOOST_TEST(found.layout.name == layout.name);
    BOOST_TEST(found.note.find(layout.title) != std::string::npos, found.note);
  }
}

BOOST_AUTO_TEST_CASE(an_order_that_fits_better_than_the_usual_is_taken_and_said) {
  const Recognised b = recognise(filmed("body_25b"), {"body_25"});
  BOOST_TEST(b.layout.name == "body_25b");
  BOOST_TEST(b.note.starts_with("25 points a person, in the order of BODY_25B: that of BODY_25, "
                                "which is usual for Tool, would make "),
             b.note);
  BOOST_TEST(b.note.ends_with(" % of the limbs too long"), b.note);
  BOOST_TEST(recognise(filmed("body_25"), {"body_25b"}).layout.name == "body_25");
  BOOST_TEST(recognise(filmed("h36m"), {"coco"}).layout.name == "h36m");
  BOOST_TEST(recognise(filmed("coco"), {"h36m"}).layout.name == "coco");
  BOOST_TEST(recognise(filmed("kinect_v2"), {"body_25"}).layout.name == "kinect_v2");
  BOOST_TEST(recognise(filmed("posetrack_18"), {"coco"}).layout.name == "posetrack_18");
  BOOST_TEST(recognise(filmed("mpii"), {"h36m_16"}).layout.name == "mpii");
}

BOOST_AUTO_TEST_CASE(units_scale_and_direction_do_not_matter) {
  Filming filming;
  filming.in_fractions = true;
  BOOST_TEST(recognise(filmed("body_25b", 20, filming), {"body_25"}).layout.name == "body_25b");
  filming = {};
  filming.any_way_up = true;
  BOOST_TEST(recognise(filmed("h36m", 20, filming), {"coco"}).layout.name == "h36m");
  const Records turned = changed(filmed("h36m"), [](std::size_t, RawPoint& point) {
    if (point.x != 0 || point.y != 0) point = {-0.3 * point.y, 0.3 * point.x + 5, point.score};
  });
  BOOST_TEST(recognise(turned, {"coco"}).layout.name == "h36m");
}

BOOST_AUTO_TEST_CASE(missing_points_do_not_count_however_they_are_written) {
  for (const auto missing : {Filming::Missing::zeros, Filming::Missing::minus_ones,
                             Filming::Missing::nan, Filming::Missing::score_zero}) {
    Filming filming;
    filming.missing = missing;
    // Every second point is missing somewhere.
    Records records = filmed("body_25b", 20, filming);
    std::size_t turn = 0;
    records = changed(std::move(records), [&](std::size_t, RawPoint& point) {
      if (++turn % 3 != 0) return;
      constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
      if (missing == Filming::Missing::zeros) point = {0, 0, kNan};
      if (missing == Filming::Missing::minus_ones) point = {-1, -1, kNan};
      if (missing == Filming::Missing::nan) point = {kNan, kNan, kNan};
      if (missing == Filming::Missing::score_zero) point = {17, 23, 0};
    });
    BOOST_TEST(recognise(records, {"body_25"}).layout.name == "body_25b");
  }
  // Scores that are 0 throughout are no scores.
  const Records unscored =
      changed(filmed("body_25b"), [](std::size_t, RawPoint& point) { point.score = 0; });
  BOOST_TEST(recognise(unscored, {"body_25"}).layout.name == "body_25b");
}

BOOST_AUTO_TEST_CASE(one_frame_is_enough_where_orders_differ_much) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    BOOST_TEST(recognise(filmed("body_25b", 1, {}, seed), {"body_25"}).layout.name == "body_25b");
    BOOST_TEST(recognise(filmed("body_25", 1, {}, seed), {"body_25"}).layout.name == "body_25");
  }
}

BOOST_AUTO_TEST_CASE(head_and_shoulders_are_taken_as_usual) {
  const Records portrait = changed(filmed("coco"), [](std::size_t k, RawPoint& point) {
    if (k > 6) point = kMissing;
  });
  BOOST_TEST(recognise(portrait, {"coco"}).layout.name == "coco");
  // Where the only points that differ are never found, the order is the same.
  const Records faceless = changed(filmed("coco"), [](std::size_t k, RawPoint& point) {
    if (k < 5) point = kMissing;
  });
  const Recognised found = recognise(faceless, {"posetrack_18"});
  BOOST_TEST(found.layout.name == "posetrack_18");
  BOOST_TEST(found.note == "");
}

BOOST_AUTO_TEST_CASE(too_few_points_leave_the_usual_and_a_word) {
  const Records few = changed(filmed("body_25b"), [](std::size_t k, RawPoint& point) {
    if (k > 2) point = kMissing;
  });
  const Recognised found = recognise(few, {"body_25"});
  BOOST_TEST(found.layout.name == "body_25");
  BOOST_TEST(found.note ==
             "25 points a person are taken as BODY_25; too few are found to check it");
  BOOST_TEST(refusal(few).starts_with("f.json: 25 points a person: BODY_25 and BODY_25B"));
}

BOOST_AUTO_TEST_CASE(fractions_are_stretched_to_a_likely_picture) {
  Filming pixels, fractions;
  fractions.in_fractions = true;
  Records records = filmed("coco", 20, fractions, 3, 1);
  const FoundPeople found = found_people(records, "f.json", 300);
  BOOST_TEST(found.widths.size() == 5U);
  const double cost = fit_of(*find_layout("coco"), found).cost;
  const double in_pixels =
      fit_of(*find_layout("coco"), found_people(filmed("coco", 20, pixels, 3, 1), "f.json", 300))
          .cost;
  BOOST_TEST(cost <= in_pixels + 0.03);
  FoundPeople square = found;
  square.widths = {0.3};
  BOOST_TEST(fit_of(*find_layout("coco"), square).cost > cost + 0.03);
  records.size = VideoSize{1920, 1080};
  BOOST_TEST(found_people(records, "f.json", 300).widths == (std::vector{1920.0 / 1080}),
             boost::test_tools::per_element());
  BOOST_TEST(found_people(filmed("coco", 20, pixels, 3, 1), "f.json", 300).widths.size() == 1U);
}

BOOST_AUTO_TEST_CASE(two_orders_that_both_fit_are_asked_for) {
  int asked = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::string answer = refusal(filmed("aic", 1, {}, seed));
    // The one that fits better is named first; which that is may differ by rounding.
    if (answer ==
            "f.json: 14 points a person: AI Challenger-14 and CrowdPose-14 both fit; "
            "--layout aic or --layout crowdpose decides" ||
        answer ==
            "f.json: 14 points a person: CrowdPose-14 and AI Challenger-14 both fit; "
            "--layout crowdpose or --layout aic decides")
      ++asked;
    else
      BOOST_TEST(answer == "taken as aic");
  }
  BOOST_TEST(asked > 0);
}

BOOST_AUTO_TEST_CASE(points_in_a_line_are_asked_for) {
  // Everybody in one line: all orders are the same.
  const Records line = changed(filmed("crowdpose"), [](std::size_t, RawPoint& point) {
    point = {100 + 0.001 * point.x, 100 + 0.001 * point.x, 0.9};
  });
  const std::string message = refusal(line);
  BOOST_TEST(message.starts_with("f.json: 14 points a person"), message);
  BOOST_TEST(message.find("--layout") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(points_in_nobodys_order_are_refused) {
  const Records nobody = changed(filmed("body_25"), [n = 0](std::size_t, RawPoint& point) mutable {
    n = (n * 37 + 11) % 211;
    point = {static_cast<double>(n), static_cast<double>((n * n) % 199), 0.9};
  });
  const std::string message =
      "f.json: 25 points a person, which lie like a body's in no known order (BODY_25, BODY_25B, "
      "Kinect v2-25, NTU RGB+D); --layout NAME or --layout FILE.json says which it is";
  BOOST_TEST(recognise(nobody, {"body_25"}).note ==
             "25 points a person are taken as BODY_25, but people have strange proportions so");
  BOOST_TEST(refusal(nobody) == message);
}

BOOST_AUTO_TEST_CASE(what_the_file_states_counts_unless_its_points_contradict) {
  Records records = filmed("body_25b");
  records.layout = "Body_25B";
  BOOST_TEST(recognise(records, {"body_25"}).layout.name == "body_25b");
  BOOST_TEST(recognise(records, {"body_25"}).note == "");
  records.layout = "BODY_25";
  BOOST_TEST(refusal(records, {"body_25"}) ==
             "f.json: it says that its points are BODY_25, but they lie like those of BODY_25B; "
             "--layout body_25 or --layout body_25b decides");
  records.layout = "Cow";
  BOOST_TEST(recognise(records, {"body_25b"}).note == "the file's layout 'Cow' is not known");
  records.layout = "coco";
  const Recognised found = recognise(records, {"body_25b"});
  BOOST_TEST(found.layout.name == "body_25b");
  BOOST_TEST(found.note == "the file says COCO-17, but people have 25 points");
}

BOOST_AUTO_TEST_CASE(the_users_word_counts_always) {
  const Records records = filmed("body_25b");
  BOOST_TEST(recognise(records, {"body_25"}, "BODY_25B").note == "");
  const Recognised forced = recognise(records, {"body_25"}, "body_25");
  BOOST_TEST(forced.layout.name == "body_25");
  BOOST_TEST(forced.note ==
             "the points lie like those of BODY_25B rather than of BODY_25, which --layout asks "
             "for");
  test::check_throws<DataError>(
      [&] { recognise(records, {}, "coco"); },
      "f.json: people have 25 points; --layout coco has 17 (with 25: body_25, body_25b, "
      "kinect_v2)");
  try {
    recognise(records, {}, "openpse");
    BOOST_ERROR("nothing was thrown");
  } catch (const ValueError& error) {
    BOOST_TEST(std::string(error.what())
                   .starts_with("--layout 'openpse' is not known; it can be the name of a JSON "
                                "file or one of coco, mpii"));
  }
}

BOOST_AUTO_TEST_CASE(a_users_own_layout_is_taken) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "mine.json";
  Records records = filmed("body_25b");
  test::write_text(path, R"({"joints": {"nose": 0, "left shoulder": 5, "right wrist": 10}})");
  const Layout places = recognise(records, {}, path).layout;
  BOOST_TEST(places.count() == 25);
  BOOST_TEST(places.joints[10] == "right wrist");
  BOOST_TEST(places.joints[24] == "");
  test::write_text(path, R"({"joints": ["nose", "neck"]})");
  test::check_throws<DataError>([&] { recognise(records, {}, path); },
                                "f.json: people have 25 points; --layout " + path +
                                    " has 2 (with 25: body_25, body_25b, kinect_v2)");
  test::write_text(path, R"({"joints": {"nose": "snout", "left knee": "b"}})");
  test::check_throws<DataError>(
      [&] { recognise(records, {}, path); },
      "f.json: its points have no names, by which " + path + " gives their joints");
  for (int k = 0; k < 25; ++k) records.names.push_back(std::string(1, static_cast<char>('a' + k)));
  records.names[7] = "snout";
  const Layout names = recognise(records, {}, path).layout;
  BOOST_TEST(names.joints[7] == "nose");
  BOOST_TEST(names.joints[1] == "left knee");
  BOOST_TEST(names.count() == 25);
  records.names[7] = "nose";
  test::check_throws<DataError>(
      [&] { recognise(records, {}, path); },
      path +
          ": point 'snout' is not in f.json, which has a, b, c, d, e, f, g, nose, i, j, k, l, "
          "m, n, o, p, q, r, s, t, u, v, w, x, y");
}

BOOST_AUTO_TEST_CASE(a_file_without_people_or_with_odd_counts_is_refused) {
  Records records;
  test::check_throws<DataError>([&] { recognise(records, {"coco"}); },
                                "f.json: nobody has keypoints in it");
  records.frames.emplace_back().people.push_back({{}, 1, {}, {}, "p"});
  test::check_throws<DataError>([&] { recognise(records, {"coco"}); },
                                "f.json: nobody has keypoints in it");
  records = filmed("coco", 2);
  records.frames[1].people[0].points.pop_back();
  test::check_throws<DataError>(
      [&] { recognise(records, {"coco"}); },
      "f.json: frame 1, person 0: 16 points, but 17 at frame 0, person 0; all people must have as "
      "many");
  records = filmed("coco", 2);
  for (RawFrame& frame : records.frames)
    for (RawPerson& person : frame.people) person.points.resize(11);
  test::check_throws<DataError>(
      [&] { recognise(records, {"coco"}); },
      "f.json: 11 points a person; known layouts have 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, "
      "24, 25, 26, 28, 32, 33, 34, 38, 133, 134, 135, 136, 308; --layout FILE.json names the "
      "joints");
  // Where nobody is found, everything fits.
  records = changed(filmed("coco", 2), [](std::size_t, RawPoint& point) { point = kMissing; });
  BOOST_TEST(recognise(records, {"coco"}).layout.name == "coco");
}

BOOST_AUTO_TEST_CASE(the_cost_grows_with_a_limb_that_is_too_long) {
  const Layout& coco = *find_layout("coco");
  Filming exact;
  exact.has_errors = false;
  const Records records = filmed("coco", 10, exact);
  const FoundPeople right = found_people(records, "f.json", 300);
  const Fit fit = fit_of(coco, right);
  BOOST_TEST(fit.people == 20);
  BOOST_TEST(fit.cost < 0.4);
  BOOST_TEST(fit.too_long < 0.02);
  double last = fit.cost;
  for (const double far : {40.0, 80.0, 160.0}) {
    const Records stretched = changed(records, [&](std::size_t k, RawPoint& point) {
      if (k == 9) point.x += far * (point.x > 0 ? 1 : 0);
    });
    const double cost = fit_of(coco, found_people(stretched, "f.json", 300)).cost;
    BOOST_TEST(cost >= last);
    last = cost;
  }
  BOOST_TEST(last > fit.cost + 0.02);
}

BOOST_AUTO_TEST_CASE(people_are_taken_from_all_over_the_file) {
  Records records = filmed("coco", 50);
  double number = 1;
  for (RawFrame& frame : records.frames)
    for (RawPerson& person : frame.people)
      for (RawPoint& point : person.points) point = {number++, 1, 1};
  const FoundPeople found = found_people(records, "f.json", 10);
  BOOST_TEST_REQUIRE(found.people.size() == 10U);
  BOOST_TEST(found.people.front()[0].x == 1);
  BOOST_TEST(found.people.back()[0].x > 0.85 * number);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
