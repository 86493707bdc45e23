#include "pose/formats/npy.h"
#include "pose/formats/pickle.h"
#include "pose/wild/result_files.h"
#include "tests/fuzz/seeds/seeds.h"
#include "tests/fuzz/zip_members.h"
#include "tests/support/golden_file.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::fuzz {
namespace {

using namespace pose::formats;

std::string golden_bytes(const std::string& name) {
  return test::read_text(test::golden_file("formats/" + name));
}

/// Every kind of value that a pickle can hold without numpy's classes.
Value mixed_value() {
  Value shared = Value::list({Value(1), Value(2.5), Value("text")});
  Value all = Value::dict();
  all.set(Value("shared"), shared);
  all.set(Value("again"), shared);
  all.set(Value("tuple"), Value::tuple({Value(true), Value(), Value(std::int64_t{1} << 40)}));
  all.set(Value("bytes"), Value::bytes(Blob::copy_of(std::string_view("a\0b", 3))));
  all.set(Value("set"), Value::set({Value(1), Value(2)}));
  all.set(Value("ordered"), Value::ordered_dict());
  all.set(Value("big"), Value::integer(std::string(12, '\7')));
  all.set(Value("array"), Value(NdArray::of_number(3)));
  return all;
}

/// A result with all that it can hold, as this kind of file.
std::string result_bytes(const std::string& ending) {
  const test::TemporaryFolder folder;
  pose::Scene scene;
  scene.title = "two frames";
  scene.fps = 30;
  scene.frame_numbers = {4, 5};
  scene.motions = {{"first", pose::humaneva_15(), Tensor::zeros({2, 15, 3}), {}}};
  scene.motions[0].foot_contacts = Tensor::zeros({2, 2}, DType::i64);
  scene.keypoints = {pose::keypoint_layout("coco"), Tensor::zeros({2, 17, 2}), {640, 480}};
  scene.camera = {{0, -1, 0}, {}, pose::Vec3{0, 0, 1.5}};
  scene.series = {{"yes", std::vector{true, false}}, {"height", std::vector{1.5F, 2.0F}}};
  pose::write_result(scene, folder / ("a" + ending));
  return test::read_text(folder / ("a" + ending));
}

}  // namespace

void add_array_seeds(Seeds& seeds) {
  for (const char* name : {"bool.npy", "bytes.npy", "c16.npy", "empty.npy", "f2.npy",
                           "f4_fortran.npy", "f8_big_endian.npy", "i2_big_endian_fortran.npy",
                           "objects.npy", "scalar.npy", "texts.npy", "u8.npy"})
    seeds["npy"].push_back(golden_bytes(name));
  for (const char* name : {"values_p0.pkl", "values_p1.pkl", "values_p2.pkl", "values_p3.pkl",
                           "values_p4.pkl", "values_p5.pkl", "random_state.pkl"})
    seeds["pickle"].push_back(golden_bytes(name));
  for (const int protocol : {2, 3})
    seeds["pickle"].push_back(write_pickle(mixed_value(), protocol));
  for (const char* name : {"data_2d.npz", "data_2d_array.npz", "data_3d.npz"}) {
    seeds["npz"].push_back(golden_bytes(name));
    seeds["pose_files"].push_back(zip_bytes(zip_members(golden_bytes(name))));
  }
  seeds["result_json"].push_back(result_bytes(".json"));
  seeds["result_npz"].push_back(zip_bytes(zip_members(result_bytes(".npz"))));
  const Blob poses = npy_bytes(NdArray::of_tensor(Tensor::zeros({2, 17, 3})));
  seeds["result_npz"].push_back(zip_bytes({{"arr_0.npy", std::string(poses.view())}}));
  ZipMembers all{{"note.txt", "no array"}};
  for (const char* name : {"f4_fortran.npy", "objects.npy", "texts.npy", "scalar.npy"})
    all.push_back({name, golden_bytes(name)});
  seeds["npz"].push_back(zip_bytes(all));
}

}  // namespace posegrad::fuzz
