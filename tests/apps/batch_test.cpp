#include "apps/files/batch.h"

#include <csignal>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "apps/console/signals.h"
#include "apps/files/batch_table.h"
#include "apps/usage_error.h"
#include "apps/wild/several_inputs.h"
#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

using Names = std::vector<std::string>;

// COCO results of so many frames.
std::string results(int frames) {
  std::string points;
  for (int j = 0; j < 17; ++j)
    points += fmt::format("{}{}, {}, 0.9", j > 0 ? ", " : "", 100 + 3 * j, 100 + 9 * j);
  std::string text = "[";
  for (int f = 0; f < frames; ++f)
    text += fmt::format(R"({}{{"image_id": {}, "category_id": 1, "score": 1, "keypoints": [{}]}})",
                        f > 0 ? ", " : "", f, points);
  return text + "]";
}

struct Clips {
  test::TemporaryFolder folder;

  std::string put(const std::string& name, const std::string& text = "x") const {
    test::write_text(folder / name, text);
    return folder / name;
  }
  Names inputs(const Names& operands) const {
    return inputs_of(operands, several_inputs, "videos or files of keypoints");
  }
};

BOOST_FIXTURE_TEST_SUITE(batch, Clips)

BOOST_AUTO_TEST_CASE(the_name_takes_its_place) {
  BOOST_TEST(with_name("out/{name}.html", "clip") == "out/clip.html");
  BOOST_TEST(with_name("{name}/{name}", "{name}") == "{name}/{name}");
  BOOST_TEST(with_name("out.html", "clip") == "out.html");
  BOOST_TEST(has_name_place(Names{"a", "b{name}"}));
  BOOST_TEST(!has_name_place(Names{"a", "{nam}"}));
  require_name_place("-o", Names{"a.html"}, 1);
  require_name_place("-o", Names{"{name}.html"}, 2);
  test::check_throws<UsageError>(
      [] {
        require_name_place("-o", Names{"{name}.csv", "out/all.html"}, 3);
      },
      "-o: found out/all.html for 3 inputs, expected {name} in it, as in 'out/{name}.html': each "
      "input's own name");
}

BOOST_AUTO_TEST_CASE(inputs_have_names_of_their_own) {
  const auto check = [](const Names& paths, const Names& names) {
    BOOST_TEST(names_of_inputs(paths) == names, boost::test_tools::per_element());
  };
  check({"a/clip.mp4", "b/clip.mov", "clip_2.avi", "c/clip.mp4"},
        {"clip", "clip_3", "clip_2", "clip_4"});
  check({"k.json.gz", "x.tar.gz", "run 1.mp4", ".hidden"}, {"k", "x", "run 1", ".hidden"});
  check({"no/such/frame_%05d.png", "other/left_*.jpg"}, {"such", "other"});
  check({"http://host/films/walk.mp4?key=1#t"}, {"walk"});
  std::filesystem::create_directories(folder / "day 1/pictures.d");
  check({folder / "day 1/pictures.d/", folder / "day 1/pictures.d/."},
        {"pictures.d", "pictures.d_2"});
}

