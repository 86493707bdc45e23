#include "pose/wild/result_files.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "tensor/error.h"
#include "tests/results/scenes.h"
#include "tests/support/check_gradient.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

using namespace pose;
using nlohmann::json;

/// A scene whose numbers do not survive careless printing.
Scene awkward_scene() {
  Scene scene = made_up_scene(3, 30000.0 / 1001);
  float* x = scene.motions[0].positions.data<float>();
  x[0] = 0.1F;
  x[1] = 1e-8F;
  x[2] = 16777216.0F;
  x[3] = -0.0F;
  x[4] = std::numeric_limits<float>::quiet_NaN();
  x[5] = std::numeric_limits<float>::infinity();
  x[6] = std::numeric_limits<float>::denorm_min();
  x[7] = std::numeric_limits<float>::max();
  x[8] = 1.0F / 3;
  scene.title = "caf\u00e9 \"1\", <b>";
  scene.motions[0].skeleton.names[1] = "right, \"hip\"";
  return scene;
}

bool same_bits(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// Equal bits; what is not finite in the scene must be NaN in the file.
void check_number(float found, float wanted) {
  if (std::isfinite(wanted))
    BOOST_CHECK_MESSAGE(same_bits(found, wanted), found << " is not " << wanted);
  else
    BOOST_TEST(std::isnan(found));
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        fields.back() += line[++i];
      else
        quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

float number_of(const std::string& text) {
  float number = std::numeric_limits<float>::quiet_NaN();
  if (text.empty()) return number;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // from_chars calls subnormal numbers out of range.
  if (error == std::errc::result_out_of_range) number = std::strtof(text.c_str(), nullptr);
  BOOST_TEST(end == text.data() + text.size());
  return number;
}

BOOST_AUTO_TEST_SUITE(result_files)

BOOST_AUTO_TEST_CASE(endings_are_known_in_any_case) {
  const TemporaryFolder folder;
  for (const char* name : {"a.npy", "c.NPZ", "x.Csv", "é.json"}) {
    write_result(made_up_scene(2), folder / name);
    BOOST_TEST(std::filesystem::exists(folder / name), name);
  }
  for (const char* path : {"a.html", "npy", ".npy", "a.npy.gz", "", "a.csv/"})
    BOOST_CHECK_THROW(write_result(made_up_scene(2), path), ValueError);
  BOOST_CHECK_EXCEPTION(
      write_result(made_up_scene(2), "poses.bvh", PoseSpace::world), ValueError,
      mentions("poses.bvh: poses are written as .npy, .npz, .csv, .json; the file's name must"));
}

BOOST_AUTO_TEST_CASE(npy_holds_the_plain_array) {
  const TemporaryFolder folder;
  const Scene scene = awkward_scene();
  write_result(scene, folder / "poses.npy");
  const formats::Value value = formats::load_npy(folder / "poses.npy");
  BOOST_TEST(value.as_array().to_string() == "float32 (3, 17, 3)");
  BOOST_TEST(value.as_array().data().view() ==
             std::string_view(reinterpret_cast<const char*>(scene.motions[0].positions.bytes()),
                              scene.motions[0].positions.nbytes()));
}

BOOST_AUTO_TEST_CASE(npz_says_what_its_numbers_mean_without_pickle) {
  const TemporaryFolder folder;
  const Scene scene = awkward_scene();
  write_result(scene, folder / "poses.npz", PoseSpace::camera);
  const formats::NpzReader npz(folder / "poses.npz");
  for (const std::string& key : npz.keys())
    BOOST_TEST((npz.load(key).as_array().type() != formats::ArrayType::object), key);
  BOOST_TEST(npz.load("joint_names").as_array().text(1) == "right, \"hip\"");
  BOOST_TEST(npz.load("joint_names").as_array().text(16) == "right wrist");
  BOOST_TEST(npz.load("parents").as_array().integer(0) == -1);
  BOOST_TEST(npz.load("joints_left").as_array().integer(0) == 4);
  BOOST_TEST(npz.load("fps").as_array().number(0) == 30000.0 / 1001);
  BOOST_TEST(npz.load("frame_numbers").as_array().integer(2) == 12);
  BOOST_TEST(npz.load("units").as_array().text(0) == "metres");
  BOOST_TEST(npz.load("space").as_array().text(0) == "camera");
  BOOST_TEST(npz.load("title").as_array().text(0) == scene.title);
  BOOST_TEST(npz.load("keypoints_2d").as_array().to_string() == "float32 (3, 17, 2)");
  BOOST_TEST(npz.load("keypoint_names").as_array().text(9) == "left wrist");
  BOOST_TEST(npz.load("video_size").as_array().integer(0) == 640);
}

BOOST_AUTO_TEST_CASE(csv_is_a_table_with_names_and_units) {
  const TemporaryFolder folder;
  const Scene scene = awkward_scene();
  write_result(scene, folder / "poses.csv");
  std::istringstream lines(read_text(folder / "poses.csv"));
  std::string line;
  BOOST_REQUIRE(std::getline(lines, line));
  const auto header = fields_of(line);
  BOOST_REQUIRE_EQUAL(header.size(), 2 + 17 * 3);
  BOOST_TEST(header[0] == "frame");
  BOOST_TEST(header[1] == "time (s)");
  BOOST_TEST(header[2] == "hip x (m)");
  BOOST_TEST(header[6] == "right, \"hip\" y (m)");
  BOOST_TEST(header.back() == "right wrist z (m)");
  const auto numbers = scene.motions[0].positions.cpu_view<float>();
  for (std::size_t t = 0; t < 3; ++t) {
    BOOST_REQUIRE(std::getline(lines, line));
    const auto fields = fields_of(line);
    BOOST_REQUIRE_EQUAL(fields.size(), header.size());
    BOOST_TEST(fields[0] == std::to_string(t + 10));
    BOOST_TEST(std::stod(fields[1]) == static_cast<double>(t) / scene.fps);
    for (std::size_t i = 0; i < 51; ++i)
      check_number(number_of(fields[2 + i]), numbers[t * 51 + i]);
  }
  BOOST_TEST(!std::getline(lines, line));
}

BOOST_AUTO_TEST_CASE(a_name_is_never_computed_by_a_spreadsheet) {
  const TemporaryFolder folder;
  Scene scene = made_up_scene(1);
  scene.motions[0].skeleton.names[0] = "=cmd|' /C calc'!A0";
  scene.motions[0].skeleton.names[1] = "@a,b";
  write_result(scene, folder / "a.csv");
  BOOST_TEST(read_text(folder / "a.csv")
                 .find(",'=cmd|' /C calc'!A0 z (m),\"'@a,b x (m)\",\"'@a,b y (m)\",") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_has_the_same_members) {
  const TemporaryFolder folder;
  const Scene scene = awkward_scene();
  write_result(scene, folder / "poses.json");
  const std::string text = read_text(folder / "poses.json");
  const json file = json::parse(text);
  BOOST_TEST(file.at("title").get<std::string>() == scene.title);
  BOOST_TEST(file.at("units").get<std::string>() == "metres");
  BOOST_TEST(file.at("space").get<std::string>() == "world");
  BOOST_TEST(file.at("fps").get<double>() == scene.fps);
  BOOST_TEST(file.at("joint_names")[1].get<std::string>() == "right, \"hip\"");
  BOOST_TEST(file.at("parents")[0].get<int>() == -1);
  BOOST_TEST(file.at("joints_right")[0].get<int>() == 1);
  BOOST_TEST((file.at("frame_numbers") == json{10, 11, 12}));
  const auto check = [](const json& frames, const Tensor& wanted) {
    Index flat = 0;
    for (const json& frame : frames)
      for (const json& joint : frame)
        for (const json& x : joint)
          check_number(x.is_null() ? std::numeric_limits<float>::quiet_NaN() : x.get<float>(),
                       static_cast<float>(wanted.at(flat++)));
    BOOST_TEST(flat == wanted.numel());
  };
  check(file.at("positions_3d"), scene.motions[0].positions);
  check(file.at("keypoints_2d"), scene.keypoints->positions);
  BOOST_TEST((file.at("video_size") == json{640, 480}));
  BOOST_TEST(file.at("keypoints_layout").get<std::string>() == "coco");
  // A frame a line: a person can find a frame.
  BOOST_TEST(text.find("\n    [[0.1,1e-08,16777216],[-0.0,null,null]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_keypoints_their_members_are_absent) {
  const TemporaryFolder folder;
  Scene scene = made_up_scene(2);
  scene.keypoints.reset();
  write_result(scene, folder / "a.npz");
  write_result(scene, folder / "a.json");
  BOOST_TEST(!formats::NpzReader(folder / "a.npz").has("keypoints_2d"));
  BOOST_TEST(!json::parse(read_text(folder / "a.json")).contains("keypoints_2d"));
}

BOOST_AUTO_TEST_CASE(what_is_known_of_camera_and_feet_is_written) {
  const TemporaryFolder folder;
  Scene scene = made_up_scene(3);
  write_result(scene, folder / "none.npz");
  write_result(scene, folder / "none.json");
  const formats::NpzReader none(folder / "none.npz");
  for (const char* key : {"up", "camera_orientation", "camera_position", "foot_contacts"}) {
    BOOST_TEST(!none.has(key), key);
    BOOST_TEST(!json::parse(read_text(folder / "none.json")).contains(key), key);
  }
  scene.camera = {{0.1, -0.9, -0.25}, {0.5, -0.5, 0.25, 1.0 / 3}, Vec3{0, 0, 1.4}};
  scene.motions[0].foot_contacts = Tensor::from<Index>({3, 2}, {1, 0, 1, 1, 0, 1});
  write_result(scene, folder / "all.npz", PoseSpace::camera);
  write_result(scene, folder / "all.json");
  const formats::NpzReader npz(folder / "all.npz");
  const json file = json::parse(read_text(folder / "all.json"));
  const auto check = [&](const std::string& key, const std::vector<double>& wanted) {
    const formats::NdArray array = npz.load(key).as_array();
    BOOST_TEST(array.to_string() == fmt::format("float64 ({},)", wanted.size()));
    for (std::size_t i = 0; i < wanted.size(); ++i)
      BOOST_TEST(array.number(static_cast<Index>(i)) == wanted[i]);
    BOOST_TEST((file.at(key).get<std::vector<double>>() == wanted));
  };
  check("up", {0.1, -0.9, -0.25});
  check("camera_orientation", {0.5, -0.5, 0.25, 1.0 / 3});
  check("camera_position", {0, 0, 1.4});
  BOOST_TEST(npz.load("foot_contacts").as_array().to_string() == "int64 (3, 2)");
  BOOST_TEST(npz.load("foot_contacts").as_array().integer(1) == 0);
  BOOST_TEST(npz.load("foot_contacts").as_array().integer(3) == 1);
  BOOST_TEST((file.at("foot_contacts") == json{{1, 0}, {1, 1}, {0, 1}}));
  scene.camera->position.reset();
  write_result(scene, folder / "all.json");
  BOOST_TEST(!json::parse(read_text(folder / "all.json")).contains("camera_position"));
}

BOOST_AUTO_TEST_CASE(series_stand_under_their_names_behind_everything_else) {
  const TemporaryFolder folder;
  Scene scene = made_up_scene(3);
  scene.series = {{"guessed", std::vector{true, false, true}},
                  {"people", std::vector<Index>{2, 0, 12}},
                  {"height", std::vector{1.5F, std::numeric_limits<float>::quiet_NaN(), -0.0F}}};
  for (const std::string& ending : result_endings()) write_result(scene, folder / ("a" + ending));
  const formats::NpzReader npz(folder / "a.npz");
  BOOST_TEST(npz.keys().back() == "height");
  BOOST_TEST(npz.load("guessed").as_array().to_string() == "bool (3,)");
  BOOST_TEST(npz.load("guessed").as_array().integer(0) == 1);
  BOOST_TEST(npz.load("guessed").as_array().integer(1) == 0);
  BOOST_TEST(npz.load("people").as_array().to_string() == "int64 (3,)");
  BOOST_TEST(npz.load("people").as_array().integer(2) == 12);
  BOOST_TEST(npz.load("height").as_array().to_string() == "float32 (3,)");
  BOOST_TEST(npz.load("height").as_array().number(0) == 1.5);
  BOOST_TEST(std::isnan(npz.load("height").as_array().number(1)));
  const std::string text = read_text(folder / "a.json");
  BOOST_TEST(text.find("\n  \"guessed\": [true,false,true],\n  \"people\": [2,0,12],\n  "
                       "\"height\": [1.5,null,-0.0]\n}") != std::string::npos);
  BOOST_TEST((json::parse(text).at("people") == json{2, 0, 12}));

  scene = made_up_scene(0);
  scene.series = {{"none", std::vector<bool>()}};
  write_result(scene, folder / "none.npz");
  write_result(scene, folder / "none.json");
  BOOST_TEST(formats::NpzReader(folder / "none.npz").load("none").as_array().numel() == 0);
  BOOST_TEST(json::parse(read_text(folder / "none.json")).at("none").empty());
}

BOOST_AUTO_TEST_CASE(no_frames_are_still_a_file) {
  const TemporaryFolder folder;
  Scene scene = made_up_scene(0);
  scene.motions[0].foot_contacts = Tensor::empty({0, 2}, DType::i64);
  for (const std::string& ending : result_endings())
    BOOST_CHECK_NO_THROW(write_result(scene, folder / ("a" + ending)));
  BOOST_TEST(json::parse(read_text(folder / "a.json")).at("positions_3d").empty());
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_does_not_break_json) {
  const TemporaryFolder folder;
  Scene scene = made_up_scene(1);
  scene.title = "caf\xe9";
  write_result(scene, folder / "a.json");
  BOOST_TEST(json::parse(read_text(folder / "a.json")).at("title").get<std::string>() ==
             "caf\uFFFD");
}

BOOST_AUTO_TEST_CASE(a_scene_that_does_not_fit_is_refused_and_nothing_written) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.csv";
  const auto refuses = [&](auto change, const std::string& message) {
    Scene scene = made_up_scene(4);
    change(scene);
    BOOST_CHECK_EXCEPTION(write_result(scene, path), Error, mentions(message));
    BOOST_TEST(!std::filesystem::exists(path));
  };
  refuses([](Scene& s) { s.motions.clear(); }, path + ": the scene has no motion");
  refuses([](Scene& s) { s.fps = 0; }, "0 frames per second");
  refuses([](Scene& s) { s.frame_numbers.pop_back(); },
          "motion 0 'Reconstruction' has shape (4, 17, 3); expected (3, 17, 3)");
  refuses([](Scene& s) { s.motions[0].skeleton.names.pop_back(); }, "16 joint names for 17 joints");
  refuses([](Scene& s) { s.motions[0].skeleton.parents[3] = 17; }, "names joint 17 of 17");
  refuses([](Scene& s) { s.motions[1].error_mm = Tensor::zeros({3}); }, "error_mm has shape (3,)");
  refuses(
      [](Scene& s) {
        s.motions[0].foot_contacts = Tensor::zeros({3, 2}, DType::i64);
      },
      "foot_contacts has shape (3, 2); expected (4, 2)");
  refuses([](Scene& s) { s.motions[0].foot_contacts = Tensor::zeros({4, 2}); }, "i64");
  refuses([](Scene& s) { s.keypoints->size.width = 0; }, "a video of 0 x 480 pixels");
  refuses([](Scene& s) { s.keypoints->layout.bones[0].first = -1; }, "names joint -1 of 17");
  refuses(
      [](Scene& s) {
        s.keypoints->positions = Tensor::zeros({4, 16, 2});
      },
      "the keypoints (coco) has shape (4, 16, 2)");
  refuses(
      [](Scene& s) {
        s.series = {{"people", std::vector<Index>{1, 2, 3}}};
      },
      path + ": 'people' has 3 numbers; 4 frames have one each");
  refuses([](Scene& s) { s.motions[0].positions = s.motions[0].positions.to(DType::f64); }, "f32");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_leaves_the_old_file) {
  const TemporaryFolder folder;
  BOOST_CHECK_EXCEPTION(write_result(made_up_scene(2), folder / "no/a.json"), IoError,
                        mentions("no/a.json"));
  write_text(folder / "a.csv", "old");
  BOOST_CHECK_THROW(write_result(Scene{}, folder / "a.csv"), ValueError);
  BOOST_TEST(read_text(folder / "a.csv") == "old");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
