// Writes one file of every format that we write into the folder that the first argument names, for
// check_formats.py.
#include <cstdio>

#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/data/random_state.h"
#include "pose/formats/array_items.h"
#include "pose/formats/atomic_file.h"
#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "pose/formats/pickle.h"
#include "pose/formats/torch_file.h"
#include "tensor/error.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::formats;

namespace {

Tensor counting(std::initializer_list<Index> shape, DType dtype) {
  Tensor tensor = Tensor::zeros(shape, dtype);
  for (Index i = 0; i < tensor.numel(); ++i) {
    if (dtype == DType::f32) tensor.data<float>()[i] = static_cast<float>(i) / 4;
    if (dtype == DType::f64) tensor.data<double>()[i] = static_cast<double>(i) / 8;
    if (dtype == DType::i64) tensor.data<Index>()[i] = i - 2;
  }
  return tensor;
}

Value many_kinds() {
  const Value shared = Value::list({1, 2});
  Value dict = Value::dict();
  dict.set("none", Value());
  dict.set("bools", Value::tuple({true, false}));
  dict.set("ints", Value::list({0, 255, 256, 65535, 65536, -1, std::int64_t{1} << 40,
                                std::numeric_limits<std::int64_t>::min()}));
  dict.set("big", Value::integer({"\0\0\0\0\0\0\0\0\1", 9}));
  dict.set("floats", Value::list({0.1, -0.0, 1e300}));
  dict.set("text", "\u00e9\U0001f600\n");
  dict.set("bytes", Value::bytes(Blob::copy_of({"\0\xff\x80", 3})));
  dict.set("tuples", Value::tuple({Value::tuple(), Value::tuple({1}), Value::tuple({1, 2, 3, 4})}));
  dict.set("shared", Value::list({shared, shared}));
  dict.set("set", Value::set({1, 2}));
  dict.set(7, "int key");
  Value ordered = Value::ordered_dict();
  ordered.set("z", 1);
  ordered.set("a", 2);
  dict.set("ordered", ordered);
  dict.set("f4", NdArray::of_tensor(counting({2, 3}, DType::f32)));
  dict.set("texts", NdArray::of_texts({2}, std::vector<std::string>{"a", "\u00e9bc"}));
  dict.set("objects",
           NdArray::of_objects({2}, {Value(), NdArray::of_tensor(counting({2}, DType::i64))}));
  dict.set("scalar", Value::scalar(NdArray::of_number(0.25)));
  dict.set("random", random_state_value(NumpyRandom(1234)));
  return dict;
}

Value checkpoint() {
  Value state = Value::ordered_dict(), file = Value::dict();
  state.set("weight", Value::tensor(NdArray::of_tensor(counting({2, 3}, DType::f32))));
  state.set("double", Value::tensor(NdArray::of_tensor(counting({3}, DType::f64))));
  state.set("num_batches_tracked", Value::tensor(NdArray::of_tensor(counting({}, DType::i64))));
  state.set("empty", Value::tensor(NdArray::of_tensor(counting({0, 3}, DType::f32))));
  file.set("epoch", 3);
  file.set("lr", 0.001);
  file.set("random_state", random_state_value(NumpyRandom(1234)));
  file.set("model_pos", state);
  file.set("model_traj", Value());
  return file;
}

// Every float16, and a float between each and the next: a third of the way, half of it and the
// rest.
Value halves() {
  std::vector<float> values;
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto of = [](unsigned b) { return to_float(Float16{static_cast<std::uint16_t>(b)}); };
    values.push_back(of(bits));
    if (bits % 0x8000 >= 0x7bff) continue;  // the next is infinite, or this is not finite
    for (const float share : {0.3f, 0.5f, 0.7f})
      values.push_back(of(bits) + share * (of(bits + 1) - of(bits)));
  }
  for (const float edge : {65519.99f, 1e-45f, 0x1p-25f, 0x1.000002p-25f})
    for (const float value : {edge, -edge}) values.push_back(value);
  const NdArray array = NdArray::of_tensor(
      Tensor::from<float>({static_cast<Index>(values.size())}, std::span<const float>(values)));
  Value file = Value::dict();
  file.set("float", Value::tensor(array));
  file.set("half", Value::tensor(as_float16(array)));
  return file;
}

Keypoints2d keypoints() {
  const Tensor track = counting({4, 3, 2}, DType::f32);
  return {{{"S1", {{"Walking 1", {track, Tensor()}}}}},
          {"toy", 3, {1}, {2}, {{"S1", {1280, 720}}}}};
}

void write_all(const std::string& folder) {
  for (const int protocol : {2, 3})
    write_file(fmt::format("{}/values_p{}.pkl", folder, protocol),
               write_pickle(many_kinds(), protocol));
  save_npy(folder + "/f8.npy", NdArray::of_tensor(counting({2, 3}, DType::f64)));
  save_npy(folder + "/i8.npy", NdArray::of_tensor(counting({}, DType::i64)));
  save_npy(folder + "/texts.npy",
           NdArray::of_texts({2}, std::vector<std::string>{"a", "\u00e9bc"}));
  save_npz(folder + "/values.npz", {{"values", many_kinds()},
                                    {"sub/array", NdArray::of_tensor(counting({5}, DType::f32))}});
  write_positions_3d(folder + "/data_3d.npz",
                     {{"S1", {{"Walking 1", counting({4, 3, 3}, DType::f32)}}}, {"S9", {}}});
  write_keypoints_2d(folder + "/data_2d.npz", keypoints());
  torch_save(folder + "/checkpoint.bin", checkpoint());
  torch_save(folder + "/halves.pt", halves());
  torch_save(folder + "/state_dict.pt", checkpoint().at("model_pos"));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: write_formats FOLDER\n", stderr);
    return 2;
  }
  try {
    write_all(arguments[1]);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
