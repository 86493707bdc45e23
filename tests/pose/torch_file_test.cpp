#include "pose/formats/torch_file.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "pose/data/random_state.h"
#include "pose/formats/atomic_file.h"
#include "pose/formats/zip_reader.h"
#include "pose/formats/zip_writer.h"
#include "tests/support/golden.h"
#include "tests/support/golden_file.h"
#include "tests/support/notation.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

void check_checkpoint(const Field& file, const nlohmann::json& expectations) {
  const nlohmann::json& expected = expectations.at("dict");
  const auto check = [&](const Field& field, const nlohmann::json& arrays) {
    BOOST_TEST(field.size() == arrays.size());
    for (const auto& [name, array] : arrays.items()) {
      BOOST_TEST((field.at(name).value().is(Value::Kind::tensor)), name);
      const NdArray& found = field.at(name).as_array();
      // The expectations give bfloat16 as float32.
      check_array(found.type() == ArrayType::bf16 ? NdArray::of_tensor(to_tensor(found, DType::f32))
                                                  : found,
                  array, name);
    }
  };
  BOOST_TEST(file.at("epoch").as_int() == expected.at("epoch").get<Index>());
  BOOST_TEST(file.at("lr").as_double() == number_of(expected.at("lr")));
  BOOST_TEST(file.at("model_traj").is_none());
  BOOST_TEST(file.at("model_pos").value().is_ordered_dict());
  check(file.at("model_pos"), expected.at("model_pos").at("dict"));
  check(file.at("tensors"), expected.at("tensors").at("dict"));
  BOOST_TEST((random_of(file.at("random_state")) == NumpyRandom(1234)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(torch_file)

BOOST_AUTO_TEST_CASE(both_formats_read_and_are_rewritten) {
  const TemporaryFolder folder;
  const auto expected = golden("formats/expect.json").at("torch");
  for (const std::string name : {"checkpoint_zip.bin", "checkpoint_legacy.bin"}) {
    const Value value = torch_load(golden_file("formats/" + name));
    check_checkpoint(Field(value, name), expected);
    torch_save(folder / "a.bin", value);
    check_checkpoint(torch_field(folder / "a.bin"), expected);
    torch_save(folder / "b.bin", torch_load(folder / "a.bin"));
    BOOST_TEST(read_text(folder / "a.bin") == read_text(folder / "b.bin"));
  }
}

BOOST_AUTO_TEST_CASE(the_numbers_are_aligned) {
  const TemporaryFolder folder;
  const std::string marker = "a number of bytes that occurs once in the file..";
  Value dict = Value::dict();
  dict.set("one", Value::tensor(NdArray(format_of(ArrayType::u1), {1}, Blob::copy_of("x"))));
  dict.set("two", Value::tensor(NdArray(format_of(ArrayType::f4), {3, 4}, Blob::copy_of(marker))));
  torch_save(folder / "a.bin", dict);
  BOOST_TEST(read_text(folder / "a.bin").find(marker) % 64 == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_no_checkpoint_is_refused_by_name) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.bin";
  check_throws<IoError>([&] { torch_load(path); },
                        "cannot open " + path + ": No such file or directory");
  write_file(path, std::string(257, '\0') + "ustar" + std::string(250, '\0'));
  check_throws<DataError>(
      [&] { torch_load(path); },
      path + ": a tar file, PyTorch's format before 0.1.10, which is not supported");
  write_file(path, "text");
  check_throws<DataError>(
      [&] { torch_load(path); },
      path + ": not a PyTorch file: neither a zip archive nor PyTorch's magic number");
  ZipWriter zip(path);
  zip.add("a", Blob::copy_of("b"), ZipWriter::Packing::stored);
  zip.commit();
  check_throws<DataError>([&] { torch_load(path); },
                          path + ": a zip archive without data.pkl: not a PyTorch file");
}

BOOST_AUTO_TEST_CASE(torchscript_archives_are_read_as_data) {
  const Value module = torch_load(golden_file("formats/torchscript.bin"));
  BOOST_TEST(module.type_name() == "__torch__.torch.nn.modules.linear.Linear");
  BOOST_TEST((module.state().at("weight").is(Value::Kind::tensor)));
  BOOST_TEST(module.state().at("weight").as_array().to_string() == "float32 (1, 1)");
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_short_is_called_that) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.bin";
  const auto check = [&](const std::string& golden, std::size_t size, const std::string& message) {
    const std::string whole = read_text(golden_file("formats/" + golden));
    write_text(path, whole.substr(0, size == 0 ? whole.size() - 3 : size));
    check_throws<DataError>([&] { torch_load(path); }, path + ": cut short: " + message);
  };
  check("small_zip.bin", 300, "it begins as a zip archive but has no end; 300 bytes are there");
  check("small_legacy.bin", 16, "protocol: pickle, byte 0: 1 bytes are announced where 0 are left");
  check("small_legacy.bin", 150, "object: pickle, byte 6: 6 bytes are announced where 2 are left");
  check("small_legacy.bin", 0, "storage 735154736 of 48 bytes, 45 are left");
}

BOOST_AUTO_TEST_CASE(storages_and_views_are_held_against_the_file) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.bin";
  // ('storage', FloatStorage, '0', 'cpu', items[, (view key, offset, size)]) and a tensor on it.
  const auto file = [&](const std::string& storage, const std::string& tensor, std::size_t bytes) {
    ZipWriter zip(path);
    zip.add("a/data.pkl",
            Blob::copy_of("(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\n" + storage + "tQp0\n0" +
                          "ctorch._utils\n_rebuild_tensor_v2\n(g0\n" + tensor + "tR."),
            ZipWriter::Packing::stored);
    zip.add("a/data/0", Blob::copy_of(std::string(bytes, 'x')), ZipWriter::Packing::deflated);
    zip.commit();
  };
  file("I4\n", "I0\n(I4\nt(I1\nt", 16);
  BOOST_TEST(torch_load(path).as_array().numel() == 4);
  file("I4\n(Vv\nI2\nI1\nt", "I9223372036854775807\n(I0\nt(I1\nt", 16);
  check_throws<DataError>(
      [&] { torch_load(path); },
      path +
          ": member 'a/data.pkl': pickle, byte 127: a tensor (0,) with strides (1,) at "
          "9223372036854775807 of storage 0 (1 items) reaches beyond the storage");
  file("I4\n", "I0\n(I4\nt(I1\nt", 10000);  // which a file of 400 bytes can hold
  check_throws<DataError>(
      [&] { torch_load(path); },
      path + ": member 'a/data/0': 10000 bytes; its 4 items of float32 need 16");
}

BOOST_AUTO_TEST_CASE(types_that_torch_does_not_have_are_not_written) {
  const TemporaryFolder folder;
  const NdArray array(format_of(ArrayType::u4), {1}, Blob::copy_of("abcd"));
  check_throws<DataError>([&] { torch_save(folder / "x.bin", Value::tensor(array)); },
                          "uint32 is not a type of PyTorch's tensors");
  BOOST_TEST(std::filesystem::is_empty(folder.path()));
}

BOOST_AUTO_TEST_SUITE_END()
