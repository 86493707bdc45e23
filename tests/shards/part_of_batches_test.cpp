#include "pose/data/part_of_batches.h"

#include <boost/test/unit_test.hpp>

#include "pose/data/chunks.h"
#include "tests/support/random_tensor.h"

namespace posegrad::pose {
namespace {

BOOST_AUTO_TEST_SUITE(part_of_batches)

BOOST_AUTO_TEST_CASE(parts_make_up_the_batches_in_order) {
  Sequence sequence;
  sequence.keypoints = test::random_tensor({21, 4, 2});
  sequence.positions = test::random_tensor({21, 4, 3});
  const auto batches = [&] { return ChunkedBatches({sequence}, {}, {.chunks_per_batch = 9}); };
  constexpr Index kShards = 4;
  ChunkedBatches whole = batches();
  std::vector<ChunkedBatches> sources(kShards, batches());
  std::vector<PartOfBatches> parts;
  for (Index s = 0; s < kShards; ++s)
    parts.emplace_back(sources[static_cast<std::size_t>(s)], s, kShards);
  whole.begin_epoch();
  for (PartOfBatches& part : parts) part.begin_epoch();
  // 9, 9 and 3 samples: of the last batch one shard gets none.
  while (const auto chunks = whole.next_chunks()) {
    std::vector<Chunk> together;
    Index end = 0;
    for (PartOfBatches& part : parts) {
      const auto coming = part.coming_chunks(), own = part.next_chunks();
      BOOST_REQUIRE(own.has_value());
      BOOST_TEST((coming == own));
      const SampleRange& range = part.range();
      BOOST_TEST(range.begin == end);
      BOOST_TEST(range.whole == std::ssize(*chunks));
      end = range.end;
      if (range.size() > 0)
        together.insert(together.end(), own->begin(), own->end());
      else
        BOOST_TEST((*own == std::vector<Chunk>{chunks->front()}));
    }
    BOOST_TEST((together == *chunks));
  }
  for (PartOfBatches& part : parts) BOOST_TEST(!part.next_chunks().has_value());
  BOOST_TEST(parts.front().batches_per_epoch() == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
