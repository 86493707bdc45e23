#include "pose/data/batch_feed.h"

#include <boost/test/unit_test.hpp>

#include "tests/cuda/small_set.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

struct Case {
  const char* name;
  ChunkOptions options;
};

const Case kCases[] = {
    {"single frames", {.chunks_per_batch = 16, .padding = 4}},
    {"mirrored chunks", {.chunks_per_batch = 7, .chunk_length = 3, .padding = 4, .mirror = true}},
    {"causal", {.chunks_per_batch = 16, .padding = 4, .causal_shift = 4, .mirror = true}},
    {"endless", {.chunks_per_batch = 30, .padding = 1, .endless = true}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(batch_feed)

// Resident, and as a set that does not fit comes: batch by batch from the host.
BOOST_AUTO_TEST_CASE(batches_on_the_gpu_are_those_of_the_host) {
  using Placement = BatchFeed::Placement;
  for (const Placement placement : {Placement::resident_if_it_fits, Placement::from_host})
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
        ChunkedBatches host(small_set(), small_mirroring(), c.options),
            same(small_set(), small_mirroring(), c.options);
        BatchFeed feed(same, Device::cuda, placement);
        BOOST_TEST(feed.is_resident() == (placement == Placement::resident_if_it_fits));
        int batches = 0;
        while (const auto expected = host.next()) {
          BOOST_TEST_REQUIRE(feed.advance());
          const Batch batch = feed.batch();
          BOOST_TEST(feed.size() == expected->size());
          BOOST_TEST((batch.keypoints.device() == Device::cuda));
          BOOST_TEST(same_bits(batch.keypoints, expected->keypoints));
          BOOST_TEST(same_bits(batch.positions, expected->positions));
          BOOST_TEST(same_bits(batch.intrinsics, expected->intrinsics));
          if (++batches == 12) break;
          if (batches % 3 > 0) feed.look_ahead();
          BOOST_TEST(same.position().next == host.position().next);
          BOOST_TEST(same_bits(feed.batch().keypoints, expected->keypoints));
        }
        BOOST_TEST(batches > 1);
      }
}

BOOST_AUTO_TEST_CASE(what_was_fetched_in_vain_is_not_used) {
  const ChunkOptions options{.chunks_per_batch = 8, .padding = 2, .mirror = true};
  ChunkedBatches host(small_set(), small_mirroring(), options),
      same(small_set(), small_mirroring(), options);
  BatchFeed feed(same, Device::cuda, BatchFeed::Placement::from_host);
  const auto compare = [&] {
    const std::optional<Batch> expected = host.next();
    BOOST_TEST_REQUIRE(feed.advance());
    BOOST_TEST(same_bits(feed.batch().keypoints, expected->keypoints));
    BOOST_TEST(same_bits(feed.batch().positions, expected->positions));
  };
  const NumpyRandom start = same.random();
  for (ChunkedBatches* batches : {&host, &same}) batches->begin_epoch();
  compare();
  compare();
  feed.look_ahead();
  for (ChunkedBatches* batches : {&host, &same}) batches->begin_epoch();
  compare();
  feed.look_ahead();
  feed.look_ahead();
  for (ChunkedBatches* batches : {&host, &same}) batches->set_position({start, 1});
  compare();
}

BOOST_AUTO_TEST_CASE(sets_without_poses_or_cameras_have_none) {
  std::vector<Sequence> set = small_set();
  for (Sequence& s : set) s.positions = s.intrinsics = {};
  ChunkedBatches batches(set, small_mirroring(), {.chunks_per_batch = 8});
  BatchFeed feed(batches, Device::cuda);
  BOOST_TEST_REQUIRE(feed.advance());
  BOOST_TEST(!feed.batch().positions.defined());
  BOOST_TEST(!feed.batch().intrinsics.defined());
}

BOOST_AUTO_TEST_SUITE_END()
