#include "pose/data/views/view_batches.h"

#include <boost/test/unit_test.hpp>

#include "pose/data/batch_feed.h"
#include "tensor/error.h"
#include "tensor/parallel.h"
#include "tests/support/throws.h"
#include "tests/views/figure.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

const views::EndlessViews& some_views() {
  static const views::EndlessViews views(test::figure_clips(), {.frames = 9});
  return views;
}

ViewBatches some_batches() {
  return {some_views(), {.samples_per_epoch = 20, .samples_per_batch = 8, .seed = 5}};
}

bool same(const Batch& a, const Batch& b) {
  return std::ranges::equal(a.keypoints.cpu_view<float>(), b.keypoints.cpu_view<float>()) &&
         std::ranges::equal(a.positions.cpu_view<float>(), b.positions.cpu_view<float>());
}

std::vector<Batch> epoch(ViewBatches& batches) {
  std::vector<Batch> all;
  batches.begin_epoch();
  while (std::optional<Batch> batch = batches.next()) all.push_back(*batch);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(view_batches)

BOOST_AUTO_TEST_CASE(an_epoch_is_so_many_samples_and_the_next_one_has_others) {
  ViewBatches batches = some_batches();
  const std::vector<Batch> first = epoch(batches), second = epoch(batches);
  BOOST_REQUIRE(first.size() == 3U);
  BOOST_TEST(batches.batches_per_epoch() == 3);
  BOOST_TEST((first[0].keypoints.shape() == Shape{8, 9, 18, 3}));
  BOOST_TEST((first[2].positions.shape() == Shape{4, 1, 18, 3}));
  BOOST_TEST(!same(first[0], second[0]));
  BOOST_TEST(!same(first[0], first[1]));
}

BOOST_AUTO_TEST_CASE(a_saved_place_goes_on_with_the_same_samples) {
  ViewBatches batches = some_batches();
  epoch(batches);
  const NumpyRandom at_start = batches.random();
  const std::vector<Batch> wanted = epoch(batches);
  ViewBatches resumed = some_batches();
  resumed.set_position({at_start, 2});
  const std::optional<Batch> last = resumed.next();
  BOOST_REQUIRE(last.has_value());
  BOOST_TEST(same(*last, wanted[2]));
  BOOST_TEST(!resumed.next().has_value());
  BOOST_TEST((resumed.random() == batches.random()));
  test::check_throws<DataError>(
      [&] {
        resumed.set_position({at_start, 4});
      },
      "the saved place inside an epoch, batch 4, does not fit this data set of 3 batches: resume "
      "with the same data and options");
}

BOOST_AUTO_TEST_CASE(threads_change_nothing) {
  const int before = threads();
  ViewBatches one = some_batches(), two = some_batches();
  set_threads(1);
  const std::vector<Batch> alone = epoch(one);
  set_threads(3);
  const std::vector<Batch> together = epoch(two);
  set_threads(before);
  for (std::size_t i = 0; i < alone.size(); ++i) BOOST_TEST(same(alone[i], together[i]));
}

BOOST_AUTO_TEST_CASE(the_coming_batch_is_the_next_one) {
  ViewBatches batches = some_batches();
  BOOST_TEST(!batches.coming_chunks().has_value());
  batches.begin_epoch();
  const auto coming = batches.coming_chunks();
  BOOST_TEST((coming == batches.next_chunks()));
  BatchFeed feed(batches, Device::cpu);
  BOOST_TEST(feed.advance());
  BOOST_TEST(!feed.is_resident());
  BOOST_TEST(feed.size() == 8);
}

BOOST_AUTO_TEST_CASE(sizes_below_one_are_refused) {
  test::check_throws<ValueError>(
      [] {
        ViewBatches(some_views(), {.samples_per_epoch = 0, .samples_per_batch = 8, .seed = 1});
      },
      "endless views: 0 samples an epoch in batches of 8");
}

BOOST_AUTO_TEST_SUITE_END()
