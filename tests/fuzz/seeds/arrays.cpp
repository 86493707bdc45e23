#include "pose/formats/npy.h"
#include "pose/formats/pickle.h"
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
  ZipMembers all{{"note.txt", "no array"}};
  for (const char* name : {"f4_fortran.npy", "objects.npy", "texts.npy", "scalar.npy"})
    all.push_back({name, golden_bytes(name)});
  seeds["npz"].push_back(zip_bytes(all));
}

}  // namespace posegrad::fuzz
