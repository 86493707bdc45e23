#include "pose/formats/safetensors.h"

#include <cstring>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/error.h"
#include "tests/support/golden_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

std::string file_of(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + header + data;
}

std::string entry(const std::string& type, const std::string& shape, Index begin, Index end) {
  return fmt::format(R"({{"dtype":"{}","shape":{},"data_offsets":[{},{}]}})", type, shape, begin,
                     end);
}

struct Folder {
  TemporaryFolder folder;
  const std::string path = folder / "x.safetensors";

  Safetensors read(const std::string& bytes) const {
    write_text(path, bytes);
    return read_safetensors(path);
  }
  void refuses(const std::string& bytes, const std::string& message) const {
    check_throws<DataError>([&] { read(bytes); }, path + ": " + message);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(safetensors, Folder)

BOOST_AUTO_TEST_CASE(a_file_of_python_s_reads) {
  const Safetensors file = read_safetensors(golden_file("checkpoints/model.safetensors"));
  BOOST_TEST(file.tensors.size() == 2 * 20U);
  BOOST_REQUIRE(file.metadata.size() == 1U);
  BOOST_TEST(file.metadata[0].first == "format");
  BOOST_TEST(file.metadata[0].second == "pt");
  const auto& [name, bias] = file.tensors[7];
  BOOST_TEST(name == "expand_bn.bias");
  BOOST_TEST(bias.to_string() == "float32 (3,)");
  for (Index i = 0; i < 3; ++i)
    BOOST_TEST(bias.number(i) == std::abs(static_cast<double>((7 * i + 13 + 5) % 64) / 32 - 1));
}

BOOST_AUTO_TEST_CASE(the_bytes_are_as_the_format_says) {
  const NdArray halves(format_of(ArrayType::f2), {1, 2}, Blob::copy_of("abcd")),
      number(format_of(ArrayType::i8), {}, Blob::copy_of("01234567")),
      none(format_of(ArrayType::f4), {0, 3}, {});
  write_safetensors(
      path, {{{"h", halves}, {"n", number}, {"none", none}}, {{"format", "pt"}, {"a", "\"\n"}}});
  const std::string header =
      R"({"__metadata__":{"format":"pt","a":"\"\n"},"n":)" + entry("I64", "[]", 0, 8) +
      R"(,"none":)" + entry("F32", "[0,3]", 8, 8) + R"(,"h":)" + entry("F16", "[1,2]", 8, 12) + "}";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  BOOST_TEST(read_text(path) == file_of(padded, "01234567abcd"));
  const Safetensors again = read_safetensors(path);
  BOOST_TEST(again.metadata[1].second == "\"\n");
  BOOST_TEST(again.tensors[0].second.to_string() == "int64 ()");
  BOOST_TEST(again.tensors[1].second.numel() == 0);
  BOOST_TEST(again.tensors[2].second.data().view() == "abcd");
}

BOOST_AUTO_TEST_CASE(all_types_and_nothing_at_all) {
  const std::pair<const char*, const char*> types[] = {
      {"F64", "float64"}, {"F32", "float32"}, {"F16", "float16"}, {"BF16", "bfloat16"},
      {"I64", "int64"},   {"I32", "int32"},   {"I16", "int16"},   {"I8", "int8"},
      {"U64", "uint64"},  {"U32", "uint32"},  {"U16", "uint16"},  {"U8", "uint8"},
      {"BOOL", "bool"}};
  for (const auto& [type, name] : types)
    for (const Index size : {1, 2, 4, 8}) {
      const std::string bytes = file_of(R"({"t":)" + entry(type, "[1]", 0, size) + "}",
                                        std::string(static_cast<std::size_t>(size), '\1'));
      write_text(path, bytes);
      try {
        const Safetensors file = read_safetensors(path);
        BOOST_TEST(file.tensors[0].second.to_string() == fmt::format("{} (1,)", name));
        write_safetensors(folder / "copy", file);
        BOOST_TEST(read_safetensors(folder / "copy").tensors[0].second.data().view() ==
                   file.tensors[0].second.data().view());
      } catch (const DataError& error) {
        BOOST_TEST(error.what() ==
                   fmt::format("{}: t: {} bytes do not fit {} (1,)", path, size, name));
      }
    }
  BOOST_TEST(read(file_of("{}", "")).tensors.empty());
  const NdArray texts = NdArray::of_texts({1}, std::vector<std::string>{"a"});
  check_throws<DataError>(
      [&] {
        write_safetensors(folder / "no", {{{"t", texts}}, {}});
      },
      "str is not a type of safetensors");
  BOOST_TEST(!std::filesystem::exists(folder / "no"));
}

