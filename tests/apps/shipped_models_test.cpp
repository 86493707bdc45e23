#include <boost/test/unit_test.hpp>

#include "pose/library/model_library.h"
#include "pose/wild/pretrained.h"

namespace posegrad {
namespace {

const std::vector<std::string> kPlaces{std::string(POSEGRAD_SOURCE_DIR) + "/models"};

BOOST_AUTO_TEST_SUITE(shipped_models)

// Nothing to check where the sources have no models.
BOOST_AUTO_TEST_CASE(cards_and_weights_agree) {
  const std::vector<pose::ModelFile> models = pose::list_models(kPlaces);
  for (const pose::ModelFile& file : models) {
    BOOST_TEST_CONTEXT(file.name) {
      BOOST_REQUIRE(file.problem == "");
      const pose::PretrainedModel model = pose::load_pretrained(file.weights_path());
      BOOST_TEST(model.layout->name == file.card.input);
      BOOST_TEST(model.poses.receptive_field() == file.card.frames);
      BOOST_TEST(model.poses.options().causal == file.card.causal);
      BOOST_TEST(model.fps.value_or(0) == file.card.fps);
      BOOST_TEST(file.card.output == "h36m");
      BOOST_TEST((*model.skeleton == pose::h36m_17()));
      BOOST_TEST(!file.card.errors.empty());
    }
  }
  if (!models.empty()) BOOST_TEST(pose::default_model_name(false, kPlaces).has_value());
  BOOST_CHECK_NO_THROW(pose::default_model_name(true, kPlaces));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad
