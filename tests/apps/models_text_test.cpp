#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "apps/models/text.h"

namespace posegrad::apps {
namespace {

pose::ModelFile model(const std::string& name, const std::string& folder) {
  pose::ModelFile file;
  file.name = name;
  file.folder = folder;
  file.bytes = 17'145'234;
  file.card.title = "COCO keypoints to Human3.6M joints";
  file.card.input = "coco";
  file.card.output = "h36m";
  file.card.frames = 27;
  file.card.fps = 50;
  file.card.trained_on = "motion capture";
  file.card.errors = {{"subject 9", {{"N-MPJPE", 61.26}, {"P-MPJPE", 48}}}, {"none", {{"a", 1}}}};
  file.card.licence = "MIT";
  file.card.sha256 = std::string(32, 'a') + std::string(32, 'b');
  return file;
}

ModelList three() {
  ModelList list;
  list.models = {model("coco-27", "/a"), model("causal", "/a"), model("broken", "/b")};
  list.models[1].card.causal = true;
  list.models[1].card.errors.clear();
  list.models[1].bytes = 999;
  list.models[1].card.fps = 29.97;
  list.models[1].card.more = {{"epochs", Index{80}}, {"mirrored", false}, {"by", std::string("x")}};
  list.models[2].problem = "/b/broken.bin: it is damaged";
  list.default_name = "coco-27";
  list.causal_default_name = "causal";
  return list;
}

BOOST_AUTO_TEST_SUITE(models_text)

BOOST_AUTO_TEST_CASE(a_table_by_folder) {
  ModelList list = three();
  list.problems = {"two defaults"};
  BOOST_TEST(
      models_table_text(list, {"/a"}) ==
      "  NAME     INPUT -> OUTPUT  FRAMES   RATE  CAUSAL  ERRORS (mm)                    SIZE  "
      "LICENCE  SHA-256\n"
      "/a:\n"
      "* coco-27  coco -> h36m         27     50  no      N-MPJPE 61.3, P-MPJPE 48.0  17.1 MB  "
      "MIT      aaaaaaaaaaaa\n"
      "* causal   coco -> h36m         27  29.97  yes     not measured                 1.0 kB  "
      "MIT      aaaaaaaaaaaa\n"
      "/b:\n"
      "  broken  /b/broken.bin: it is damaged\n"
      "* taken where no --checkpoint is given; a causal one with --causal\n"
      "two defaults");
  BOOST_TEST(!list.is_whole());
  list.problems.clear();
  BOOST_TEST(!list.is_whole());
  list.models.pop_back();
  BOOST_TEST(list.is_whole());
}

BOOST_AUTO_TEST_CASE(no_models_and_what_to_do) {
  BOOST_TEST(models_table_text({}, {"/a", "/b"}) ==
             "There are no models; looked in\n  /a\n  /b\nscripts/default_model.sh makes the "
             "default one; posegrad wild --checkpoint FILE takes any other.");
}

BOOST_AUTO_TEST_CASE(one_model_whole) {
  const ModelList list = three();
  BOOST_TEST(model_text(list, list.models[0]) ==
             "coco-27, the default\n"
             "  title         COCO keypoints to Human3.6M joints\n"
             "  input         coco\n"
             "  output        h36m\n"
             "  frames        27 (0.54 s)\n"
             "  rate          50 frames a second\n"
             "  causal        no\n"
             "  trained on    motion capture\n"
             "  errors        subject 9: N-MPJPE 61.3, P-MPJPE 48.0 mm\n"
             "  errors        none: a 1.0 mm\n"
             "  licence       MIT\n"
             "  SHA-256       aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
             "  weights       /a/coco-27.bin, 17145234 bytes");
  const std::string causal = model_text(list, list.models[1]);
  BOOST_TEST(causal.find("  epochs        80\n  mirrored      no\n  by            x\n") !=
             std::string::npos);
  const std::string broken = model_text(list, list.models[2]);
  BOOST_TEST(broken.starts_with("broken\n"));
  BOOST_TEST(broken.ends_with("\n  problem       /b/broken.bin: it is damaged"));
}

BOOST_AUTO_TEST_CASE(as_json_with_nothing_shortened) {
  const nlohmann::json json = models_json(three());
  BOOST_REQUIRE(json["models"].size() == 3U);
  const nlohmann::json& first = json["models"][0];
  BOOST_TEST(first["sha256"].get<std::string>().size() == 64U);
  BOOST_TEST(first["weights"] == "/a/coco-27.bin");
  BOOST_TEST(first["default"] == true);
  BOOST_TEST(first["problem"].is_null());
  BOOST_TEST(first["errors"][0]["N-MPJPE"] == 61.26);
  BOOST_TEST(first["errors"][1]["what"] == "none");
  BOOST_TEST(json["models"][1]["epochs"] == 80);
  BOOST_TEST(json["models"][2]["problem"] == "/b/broken.bin: it is damaged");
  BOOST_TEST(json["problems"].empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