BOOST_AUTO_TEST_CASE(a_pattern_stands_for_its_files) {
  const std::string a = put("a.json", results(3)), b = put("b.json", results(3)),
                    odd = put("c[1].json", results(3));
  put("d.csv");
  BOOST_TEST(inputs({folder / "*.json"}) == (Names{a, b, odd}), boost::test_tools::per_element());
  BOOST_TEST(inputs({odd}) == Names{odd}, boost::test_tools::per_element());  // it is there
  BOOST_TEST(inputs({b, folder / "?.json"}) == (Names{b, a}), boost::test_tools::per_element());
  BOOST_TEST(inputs({"no.json"}) == Names{"no.json"}, boost::test_tools::per_element());
  test::check_throws<IoError>([&] { inputs({folder / "*.mp4"}); },
                              folder / "*.mp4: no file has such a name");
  put("f_1.png");
  put("f_2.png");  // pictures of one video
  BOOST_TEST(inputs({folder / "f_*.png"}) == Names{folder / "f_*.png"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_folder_of_clips_is_several_inputs) {
  const std::string a = put("k/a.json", results(3)), b = put("k/b.json", results(4));
  put("k/.hidden.json", results(3));
  put("k/words.md", "Some words.");
  BOOST_TEST(inputs({folder / "k"}) == (Names{a, b}), boost::test_tools::per_element());
  const std::string m = put("v/m.mp4", "no film"), n = put("v/n.MOV", "none");
  put("v/poster.jpg");
  BOOST_TEST(inputs({folder / "v"}) == (Names{m, n}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_folder_of_one_videos_frames_is_one_input) {
  const auto is_one = [&](const std::string& name) {
    BOOST_TEST(inputs({folder / name}) == Names{folder / name}, boost::test_tools::per_element());
  };
  for (int f = 0; f < 3; ++f) put("frames/" + std::to_string(f) + ".json", results(1));
  is_one("frames");
  put("frames/clip.mp4");  // the film that they are of
  is_one("frames");
  put("single/a.json", results(5));
  is_one("single");
  for (int f = 0; f < 3; ++f) put("pictures/" + std::to_string(f) + ".png");
  put("pictures/clip.mp4");
  is_one("pictures");
  for (int f = 0; f < 3; ++f) put("yolo/" + std::to_string(f) + ".txt", "0 0.5 0.5 0.1 0.1");
  is_one("yolo");
  std::filesystem::create_directory(folder / "empty");
  is_one("empty");
}

BOOST_AUTO_TEST_CASE(an_error_does_not_stop_the_others) {
  Names seen;
  const int code = run_batch("posegrad wild", Names{"a", "b", "c"}, [&](const BatchItem& item) {
    seen.push_back(item.name);
    if (item.input == "a") throw DataError("a: broken");
    if (item.input == "b") {
      BOOST_TEST(item.others.size() == 2U);  // a made nothing
      return BatchDone{0, 1, 10, {"b.html"}};
    }
    BOOST_REQUIRE(item.others.size() == 3U);
    BOOST_TEST(item.others[2].option == "the earlier input b");
    BOOST_TEST(item.others[2].path == "b.html");
    return BatchDone{0, 2, 20, {"c.html"}};
  });
  BOOST_TEST(code == 1);
  BOOST_TEST(seen == (Names{"a", "b", "c"}), boost::test_tools::per_element());
  BOOST_TEST(run_batch("p", Names{"a"}, [](const BatchItem&) { return BatchDone{}; }) == 0);
  BOOST_TEST(run_batch("p", Names{"a", "b"},
                       [](const BatchItem&) -> BatchDone { throw std::bad_alloc(); }) == 1);
}

BOOST_AUTO_TEST_CASE(ctrl_c_ends_it_after_the_input_at_hand) {
  Names seen;
  const int code = run_batch("p", Names{"a", "b", "c"}, [&](const BatchItem& item) {
    seen.push_back(item.name);
    if (item.name == "b") {
      const Interrupt part;
      std::raise(SIGINT);
      return BatchDone{kInterruptedExitCode};
    }
    return BatchDone{};
  });
  BOOST_TEST(code == kInterruptedExitCode);
  BOOST_TEST(seen == (Names{"a", "b"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_table_has_a_line_for_each) {
  const std::vector<BatchRow> rows{{"clips/a.mp4", 2, 320, 4.06, {"out/a.html", "out/a.csv"}, {}},
                                   {"b.mp4", -1, -1, 75.2, {}, "b.mp4: broken"},
                                   {"c.mp4", -1, -1, 0.5, {}, "stopped"},
                                   {"d.mp4", -1, -1, 0, {}, "not begun"}};
  BOOST_TEST(batch_table(rows, 80) ==
             "input        people  frames      time  made\n"
             "clips/a.mp4       2     320     4.1 s  out/a.html, out/a.csv\n"
             "b.mp4             -       -  1:15 min  broken\n"
             "c.mp4             -       -     0.5 s  stopped\n"
             "d.mp4             -       -         -  not begun\n"
             "1 of 4 done, 1 failed, 1 stopped, 1 not begun in 1:20 min");
  const std::vector<BatchRow> found{{"a", -1, 7, 1, {"a.json"}, {}}};
  BOOST_TEST(batch_table(found, 1) ==
             "input  frames   time  made\n"
             "a           7  1.0 s  a.json\n"
             "1 of 1 done in 1.0 s");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
