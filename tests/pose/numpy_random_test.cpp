#include "pose/data/numpy_random.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "pose/data/random_state.h"
#include "pose/data/subset.h"
#include "pose/formats/pickle.h"
#include "tests/support/golden.h"
#include "tests/support/golden_file.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(numpy_random)

BOOST_AUTO_TEST_CASE(permutations_are_numpy_s) {
  for (const auto cases = golden("formats/expect.json").at("permutations");
       const auto& expected : cases) {
    NumpyRandom random(expected.at("seed").get<std::uint32_t>());
    BOOST_TEST(
        random.permutation(expected.at("n")) == expected.at("order").get<std::vector<Index>>(),
        boost::test_tools::per_element());
  }
  NumpyRandom random(1);
  const NumpyRandom before = random;
  BOOST_TEST(random.permutation(0).empty());
  BOOST_TEST(random.permutation(1).size() == 1U);
  BOOST_TEST((random == before));
  BOOST_CHECK_THROW(random.permutation(-1), ValueError);
}

BOOST_AUTO_TEST_CASE(a_pickled_state_goes_on_as_in_numpy) {
  const auto expected = golden("formats/expect.json").at("random_state");
  const Value value =
      read_pickle(read_file(golden_file("formats/random_state.pkl")), "random_state.pkl").value;
  NumpyRandom random = random_of(Field(value, "random_state.pkl"));
  const NumpyRandom::State state = random.state();
  BOOST_TEST(state.position == expected.at("pos").get<std::uint32_t>());
  BOOST_TEST(state.has_gauss == (expected.at("has_gauss").get<int>() != 0));
  BOOST_TEST(state.cached_gauss == expected.at("cached").get<double>());
  BOOST_TEST(state.key[0] == expected.at("key_0").get<std::uint32_t>());
  BOOST_TEST(state.key[623] == expected.at("key_623").get<std::uint32_t>());
  const Value ours =
      read_pickle(Blob::copy_of(write_pickle(random_state_value(random))), "ours").value;
  BOOST_TEST((random_of(Field(ours, "ours")) == random));
  for (const auto& word : expected.at("next_words"))
    BOOST_TEST(random.next_u32() == word.get<std::uint32_t>());
}

BOOST_AUTO_TEST_CASE(states_that_cannot_be_are_refused) {
  const auto refuses = [](const Value& state, const std::string& message) {
    Value value = Value::object("numpy.random.__RandomState_ctor", Value::tuple());
    value.set_state(state);
    check_throws<DataError>([&] { random_of(Field(value, "x: random_state")); },
                            "x: random_state" + message);
  };
  const Value key = random_state_value(NumpyRandom(1)).state().items()[1];
  refuses(Value::tuple({"PCG64", key, 0}), ": state: [0]: 'MT19937' is wanted; found 'PCG64'");
  refuses(Value::tuple({"MT19937", key, 625}), ": state: [2]: 625 is not in 0..624");
  refuses(Value::tuple({"MT19937", NdArray::of_number(1), 0}),
          ": state: [1]: 624 words are wanted; found float64 ()");
  refuses(Value(), ": state: a dict is wanted; found None");
  check_throws<DataError>([] { random_of(Field(Value(3), "x")); },
                          "x: a RandomState is wanted; found int");
}

BOOST_AUTO_TEST_CASE(subsets) {
  BOOST_TEST(deterministic_random(0, 10, "100") == 4);
  const FrameRange all = subset_frames(11, 1, 5);
  BOOST_TEST((all.start == 0 && all.stop == 11 && all.step == 5));
  const FrameRange part = subset_frames(2500, 0.5, 5);
  BOOST_TEST((part.start == 1102 && part.stop == 1102 + 1250 && part.step == 5));
  BOOST_TEST(subset_frames(5, 0.5, 1).stop - subset_frames(5, 0.5, 1).start ==
             2);  // 2.5 rounds to even
  BOOST_TEST(subset_frames(7, 0.5, 1).stop - subset_frames(7, 0.5, 1).start == 4);  // 3.5 too
  BOOST_TEST(subset_frames(0, 0.5, 1).stop == 0);
  BOOST_CHECK_THROW(subset_frames(10, 0, 1), ValueError);
  BOOST_CHECK_THROW(subset_frames(10, 0.5, 0), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
