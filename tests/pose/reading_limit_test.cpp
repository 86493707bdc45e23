#include "pose/formats/reading_limit.h"

#include <boost/test/unit_test.hpp>

#include "pose/detections/read_detections.h"
#include "pose/formats/atomic_file.h"
#include "pose/formats/json.h"
#include "pose/formats/npy.h"
#include "pose/formats/zip_writer.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tests/support/temporary_folder.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using namespace std::string_literals;
using formats::Blob;
using formats::ZipWriter;

namespace {

// The message has a size in it that may change with the compiler's library.
template <class Read>
void check_refused(Read read, const std::string& path) {
  BOOST_CHECK_EXCEPTION(read(), DataError, [&](const DataError& error) {
    const std::string message = error.what();
    return message.starts_with(path + ": reading it would take more than ") &&
           message.ends_with("it is damaged, or made to fill the memory");
  });
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

void write_packed(const std::string& path, const std::string& member, const std::string& content) {
  ZipWriter zip(path);
  zip.add(member, Blob::copy_of(content), ZipWriter::Packing::deflated);
  zip.commit();
}

// An npy file of one object, whose pickle is `program`.
std::string object_npy(const std::string& program) {
  std::string header = formats::npy_header_text({"|O", false, {}}) + "\n";
  return "\x93NUMPY\1\0"s + static_cast<char>(header.size()) + '\0' + header + "\x80\4"s + program +
         ".";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reading_limit)

BOOST_AUTO_TEST_CASE(packed_numbers_may_not_fill_the_memory) {
  const TemporaryFolder folder;
  const std::string path = folder / "zeros.npz";
  const auto zeros = formats::NdArray::of_tensor(Tensor::zeros({200'000, 17, 3}, DType::f32));
  write_packed(path, "keypoints.npy", std::string(formats::npy_bytes(zeros).view()));
  check_refused([&] { read_detections(path); }, path);
}

// One byte makes an object of a hundred: what came out of a packed member counts as nothing.
BOOST_AUTO_TEST_CASE(objects_of_a_packed_pickle_may_not_fill_the_memory) {
  const TemporaryFolder folder;
  for (const std::string& instruction : {"]"s, "}"s, ")"s, "K\5"s, "\x8c\0"s, "N\x94"s, "("s}) {
    const std::string path = folder / "objects.npz";
    write_packed(path, "positions_2d.npy", object_npy(repeated(instruction, 4'000'000)));
    check_refused([&] { read_detections(path); }, path);
  }
}

BOOST_AUTO_TEST_CASE(empty_containers_of_a_json_text_may_not_fill_the_memory) {
  const TemporaryFolder folder;
  const std::string path = folder / "empty.json";
  formats::write_file(path, "[" + repeated("{},", 1'000'000) + "{}]");
  check_refused([&] { formats::load_json(path); }, path);
}

BOOST_AUTO_TEST_CASE(weights_of_a_packed_checkpoint_may_not_fill_the_memory) {
  const TemporaryFolder folder;
  const std::string path = folder / "weights.bin";
  write_packed(path, "archive/data.pkl", "\x80\2" + repeated("]", 4'000'000) + ".");
  check_refused([&] { read_checkpoint(path); }, path);
}

BOOST_AUTO_TEST_CASE(a_large_file_may_take_what_its_size_allows) {
  const TemporaryFolder folder;
  const std::string path = folder / "numbers.npy";
  const Tensor numbers = Tensor::zeros({10'000'000}, DType::f32);  // more than every file may take
  formats::save_npy(path, formats::NdArray::of_tensor(numbers));
  BOOST_TEST(formats::load_npy(path).as_array().numel() == 10'000'000);
}

BOOST_AUTO_TEST_SUITE_END()
