#include "pose/evaluation/evaluate_views.h"

#include <boost/test/unit_test.hpp>

#include "pose/model/checkpoint/checkpoint.h"
#include "pose/wild/reconstruct.h"
#include "tests/support/temporary_folder.h"
#include "tests/views/figure.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::views;

namespace {

EndlessViews still_views(std::vector<Clip> clips) {
  return {std::move(clips), {.frames = 9, .vary_pose = false}};
}

// The truth, `factor` times as large.
ViewLifter truth(double factor) {
  return [factor](const std::vector<View>& views) {
    const Tensor poses = Tensor::empty({static_cast<Index>(views.size()), kOutputJoints, 3});
    float* to = poses.data<float>();
    for (const View& view : views)
      for (const Vec3& p : view.pose)
        for (const double x : {p.x, p.y, p.z}) *to++ = static_cast<float>(factor * x);
    return poses;
  };
}

std::vector<std::string> actions_of(const std::vector<ViewGroup>& groups) {
  std::vector<std::string> names;
  for (const ViewGroup& group : groups)
    if (group.kind == "action") names.push_back(group.name);
  return names;
}

PretrainedModel screen_model(const test::TemporaryFolder& folder) {
  const TemporalModelOptions shape{.features = 3, .widths = {3, 3}, .channels = 8};
  Checkpoint checkpoint;
  checkpoint.model_pos = save_state(TemporalModel(shape, 3));
  checkpoint.model_facts = ModelFacts{.keypoint_layout = "coco", .fps = 25};
  write_checkpoint(folder / "model.bin", checkpoint);
  return load_pretrained(folder / "model.bin");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluate_views_)

BOOST_AUTO_TEST_CASE(the_truth_has_no_error_and_the_truth_in_another_size_only_one_of_size) {
  const EndlessViews views = still_views(test::figure_clips());
  const ViewGroup right = evaluate_views(views, 50, 1, truth(1)).front(),
                  large = evaluate_views(views, 50, 1, truth(1.1)).front();
  BOOST_TEST(right.kind == "all");
  BOOST_TEST(right.views == 50);
  BOOST_TEST(right.model.mpjpe < 1e-6);
  BOOST_TEST(right.model.up < 1e-3);
  BOOST_TEST(right.flat.n_mpjpe > 0.05);
  BOOST_TEST(large.model.mpjpe > 0.03);
  BOOST_TEST(large.model.n_mpjpe < 1e-6);
  BOOST_TEST(large.model.p_mpjpe < 1e-6);
}

BOOST_AUTO_TEST_CASE(takes_of_an_action_are_one_group) {
  std::vector<Clip> clips;
  for (const char* name : {"walk 1", "walk 12", "Jump_03", "data__txt__Jump-1", "139_16", "07", ""})
    clips.push_back({"A", name, test::walking_figure(30)});
  const auto names = actions_of(evaluate_views(still_views(clips), 300, 1, truth(1)));
  const std::vector<std::string> wanted{"", "07", "139", "Jump", "walk"};
  BOOST_TEST(names == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_model_of_the_screen_is_used_as_on_a_video_and_turned_to_the_view) {
  const test::TemporaryFolder folder;
  const PretrainedModel model = screen_model(folder);
  View view = still_views(test::figure_clips()).draw(1, 2);
  const Index frames = 9, target = 4;
  for (std::size_t i = 2; i < view.keypoints.size(); i += 3) view.keypoints[i] = 1;
  Tensor keypoints = Tensor::empty({frames, 17, 3});
  std::ranges::copy(view.keypoints, keypoints.data<float>());
  const Tensor seen = reconstruct(model, keypoints,
                                  {.size = view.camera.size,
                                   .video = frame_rate(25),
                                   .model = frame_rate(25),
                                   .prediction = {.mirror = false}})
                          .poses.rows(target, target + 1);
  view.turn = turn_y(0.5) * turn_x(0.3);
  const Tensor lifted = screen_lifter(model, 25, target, {.mirror = false})({view});
  BOOST_REQUIRE(lifted.shape() == Shape({1, 17, 3}));
  const float *a = seen.cpu_view<float>().data(), *b = lifted.cpu_view<float>().data();
  for (Index j = 0; j < 17; ++j, a += 3, b += 3) {
    const Vec3 turned = rotate(view.turn, {a[0], a[1], a[2]});
    BOOST_TEST(length(turned - Vec3{b[0], b[1], b[2]}) < 1e-5);
  }
}

BOOST_AUTO_TEST_CASE(the_axes_of_a_view_are_those_of_its_window) {
  const EndlessViews views = still_views(test::figure_clips());
  for (std::uint64_t i = 0; i < 20; ++i) {
    const View view = views.draw(3, i);
    const Vec3 up = rotate(view.turn, view.camera.turned({0, 0, kUpLength}));
    BOOST_TEST(length(up - view.pose[17]) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(a_window_in_which_nobody_is_seen_has_a_pose_too) {
  const test::TemporaryFolder folder;
  const PretrainedModel model = screen_model(folder);
  View view = still_views(test::figure_clips()).draw(1, 2);
  for (std::size_t i = 2; i < view.keypoints.size(); i += 3) view.keypoints[i] = 0;
  const Tensor lifted = screen_lifter(model, 25, 4, {})({view});
  for (const float x : lifted.cpu_view<float>()) BOOST_TEST(std::isfinite(x));
}

BOOST_AUTO_TEST_SUITE_END()