BOOST_AUTO_TEST_CASE(bad_headers_are_refused) {
  refuses("1234567", "cut short: 7 bytes are no safetensors file");
  refuses(std::string("\0\0\0\0\0\0\0\x40{", 9),
          "no safetensors file, or damaged: a header of 4611686018427387904 bytes, at most 8388608 "
          "are accepted");
  refuses(file_of(std::string(100, ' '), "").substr(0, 60),
          "cut short: a header of 100 bytes is announced, 52 are left");
  refuses(file_of("{\"a\": ", ""),
          "header: line 1, column 7: this is no JSON: the text ends too early");
  refuses(file_of("[]", ""), "header: an object is wanted; found list");
  const std::string a = entry("F32", "[2]", 0, 8);
  refuses(file_of(R"({"a":)" + a + R"(,"a":)" + a + "}", "12345678"),
          "header: the key 'a' comes twice");
  refuses(file_of(R"({"a":3})", ""), "a: a dict is wanted; found int");
  refuses(file_of(R"({"a":{"dtype":"F32","shape":[]}})", ""),
          "a: there is no 'data_offsets'; it has: dtype, shape");
  refuses(file_of(R"({"__metadata__":{"a":1}})", ""),
          "__metadata__: a: a text is wanted; found int");
}

BOOST_AUTO_TEST_CASE(tensors_that_do_not_fit_their_bytes_are_refused) {
  const auto refuse = [&](const std::string& entries, const std::string& message) {
    refuses(file_of("{" + entries + "}", "12345678"), message);
  };
  const auto one = [](const std::string& type, const std::string& shape, const std::string& at) {
    return fmt::format(R"("a":{{"dtype":"{}","shape":{},"data_offsets":{}}})", type, shape, at);
  };
  refuse(one("F8_E4M3", "[8]", "[0,8]"),
         "a: dtype: 'F8_E4M3' is not a type that this program knows");
  refuse(one("F32", "[3]", "[0,8]"), "a: 8 bytes do not fit float32 (3,)");
  refuse(one("F32", "[-2]", "[0,8]"), "a: shape: array shape (-2,) has a negative size");
  refuse(one("F32", "[4611686018427387904,4]", "[0,8]"),
         "a: shape: array shape (4611686018427387904, 4) overflows");
  refuse(one("F32", "[18446744073709551618]", "[0,8]"),
         "a: shape: [0]: an integer is wanted; found float");
  refuse(one("F32", "[true]", "[0,4]"), "a: shape: [0]: an integer is wanted; found bool");
  refuse(one("F32", "[2]", "[8,0]"), "a: data_offsets: bytes from 8 to 0 are none");
  refuse(one("F32", "[2]", "[-8,0]"), "a: data_offsets: bytes from -8 to 0 are none");
  refuse(one("F32", "[2]", "[0,4,8]"),
         "a: data_offsets: a begin and an end are wanted; found 3 numbers");
  refuse(one("F32", "[1]", "[0,4]"), "4 bytes at its end belong to no tensor");
  refuse(one("F32", "[1]", "[4,8]"), "a: bytes 0 to 4 before it belong to no tensor");
  refuse(one("F32", "[4]", "[0,16]"), "a: cut short: it ends at byte 16 of the data, 8 are there");
  refuse(R"("b":)" + entry("F32", "[1]", 0, 4) + "," + one("F32", "[1]", "[0,4]"),
         "a: it begins at byte 0, inside of another tensor");
}

BOOST_AUTO_TEST_SUITE_END()
