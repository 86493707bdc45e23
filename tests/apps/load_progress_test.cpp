#include <vector>

#include <boost/test/unit_test.hpp>

#include "pose/formats/ndarray.h"
#include "pose/formats/npz.h"
#include "tests/support/temporary_folder.h"

namespace posegrad {
namespace {

using pose::formats::NdArray;
using pose::formats::NpzReader;

BOOST_AUTO_TEST_SUITE(load_progress)

BOOST_AUTO_TEST_CASE(reading_a_large_array_is_told_on_the_way_and_changes_nothing) {
  const test::TemporaryFolder folder;
  constexpr Index kNumbers = 5'000'000;  // 20 MB
  const std::string path = folder / "large.npz";
  pose::formats::save_npz(path, {{"x", NdArray::of_tensor(Tensor::zeros({kNumbers}))}});
  std::vector<Index> told;
  Index whole = 0;
  const NpzReader watched(path, [&](Index done, Index all) {
    told.push_back(done);
    whole = all;
  });
  const auto array = watched.load("x").as_array();
  BOOST_TEST(array.numel() == kNumbers);
  BOOST_REQUIRE(told.size() >= 3U);  // the header, and pieces of the numbers
  BOOST_TEST(std::ranges::is_sorted(told));
  BOOST_TEST(told.back() == whole);
  BOOST_TEST(whole > 4 * kNumbers);
  BOOST_TEST(NpzReader(path).load("x").as_array().numel() == kNumbers);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad
