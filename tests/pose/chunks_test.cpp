#include "pose/data/chunks.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const Mirroring kMirroring{{{0}, {1}}, {{1}, {2}}};

// Numbers say where they come from: 100 * sequence + frame, plus joint/100; y is the negative of x.
Sequence sequence(Index number, Index frames) {
  Sequence s{"S1",
             "Walk " + std::to_string(number),
             0,
             Tensor::empty({frames, 2, 2}),
             Tensor::empty({frames, 3, 3}),
             random_tensor({9}, DType::f32, 5, 1, 2)};
  for (Index t = 0; t < frames; ++t) {
    const auto base = static_cast<float>(100 * number + t);
    for (Index k = 0; k < 2; ++k) {
      s.keypoints.cpu_span<float>()[static_cast<std::size_t>((t * 2 + k) * 2)] =
          base + static_cast<float>(k) / 100;
      s.keypoints.cpu_span<float>()[static_cast<std::size_t>((t * 2 + k) * 2 + 1)] = -base;
    }
    for (Index j = 0; j < 3; ++j)
      for (Index d = 0; d < 3; ++d)
        s.positions.cpu_span<float>()[static_cast<std::size_t>((t * 3 + j) * 3 + d)] =
            base + static_cast<float>(j) / 100 + static_cast<float>(d) / 10;
  }
  return s;
}

std::vector<Index> frames_of(const Batch& batch, Index row) {
  std::vector<Index> frames;
  const Index L = batch.keypoints.dim(1);
  for (Index t = 0; t < L; ++t)
    frames.push_back(static_cast<Index>(-batch.keypoints.at(((row * L + t) * 2) * 2 + 1)));
  return frames;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chunked_batches)

BOOST_AUTO_TEST_CASE(padding_of_a_last_short_chunk_is_split_between_both_ends) {
  const ChunkedBatches batches({sequence(0, 5)}, kMirroring,
                               {.chunks_per_batch = 4, .chunk_length = 4, .shuffle = false});
  BOOST_REQUIRE(batches.chunks().size() == 2U);
  BOOST_TEST(batches.chunks()[0].begin == -1);
  BOOST_TEST(batches.chunks()[0].end == 3);
  BOOST_TEST(batches.chunks()[1].end == 7);
}

BOOST_AUTO_TEST_CASE(edge_frames_repeat_outside_of_the_sequence) {
  ChunkedBatches batches({sequence(0, 3)}, kMirroring,
                         {.chunks_per_batch = 8, .padding = 2, .shuffle = false});
  batches.begin_epoch();
  const Batch batch = *batches.next();
  BOOST_TEST(frames_of(batch, 0) == (std::vector<Index>{0, 0, 0, 1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(frames_of(batch, 2) == (std::vector<Index>{0, 1, 2, 2, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(!batches.next());
}

BOOST_AUTO_TEST_CASE(a_causal_window_ends_at_its_output_frame) {
  ChunkedBatches batches(
      {sequence(0, 9)}, kMirroring,
      {.chunks_per_batch = 9, .padding = 2, .causal_shift = 2, .shuffle = false});
  batches.begin_epoch();
  const Batch batch = *batches.next();
  BOOST_TEST(frames_of(batch, 6) == (std::vector<Index>{2, 3, 4, 5, 6}),
             boost::test_tools::per_element());
  BOOST_TEST(batch.positions.at(6 * 9) == 6.0);
}

BOOST_AUTO_TEST_CASE(mirrored_chunks_follow_the_plain_ones_of_their_sequence) {
  ChunkedBatches batches({sequence(0, 2), sequence(1, 1)}, kMirroring,
                         {.chunks_per_batch = 6, .mirror = true, .shuffle = false});
  std::vector<std::pair<Index, bool>> listed;
  for (const Chunk& c : batches.chunks()) listed.emplace_back(c.sequence, c.mirrored);
  const std::vector<std::pair<Index, bool>> expected{{0, false}, {0, false}, {0, true},
                                                     {0, true},  {1, false}, {1, true}};
  BOOST_TEST((listed == expected));
  batches.begin_epoch();
  const Batch batch = *batches.next();
  // Row 3 is frame 1 of sequence 0, mirrored: x of the other side with its sign turned, y as it is.
  BOOST_TEST(batch.keypoints.at(3 * 4) == static_cast<double>(-1.01F));
  BOOST_TEST(batch.keypoints.at(3 * 4 + 2) == -1.0);
  BOOST_TEST(batch.keypoints.at(3 * 4 + 1) == -1.0);
  BOOST_TEST(batch.positions.at(3 * 9 + 3) ==
             static_cast<double>(-(1 + 0.02F)));  // joint 1 takes joint 2
  BOOST_TEST(batch.positions.at(3 * 9) == -1.0);  // the root stays the root
  BOOST_TEST(batch.intrinsics.at(3 * 9 + 2) == -batch.intrinsics.at(2));
  BOOST_TEST(batch.intrinsics.at(3 * 9 + 7) == -batch.intrinsics.at(7));
  BOOST_TEST(batch.intrinsics.at(3 * 9 + 3) == batch.intrinsics.at(3));
}

BOOST_AUTO_TEST_CASE(each_epoch_takes_every_chunk_once_in_another_order) {
  ChunkedBatches batches({sequence(0, 50)}, kMirroring, {.chunks_per_batch = 8});
  std::vector<std::vector<Index>> epochs;
  for (int epoch = 0; epoch < 2; ++epoch) {
    batches.begin_epoch();
    std::vector<Index> seen;
    while (const auto batch = batches.next())
      for (Index row = 0; row < batch->size(); ++row) seen.push_back(frames_of(*batch, row)[0]);
    epochs.push_back(seen);
    std::ranges::sort(seen);
    for (Index t = 0; t < 50; ++t) BOOST_TEST(seen[static_cast<std::size_t>(t)] == t);
  }
  BOOST_TEST((epochs[0] != epochs[1]));
}

BOOST_AUTO_TEST_CASE(an_endless_list_goes_on_where_the_last_epoch_stopped) {
  const ChunkOptions options{.chunks_per_batch = 3, .endless = true, .seed = 4321};
  ChunkedBatches one({sequence(0, 7)}, kMirroring, options),
      other({sequence(0, 7)}, kMirroring, options);
  one.begin_epoch();
  other.begin_epoch();
  for (int batch = 0; batch < 8; ++batch) {
    if (batch % 2 == 0) other.begin_epoch();  // changes nothing
    BOOST_TEST(frames_of(*one.next(), 0) == frames_of(*other.next(), 0),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_saved_position_gives_the_same_batches) {
  const ChunkOptions options{.chunks_per_batch = 4, .mirror = true};
  ChunkedBatches whole({sequence(0, 30)}, kMirroring, options),
      resumed({sequence(0, 30)}, kMirroring, options);
  whole.begin_epoch();
  for (int i = 0; i < 5; ++i) whole.next();
  resumed.set_position(whole.position());
  while (const auto expected = whole.next()) {
    const auto found = resumed.next();
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(frames_of(*found, 0) == frames_of(*expected, 0), boost::test_tools::per_element());
  }
  BOOST_TEST(!resumed.next());
  BOOST_TEST((whole.random() == resumed.random()));
  BOOST_CHECK_EXCEPTION(resumed.set_position({NumpyRandom(1), 16}), DataError,
                        mentions("15 batches"));
}

BOOST_AUTO_TEST_CASE(sequences_that_do_not_go_together_are_refused) {
  Sequence without = sequence(1, 4);
  without.positions = {};
  BOOST_CHECK_EXCEPTION(ChunkedBatches({sequence(0, 4), without}, kMirroring, {}), DataError,
                        mentions("some sequences have 3D positions, some have none"));
  BOOST_CHECK_EXCEPTION(ChunkedBatches({}, kMirroring, {}), DataError, mentions("no sequence"));
  BOOST_CHECK_EXCEPTION(ChunkedBatches({sequence(0, 4)}, {{{0}, {5}}, {}}, {}), DataError,
                        mentions("joint 5"));
  BOOST_CHECK_EXCEPTION(ChunkedBatches({sequence(0, 4)}, {{{0, 1}, {1}}, {}}, {}), DataError,
                        mentions("2 left"));
}

BOOST_AUTO_TEST_CASE(a_whole_sequence_is_padded_so_that_every_frame_gets_an_output) {
  const Tensor rows = whole_sequence(sequence(0, 4), kMirroring.keypoints, 3, 0, true);
  BOOST_TEST((rows.shape() == Shape{2, 10, 2, 2}));
  BOOST_TEST(rows.at(3 * 4 + 1) == 0.0);
  BOOST_TEST(rows.at(4 * 4 + 1) == -1.0);
  BOOST_TEST(rows.at(9 * 4 + 1) == -3.0);
  BOOST_TEST(rows.at(40 + 4 * 4 + 2) ==
             -1.0);  // the mirrored row: keypoint 1 takes keypoint 0, x turned
}

BOOST_AUTO_TEST_SUITE_END()
