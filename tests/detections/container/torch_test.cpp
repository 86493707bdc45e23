#include <boost/test/unit_test.hpp>

#include "pose/formats/torch_file.h"
#include "tests/detections/container/files.h"

namespace posegrad::test {
namespace {

using pose::formats::NdArray;
using pose::formats::torch_save;

Value tensor_of(const std::vector<Index>& shape, float first) {
  return Value::tensor(NdArray::of_tensor(Tensor::full(Shape(shape), first)));
}

BOOST_AUTO_TEST_SUITE(torch_documents)

BOOST_AUTO_TEST_CASE(a_tensor_is_an_array_and_a_dict_is_data) {
  const TemporaryFolder folder;
  torch_save(folder / "one.pt", tensor_of({4, 17, 3}, 5));
  const Document one = open_source(folder / "one.pt").documents.front();
  BOOST_TEST((one.content == Content::array));
  BOOST_TEST(one.container == "PyTorch");
  BOOST_TEST((one.value.as_array().shape() == std::vector<Index>{4, 17, 3}));

  Value dict = Value::dict();
  dict.set("keypoints", tensor_of({4, 17, 3}, 5));
  torch_save(folder / "dict.pth", dict);
  const Document two = open_source(folder / "dict.pth").documents.front();
  BOOST_TEST((two.content == Content::data));
  BOOST_TEST(two.value.at("keypoints").is_array());
}

BOOST_AUTO_TEST_CASE(weights_beside_keypoints_are_left_out) {
  const TemporaryFolder folder;
  write_text(folder / "f_1.json", "[1]");
  torch_save(folder / "best.pt", tensor_of({2, 2}, 1));
  const Source source = open_source(folder / "");
  BOOST_TEST(source.documents.size() == 1U);
  BOOST_TEST((source.left_out == std::vector<std::string>{"best.pt"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
