#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "pose/render/player/player.h"
#include "tensor/error.h"
#include "tests/body/posed_body.h"
#include "tests/results/scenes.h"
#include "tests/support/check_gradient.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

using namespace pose;

/// Between the tags of the element that holds the numbers.
std::string scene_text(const std::string& page) {
  const std::string tag = R"(<script type="application/json" id="scene">)";
  const std::size_t begin = page.find(tag) + tag.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

BOOST_AUTO_TEST_SUITE(player_page)

BOOST_AUTO_TEST_CASE(the_page_holds_everything_and_asks_for_nothing) {
  const std::string page = pose::player_page(made_up_scene(5), "a.html");
  for (const char* outside : {"http:", "https:", "//cdn", "@import", "url(", "fetch(", "import "})
    BOOST_TEST(count(page, outside) == 0U, outside);
  BOOST_TEST(count(page, "default-src 'none'") == 1U);
  BOOST_TEST(count(page, "{{") == 0U);
  BOOST_TEST(count(page, "<script") == 2U);
  BOOST_TEST(count(page, "</script>") == 2U);
  BOOST_TEST(page.starts_with("<!DOCTYPE html>"));
  BOOST_TEST(page.ends_with("</html>\n"));
}

BOOST_AUTO_TEST_CASE(the_scene_is_in_it) {
  const Scene scene = made_up_scene(5);
  const auto content = nlohmann::json::parse(scene_text(pose::player_page(scene, "a.html")));
  BOOST_TEST(content.at("fps").get<double>() == 25);
  BOOST_TEST(content.at("azimuth").get<double>() == 70);
  BOOST_TEST((content.at("frame_numbers") == nlohmann::json{10, 11, 12, 13, 14}));
  BOOST_TEST(content.at("motions").size() == 2U);
  BOOST_TEST(content.at("motions")[0].at("error_mm").is_null());
  BOOST_TEST(content.at("motions")[1].at("parents")[0].get<int>() == -1);
  BOOST_TEST(content.at("keypoints").at("bones")[5] == (nlohmann::json{5, 7}));
  // 5 frames of 17 joints of 3 floats: 1020 bytes; 5 errors: 20 bytes, padded.
  BOOST_TEST(content.at("motions")[0].at("positions").get<std::string>().size() == 1360U);
  const auto errors = content.at("motions")[1].at("error_mm").get<std::string>();
  BOOST_TEST(errors.size() == 28U);
  BOOST_TEST(errors.ends_with("="));
}

BOOST_AUTO_TEST_CASE(numbers_are_base64_of_little_endian_floats) {
  Scene scene = made_up_scene(1);
  scene.motions.resize(1);
  scene.motions[0].error_mm = Tensor::from<float>({1}, {1.0F});  // 00 00 80 3f
  const auto content = nlohmann::json::parse(scene_text(pose::player_page(scene, "a.html")));
  BOOST_TEST(content.at("motions")[0].at("error_mm").get<std::string>() == "AACAPw==");
}

BOOST_AUTO_TEST_CASE(angles_and_a_bvh_file_are_in_it_where_there_are_any) {
  Scene scene = made_up_scene(2);
  const auto none = nlohmann::json::parse(scene_text(pose::player_page(scene, "a.html")));
  BOOST_TEST(none.at("motions")[0].at("angles").is_null());
  BOOST_TEST(none.at("motions")[0].at("bvh").is_null());
  scene.motions[1].angles = joint_angles(motion_of({standing(), standing()}));
  scene.motions[1].angles->angles[0].degrees = {1, 0};  // 00 00 80 3f
  scene.motions[1].bvh = "HIERARCHY </script>";
  const std::string page = pose::player_page(scene, "a.html");
  BOOST_TEST(count(page, "</script>") == 2U);
  const auto motion = nlohmann::json::parse(scene_text(page)).at("motions")[1];
  BOOST_TEST(motion.at("bvh").get<std::string>() == "HIERARCHY </script>");
  const auto& angles = motion.at("angles");
  BOOST_TEST(angles.at("names").size() == 33U);
  BOOST_TEST(angles.at("values").get<std::string>().size() == 352U);  // 264 bytes
  BOOST_TEST(angles.at("values").get<std::string>().starts_with("AACAPwAAAAA"));
  BOOST_TEST(angles.at("panels").size() == 15U);
  const auto& ankle = angles.at("panels")[7];
  BOOST_TEST(ankle.at("title").get<std::string>() == "Ankle dorsiflexion");
  BOOST_TEST(
      (ankle.at("lines")[1] ==
       nlohmann::json{{"angle", 18}, {"label", "right"}, {"color", 1}, {"observed", false}}));
  BOOST_TEST(angles.at("names")[18].get<std::string>() == "right ankle dorsiflexion");

  scene.motions[1].angles->frame_numbers.pop_back();
  for (AngleTable::Angle& angle : scene.motions[1].angles->angles) angle.degrees.pop_back();
  BOOST_CHECK_EXCEPTION(pose::player_page(scene, "a.html"), ShapeError,
                        mentions("a.html: motion 1 'Ground truth': the angles are of 1 frames; "
                                 "expected 2"));
  scene.motions[1].angles->angles[2].degrees.clear();
  BOOST_CHECK_THROW(pose::player_page(scene, "a.html"), ValueError);
}

BOOST_AUTO_TEST_CASE(long_motions_have_no_seam) {
  // OpenSSL encodes at most 2^31 bytes at once; ours are given in pieces of 3 MiB.
  Scene scene = made_up_scene(0);
  const Index frames = 40000;  // 8.2 MB
  for (Index t = 0; t < frames; ++t) scene.frame_numbers.push_back(t);
  scene.motions.resize(1);
  scene.keypoints.reset();
  scene.motions[0].positions = Tensor::full({frames, 17, 3}, 1.0);
  const auto content = nlohmann::json::parse(scene_text(pose::player_page(scene, "a.html")));
  const auto text = content.at("motions")[0].at("positions").get<std::string>();
  // Three floats of 1 are 12 bytes, 16 letters.
  const std::string_view three = "AACAPwAAgD8AAIA/";
  BOOST_REQUIRE_EQUAL(text.size(), static_cast<std::size_t>(frames) * 17 * 16);
  bool same = true;
  for (std::size_t i = 0; i < text.size(); i += 16) same = same && text.compare(i, 16, three) == 0;
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(text_cannot_leave_its_place) {
  Scene scene = made_up_scene(1);
  scene.title = "</title><script>x</script>{{script}} & <!--";
  scene.motions[0].title = "</script><!--<script>";
  scene.motions[0].skeleton.names[3] = "</SCRIPT >";
  scene.keypoints->layout.joints[0] = "<b>\xe9";
  const std::string page = pose::player_page(scene, "a.html");
  BOOST_TEST(count(page, "<script") == 2U);
  BOOST_TEST(count(page, "</script>") == 2U);
  BOOST_TEST(count(page, "</SCRIPT") == 0U);
  BOOST_TEST(count(page, "&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;{{script}} &amp; &lt;!--") ==
             2U);
  BOOST_TEST(count(scene_text(page), "<") == 0U);
  const auto content = nlohmann::json::parse(scene_text(page));
  BOOST_TEST(content.at("motions")[0].at("title").get<std::string>() == scene.motions[0].title);
  BOOST_TEST(content.at("keypoints").at("joint_names")[0].get<std::string>() == "<b>\uFFFD");
}

BOOST_AUTO_TEST_CASE(its_own_text_keeps_the_element_it_is_in) {
  BOOST_TEST(player_files.script.find("</") == std::string_view::npos);
  BOOST_TEST(player_files.script.find("<!--") == std::string_view::npos);
  BOOST_TEST(player_files.style.find("</") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(the_same_scene_gives_the_same_file) {
  const TemporaryFolder folder;
  write_player(made_up_scene(3), folder / "a.html");
  write_player(made_up_scene(3), folder / "b.html");
  BOOST_TEST(read_text(folder / "a.html") == read_text(folder / "b.html"));
  BOOST_TEST(read_text(folder / "a.html") == pose::player_page(made_up_scene(3), "a.html"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_played_is_refused) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.html";
  BOOST_CHECK_EXCEPTION(write_player(made_up_scene(0), path), ValueError,
                        mentions(path + ": the scene has no frame to play"));
  Scene scene = made_up_scene(2);
  scene.fps = -1;
  BOOST_CHECK_EXCEPTION(write_player(scene, path), ValueError, mentions("-1 frames per second"));
  BOOST_TEST(!std::filesystem::exists(path));
  BOOST_CHECK_THROW(write_player(made_up_scene(2), folder / "no/a.html"), IoError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
