#include "pose/scene/read_result.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "pose/wild/result_files.h"
#include "tensor/error.h"
#include "tests/results/scenes.h"
#include "tests/support/check_gradient.h"
#include "tests/support/mutations.h"
#include "tests/support/random_tensor.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;
using formats::NdArray;
using formats::Value;
using nlohmann::json;

/// Everything that files hold, with numbers that do not survive careless reading. Without a second
/// motion, which no file has.
Scene whole_scene(Index frames = 30) {
  Scene scene = made_up_scene(frames, 30000.0 / 1001);
  scene.motions.resize(1);
  scene.title = "caf\u00e9 \"1\", <b>";
  scene.motions[0].skeleton.names[1] = "right, \"hip\"";
  scene.camera = {{0.6, -0.8, 0}, {0.5, -0.5, 0.5, -0.5}, Vec3{0, 0.25, 1.0 / 3}};
  scene.azimuth = -90;
  scene.motions[0].foot_contacts = Tensor::empty({frames, 2}, DType::i64);
  for (Index i = 0; i < 2 * frames; ++i)
    scene.motions[0].foot_contacts.data<Index>()[i] = i % 3 == 0;
  // Random bits: all exponents, subnormal numbers, -0.
  const Tensor bits = random_tensor({frames, 17, 3}, DType::f32, 8);
  float* const x = scene.motions[0].positions.data<float>();
  for (Index i = 0; i < bits.numel(); i += 2) {
    const auto pattern = std::bit_cast<std::uint32_t>(bits.data<float>()[i]) * 2654435761U;
    if (const auto number = std::bit_cast<float>(pattern); std::isfinite(number)) x[i] = number;
  }
  if (frames > 0) {
    x[1] = -0.0F;
    x[3] = std::numeric_limits<float>::quiet_NaN();
    x[5] = std::numeric_limits<float>::denorm_min();
    x[7] = std::numeric_limits<float>::max();
  }
  std::vector<bool> yes(static_cast<std::size_t>(frames));
  std::vector<Index> counts(yes.size());
  std::vector<float> heights(yes.size()), whole(yes.size());
  for (std::size_t t = 0; t < yes.size(); ++t) {
    yes[t] = t % 4 == 1;
    counts[t] = static_cast<Index>(t) - 3;
    heights[t] =
        t % 5 == 0 ? std::numeric_limits<float>::quiet_NaN() : 0.1F * static_cast<float>(t);
    whole[t] = static_cast<float>(t) - 2;
  }
  scene.series = {{"guessed", yes}, {"counts", counts}, {"heights", heights}, {"whole", whole}};
  return scene;
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.defined() == b.defined() &&
         (!a.defined() || (a.shape() == b.shape() && a.dtype() == b.dtype() &&
                           std::memcmp(a.bytes(), b.bytes(), a.nbytes()) == 0));
}

bool same_series(const FrameSeries& a, const FrameSeries& b) {
  if (a.name != b.name || a.values.index() != b.values.index()) return false;
  const auto* x = std::get_if<std::vector<float>>(&a.values);
  if (x == nullptr) return a.values == b.values;
  const auto& y = std::get<std::vector<float>>(b.values);
  return x->size() == y.size() && std::memcmp(x->data(), y.data(), 4 * y.size()) == 0;
}

void check_same(const Scene& found, const Scene& wanted) {
  BOOST_TEST(found.title == wanted.title);
  BOOST_TEST(found.fps == wanted.fps);
  BOOST_TEST(found.frame_numbers == wanted.frame_numbers, boost::test_tools::per_element());
  BOOST_TEST(found.azimuth == wanted.azimuth);
  BOOST_REQUIRE(found.motions.size() == 1);
  BOOST_TEST(found.motions[0].title == wanted.motions[0].title);
  BOOST_TEST((found.motions[0].skeleton == wanted.motions[0].skeleton));
  BOOST_TEST(same_bits(found.motions[0].positions, wanted.motions[0].positions));
  BOOST_TEST(same_bits(found.motions[0].foot_contacts, wanted.motions[0].foot_contacts));
  BOOST_TEST(!found.motions[0].error_mm.defined());
  BOOST_REQUIRE(found.keypoints.has_value() == wanted.keypoints.has_value());
  if (wanted.keypoints) {
    BOOST_TEST(found.keypoints->layout.name == wanted.keypoints->layout.name);
    BOOST_TEST((found.keypoints->layout.joints == wanted.keypoints->layout.joints));
    BOOST_TEST((found.keypoints->layout.bones == wanted.keypoints->layout.bones));
    BOOST_TEST((found.keypoints->layout.left == wanted.keypoints->layout.left));
    BOOST_TEST(same_bits(found.keypoints->positions, wanted.keypoints->positions));
    BOOST_TEST(found.keypoints->size.width == wanted.keypoints->size.width);
    BOOST_TEST(found.keypoints->size.height == wanted.keypoints->size.height);
  }
  BOOST_REQUIRE(found.camera.has_value() == wanted.camera.has_value());
  if (wanted.camera) {
    BOOST_TEST((found.camera->up == wanted.camera->up));
    BOOST_TEST((found.camera->orientation == wanted.camera->orientation));
    BOOST_TEST((found.camera->position == wanted.camera->position));
  }
  BOOST_REQUIRE(found.series.size() == wanted.series.size());
  for (std::size_t i = 0; i < wanted.series.size(); ++i)
    BOOST_TEST(same_series(found.series[i], wanted.series[i]), wanted.series[i].name);
}

/// A right .json as a tree, to break.
json right_json(const TemporaryFolder& folder) {
  write_result(whole_scene(4), folder / "right.json");
  return json::parse(read_text(folder / "right.json"));
}

void refuses(const TemporaryFolder& folder, const json& file, const std::string& message) {
  const std::string path = folder / "broken.json";
  write_text(path, file.dump());
  check_throws<DataError>([&] { read_result(path); }, path + ": " + message);
}

BOOST_AUTO_TEST_SUITE(read_results)

BOOST_AUTO_TEST_CASE(what_was_written_comes_back_bit_for_bit) {
  const TemporaryFolder folder;
  for (const char* name : {"a.npz", "a.json", "a.NPZ"}) {
    BOOST_TEST_CONTEXT(name) {
      for (const PoseSpace space : {PoseSpace::world, PoseSpace::camera}) {
        const Scene scene = whole_scene();
        write_result(scene, folder / name, space);
        const Result result = read_result(folder / name);
        BOOST_TEST((result.space == space));
        BOOST_TEST(result.ignored.empty());
        check_same(result.scene, scene);
        // And again.
        write_result(result.scene, folder / (std::string("again-") + name), result.space);
        BOOST_TEST(read_text(folder / (std::string("again-") + name)) == read_text(folder / name));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_scene_lacks_stays_away) {
  const TemporaryFolder folder;
  for (const char* name : {"a.npz", "a.json"}) {
    Scene scene = made_up_scene(5);
    scene.motions.resize(1);
    scene.keypoints.reset();
    write_result(scene, folder / name);
    check_same(read_result(folder / name).scene, scene);
    scene.camera = {{0, -1, 0}, {1, 0, 0, 0}, {}};
    scene.azimuth = -90;
    write_result(scene, folder / name);
    check_same(read_result(folder / name).scene, scene);
  }
}

BOOST_AUTO_TEST_CASE(no_frames) {
  const TemporaryFolder folder;
  for (const char* name : {"a.npz", "a.json"}) {
    Scene scene = whole_scene(0);
    scene.series.clear();
    write_result(scene, folder / name);
    const Result result = read_result(folder / name);
    check_same(result.scene, scene);
  }
}

BOOST_AUTO_TEST_CASE(keypoints_of_an_unknown_layout_have_no_bones) {
  const TemporaryFolder folder;
  Scene scene = whole_scene(3);
  scene.keypoints->layout.name = "mine";
  write_result(scene, folder / "a.npz");
  scene.keypoints->layout.bones.clear();
  scene.keypoints->layout.left.clear();
  check_same(read_result(folder / "a.npz").scene, scene);
}

BOOST_AUTO_TEST_CASE(a_told_rate_counts_before_the_files) {
  const TemporaryFolder folder;
  write_result(whole_scene(3), folder / "a.npz");
  BOOST_TEST(read_result(folder / "a.npz", {.fps = 12.5}).scene.fps == 12.5);
  check_throws<DataError>([&] { read_result(folder / "a.npz", {.fps = 0}); },
                          folder / "a.npz" + ": fps: 0 frames a second; expected 0.01 to 10000");
}

BOOST_AUTO_TEST_CASE(plain_arrays_of_known_joints) {
  const TemporaryFolder folder;
  const Tensor poses = random_tensor({6, 17, 3}, DType::f32, 1),
               others = random_tensor({6, 15, 3}, DType::f64, 2);
  formats::save_npy(folder / "a.npy", NdArray::of_tensor(poses));
  formats::save_npz(folder / "b.npz", {{"arr_0", NdArray::of_tensor(others)}});
  const Result a = read_result(folder / "a.npy", {.fps = 50, .space = PoseSpace::camera});
  BOOST_TEST((a.space == PoseSpace::camera));
  BOOST_TEST(a.scene.title == "a.npy");
  BOOST_TEST(a.scene.fps == 50);
  BOOST_TEST(same_bits(a.scene.motions.at(0).positions, poses));
  BOOST_TEST((a.scene.motions[0].skeleton == h36m_17()));
  BOOST_TEST((a.scene.frame_numbers == std::vector<Index>{0, 1, 2, 3, 4, 5}));
  const Result b = read_result(folder / "b.npz", {.fps = 50});
  BOOST_TEST((b.space == PoseSpace::world));
  BOOST_TEST((b.scene.motions.at(0).skeleton == humaneva_15()));
  BOOST_TEST(same_bits(b.scene.motions[0].positions, others.to(DType::f32)));
  BOOST_CHECK_NO_THROW(check_scene(a.scene, "a"));
  BOOST_CHECK_NO_THROW(check_scene(b.scene, "b"));
  check_throws<DataError>(
      [&] { read_result(folder / "a.npy"); },
      folder / "a.npy" + ": an array does not say its frame rate: tell it, by fps");
  formats::save_npy(folder / "c.npy", NdArray::of_tensor(Tensor::zeros({6, 16, 3})));
  check_throws<DataError>(
      [&] { read_result(folder / "c.npy", {.fps = 50}); },
      folder / "c.npy" + ": poses (frames, 17 or 15, 3) are wanted; found float32 (6, 16, 3)");
}

BOOST_AUTO_TEST_CASE(files_of_other_programs_are_named_by_what_they_hold) {
  const TemporaryFolder folder;
  const std::string npz = folder / "a.npz", other = folder / "a.json";
  formats::save_npz(npz, {{"joints", NdArray::of_number(1)}, {"names", NdArray::of_number(1)}});
  check_throws<DataError>([&] { read_result(npz); },
                          npz +
                              ": no result of posegrad wild: positions_3d and joint_names are "
                              "wanted; found joints, names");
  write_text(other, "[]");
  check_throws<DataError>([&] { read_result(other); }, other + ": an object is wanted; found list");
  write_text(other, R"({"frames": {"x": 1}, "version": 2})");
  check_throws<DataError>([&] { read_result(other); },
                          other +
                              ": no result of posegrad wild: positions_3d and joint_names are "
                              "wanted; found frames, version");
  write_text(other, "{}");
  check_throws<DataError>([&] { read_result(other); },
                          other +
                              ": no result of posegrad wild: positions_3d and joint_names are "
                              "wanted; found nothing");
  check_throws<ValueError>([&] { read_result("poses.bvh"); },
                           "poses.bvh: results are read from .npz, .json, .npy; the file's name "
                           "must end so");
  BOOST_CHECK_THROW(read_result(folder / "none.npz"), IoError);
  BOOST_CHECK_THROW(read_result(folder / "none.json"), IoError);
}

BOOST_AUTO_TEST_CASE(every_member_is_needed) {
  const TemporaryFolder folder;
  const json right = right_json(folder);
  for (const char* key :
       {"parents", "joints_left", "joints_right", "fps", "units", "frame_numbers", "space", "title",
        "keypoints_layout", "keypoint_names", "video_size", "up", "camera_orientation"}) {
    json file = right;
    file.erase(key);
    write_text(folder / "broken.json", file.dump());
    BOOST_CHECK_EXCEPTION(
        read_result(folder / "broken.json"), DataError,
        mentions(std::string("broken.json: there is no '") + key + "'; it has: "));
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named_by_file_and_key) {
  const TemporaryFolder folder;
  const json right = right_json(folder);
  const auto with = [&](const char* key, const json& value) {
    json file = right;
    file[key] = value;
    return file;
  };
  refuses(folder, with("fps", nullptr), "fps: nan frames a second; expected 0.01 to 10000");
  refuses(folder, with("fps", "fast"), "fps: a number is wanted; found str ()");
  refuses(folder, with("fps", 1e9), "fps: 1000000000 frames a second; expected 0.01 to 10000");
  refuses(folder, with("units", "feet"), "units: 'feet'; metres are wanted");
  refuses(folder, with("space", "moon"), "space: 'moon' is no space; expected camera or world");
  refuses(folder, with("title", 3), "title: a text is wanted; found int64 ()");
  refuses(folder, with("parents", json::array({0})), "parents: 1 parents of 17 joints");
  refuses(folder, with("joint_names", {"a", "b"}), "parents: joint 2; there are 0 to 1");
  refuses(folder, with("joint_names", {"a", 2}),
          "joint_names: a list holds one kind: numbers, texts or truth values");
  refuses(folder, with("joint_names", json::array()), "joint_names: 0 joints; expected 1 to 1000");
  json tree = right["parents"];
  tree[0] = 3;  // the right foot, far below it
  refuses(folder, with("parents", tree),
          "parents: joint 0 has no root: its parents run in a circle");
  tree[0] = 17;
  refuses(folder, with("parents", tree), "parents: joint 17; there are 0 to 16");
  tree[0] = -2;
  refuses(folder, with("parents", tree), "parents: joint -2; there are 0 to 16");
  tree[0] = -1.5;
  refuses(folder, with("parents", tree),
          "parents: a list of integers is wanted; found float64 (17,)");
  refuses(folder, with("joints_left", {4, 5}), "joints_right: 6 joints; 2 are on the left");
  json left = right["joints_left"];
  left[1] = left[0];
  refuses(folder, with("joints_left", left),
          "joints_left: joint 4 comes twice among those of the sides");
  refuses(folder, with("frame_numbers", {10, 11, 11, 12}),
          "frame_numbers: 11 is no number of a frame that follows 11");
  refuses(folder, with("frame_numbers", {-1, 11, 12, 13}),
          "frame_numbers: -1 is no number of a frame that follows nothing");
  refuses(folder, with("frame_numbers", {10, 11, 12}),
          "positions_3d: numbers of the shape (3, 17, 3) are wanted; found float64 (4, 17, 3)");
  refuses(folder, with("positions_3d", {{{1, 2, 3}}}),
          "positions_3d: numbers of the shape (4, 17, 3) are wanted; found int64 (1, 1, 3)");
  refuses(folder, with("positions_3d", "none"),
          "positions_3d: numbers of the shape (4, 17, 3) are wanted; found str ()");
  json uneven = right["positions_3d"];
  uneven[2][3] = {1, 2};
  refuses(folder, with("positions_3d", uneven),
          "positions_3d: lists of one length are wanted, as in the first of them: (4, 17, 3); item "
          "111 is another");
  uneven[2][3] = {1, 2, {3}};
  refuses(folder, with("positions_3d", uneven),
          "positions_3d: lists of one length are wanted, as in the first of them: (4, 17, 3); item "
          "113 is another");
  refuses(folder, with("positions_3d", {{{{{1}}}}}),
          "positions_3d: lists nested deeper than 4 levels");
  refuses(folder, with("positions_3d", {{"a", 1}}),
          "positions_3d: numbers or texts are wanted; found dict");
  refuses(folder, with("keypoints_2d", right["positions_3d"]),
          "keypoints_2d: numbers of the shape (4, 17, 2) are wanted; found float64 (4, 17, 3)");
  refuses(folder, with("video_size", {0, 480}),
          "video_size: width and height of 1 to 100000 pixels are wanted");
  refuses(folder, with("up", {0, 0, 0.5}), "up: a length of 1 is wanted; found 0.5");
  refuses(folder, with("camera_orientation", {1, nullptr, 0, 0}),
          "camera_orientation: a number is not finite");
  refuses(folder, with("camera_position", {1, 2}),
          "camera_position: numbers of the shape (3,) are wanted; found int64 (2,)");
  refuses(folder, with("foot_contacts", {{0, 1}, {0, 1}, {0, 2}, {0, 0}}),
          "foot_contacts: 2; a foot stands (1) or not (0)");
  refuses(folder, with("foot_contacts", {{0, 1}}),
          "foot_contacts: numbers of the shape (4, 2) are wanted; found int64 (1, 2)");
}

BOOST_AUTO_TEST_CASE(members_that_nobody_knows_are_listed_or_series) {
  const TemporaryFolder folder;
  json file = right_json(folder);
  file["later"] = {{1, 2}, {3, 4}};
  file["short"] = {1, 2, 3};
  file["words"] = {"a", "b", "c", "d"};
  file["tree"] = {{"a", 1}};
  file["zeal"] = {0.5, nullptr, 1, 2};
  write_text(folder / "a.json", file.dump());
  const Result result = read_result(folder / "a.json");
  BOOST_TEST((result.ignored == std::vector<std::string>{"later", "short", "tree", "words"}));
  BOOST_TEST(result.scene.series.back().name == "zeal");
}

BOOST_AUTO_TEST_CASE(objects_in_an_npz_are_refused) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.npz";
  formats::save_npz(path, {{"positions_3d", Value::list({Value(1.0)})},
                           {"joint_names", NdArray::of_number(1)},
                           {"fps", NdArray::of_number(30)}});
  BOOST_CHECK_THROW(read_result(path), DataError);
  formats::save_npz(path, {{"only", Value::dict()}});
  BOOST_CHECK_THROW(read_result(path), DataError);
}

BOOST_AUTO_TEST_CASE(broken_bytes_are_data_errors) {
  const TemporaryFolder folder;
  for (const char* name : {"a.npz", "a.json"}) {
    write_result(whole_scene(6), folder / name);
    const std::string bytes = read_text(folder / name), path = folder / (std::string("x-") + name);
    Mutations mutations(3);
    Index refused = 0;
    for (int i = 0; i < 300; ++i) {
      write_text(path, mutations.of(bytes));
      try {
        check_scene(read_result(path).scene, path);
      } catch (const DataError&) {
        ++refused;
      }
    }
    BOOST_TEST(refused > 100, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
