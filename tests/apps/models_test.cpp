#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pose/data/pose_files.h"
#include "tests/support/build.h"
#include "tests/support/model_folder.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;
using test::add_model;
using test::check_succeeds;
using test::lines;
using test::ProgramResult;
using test::TemporaryFolder;
using test::TinyDataset;
using test::TinyRun;

/// COCO keypoints, and models for them in the folder library/: plain, half of it, causal.
struct Library {
  TinyRun run;
  std::string plain, half, causal;

  Library() {
    pose::write_keypoints_2d(run.path("data/data_2d_h36m_coco.npz"), TinyDataset::coco());
    plain = weights("-k coco -e 1 --no-eval", "");
    half = weights("-k coco -e 1 --no-eval", "--half");
    causal = weights("-k coco -e 1 --no-eval --causal", "");
    add_model(run.path("library"), "plain", plain, {{"default", true}, {"title", "a plain one"}});
    add_model(run.path("library"), "half", half);
    add_model(run.path("library"), "causal", causal, {{"default", true}, {"causal", true}});
  }
  std::string weights(const std::string& training, const std::string& conversion) const {
    check_succeeds(run(training));
    std::vector<std::string> line{"convert", "checkpoint/epoch_1.bin", "-o", "weights.bin"};
    if (!conversion.empty()) line.push_back(conversion);
    check_succeeds(run.posegrad(line));
    return run.bytes("weights.bin");
  }
  ProgramResult posegrad(const std::vector<std::string>& arguments,
                         const std::string& folder = "library") const {
    return run.posegrad(arguments, {.environment = {"POSEGRAD_MODELS=" + folder}});
  }
  ProgramResult wild(std::vector<std::string> more, const std::string& folder = "library") const {
    std::vector<std::string> line{"wild",      "data/data_2d_h36m_coco.npz",
                                  "--subject", "S9",
                                  "--action",  "Walking 1",
                                  "--size",    "1000x1002",
                                  "--fps",     "50",
                                  "-o",        "poses.npy"};
    line.insert(line.end(), more.begin(), more.end());
    return posegrad(line, folder);
  }
  /// The poses by `more`.
  std::string poses(const std::vector<std::string>& more) const {
    check_succeeds(wild(more));
    return run.bytes("poses.npy");
  }
};

const Library& library() {
  static const Library shared;
  return shared;
}

void check_failed(const ProgramResult& result, const std::string& beginning,
                  const std::string& end) {
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(lines(result.err).size() == 1U);
  BOOST_TEST(result.err.starts_with(beginning), result.err);
  BOOST_TEST(result.err.ends_with(end + "\n"), result.err);
}

/// Which folder `posegrad models NAME` of a program at another place finds it in.
std::string found_in(const std::string& program, const std::string& name) {
  const auto result = test::run_program({program, "models", "--json", name});
  if (result.exit_code != 0) return result.err;
  return fs::path(nlohmann::json::parse(result.out)["models"][0]["weights"].get<std::string>())
      .parent_path();
}

BOOST_AUTO_TEST_SUITE(models_command)

BOOST_AUTO_TEST_CASE(the_models_that_are_here_are_listed) {
  const auto result = library().posegrad({"models"});
  check_succeeds(result);
  BOOST_TEST(lines(result.out)[1] == "library:");
  BOOST_TEST(lines(result.out)[2].starts_with("* causal "));
  BOOST_TEST(lines(result.out)[3].starts_with("  half "));
  BOOST_TEST(lines(result.out)[4].starts_with("* plain "));
  BOOST_TEST(lines(result.out)[4].ends_with(test::sha256(library().plain).substr(0, 12)));

  const auto one = library().posegrad({"models", "half", "plain"});
  check_succeeds(one);
  BOOST_TEST(one.out.starts_with("half\n  title         tiny\n"));
  BOOST_TEST(one.out.find("\n\nplain, the default\n") != std::string::npos);
  BOOST_TEST(one.out.find(test::sha256(library().half)) != std::string::npos);

  const auto json = nlohmann::json::parse(library().posegrad({"models", "--json"}).out);
  BOOST_TEST(json["models"][0]["sha256"] == test::sha256(library().causal));
  check_failed(library().posegrad({"models", "nix"}),
               "posegrad models: there is no model nix, nix.bin with its card nix.json; looked in "
               "library, ",
               "");
}

BOOST_AUTO_TEST_CASE(wild_needs_no_checkpoint) {
  const Library& models = library();
  const auto result = models.wild({});
  check_succeeds(result);
  BOOST_TEST(lines(result.out).front() == "Model: plain, the default (a plain one)");
  const std::string plain = models.run.bytes("poses.npy");
  BOOST_TEST((models.poses({"--checkpoint", "library/plain.bin"}) == plain));
  BOOST_TEST((models.poses({"--checkpoint", "plain"}) == plain));
  BOOST_TEST((models.poses({"--checkpoint", "half"}) != plain));
  const std::string causal = models.poses({"--causal"});
  BOOST_TEST((causal != plain));
  BOOST_TEST((models.poses({"--checkpoint", "causal"}) == causal));
  const auto compared = models.wild({"--compare", "half"});
  check_succeeds(compared);
  BOOST_TEST(compared.out.find("half.bin against Reconstruction, mean distance:\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_of_a_models_name_comes_first) {
  const Library& models = library();
  models.run.write("half", models.causal);
  BOOST_TEST((models.poses({"--checkpoint", "half"}) == models.poses({"--checkpoint", "causal"})));
  fs::remove(models.run.path("half"));
  fs::create_directory(models.run.path("half"));
  BOOST_TEST((models.poses({"--checkpoint", "half"}) != models.poses({"--checkpoint", "causal"})));
  fs::remove(models.run.path("half"));
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_damaged_is_one_line) {
  const Library& models = library();
  const auto unknown = models.wild({"--checkpoint", "plan"});
  check_failed(unknown,
               "posegrad wild: cannot open plan: No such file or directory; there are the models ",
               "");
  BOOST_TEST(unknown.err.find("plain") != std::string::npos);

  const std::string folder = models.run.path("other");
  add_model(folder, "bad", models.plain, {{"default", true}});
  test::write_text(folder + "/bad.bin", models.half);
  const std::string message =
      fmt::format("other/bad.bin: it is damaged: its SHA-256 is {}, its card says {}",
                  test::sha256(models.half), test::sha256(models.plain));
  check_failed(models.wild({"--checkpoint", "bad"}, "other"),
               "posegrad wild: " + message + "; looked in other, ", "");
  check_failed(models.wild({}, "other"), "posegrad wild: " + message + "; looked in other, ", "");
  const auto list = models.posegrad({"models"}, "other");
  BOOST_TEST(list.exit_code == 1);
  BOOST_TEST(lines(list.out)[2] == "* bad  " + message);
  fs::remove(folder + "/bad.bin");
  check_failed(models.wild({}, "other"),
               "posegrad wild: other/bad.json: its weights, other/bad.bin, are missing; looked in ",
               "");

  add_model(folder, "bad", models.plain, {{"default", true}});
  add_model(folder, "good", models.plain, {{"default", true}});
  const std::string two =
      "other/bad.json and other/good.json both say that they are the default model";
  check_failed(models.wild({}, "other"), "posegrad wild: " + two, two);
  const auto both = models.posegrad({"models"}, "other");
  BOOST_TEST(both.exit_code == 1);
  BOOST_TEST(lines(both.out).back() == two);
  check_succeeds(models.wild({"--checkpoint", "good"}, "other"));
}

// Keypoints are read as the card says, before the weights are.
BOOST_AUTO_TEST_CASE(a_card_that_the_weights_contradict_is_refused) {
  const Library& models = library();
  add_model(models.run.path("lying"), "plain", models.plain,
            {{"default", true}, {"input", "h36m"}});
  check_failed(models.wild({}, "lying"),
               "posegrad wild: lying/plain.bin: the model takes coco keypoints, but its card says "
               "h36m",
               "");
}

// A model of a name that the sources' own do not have.
BOOST_AUTO_TEST_CASE(a_program_finds_the_models_around_it) {
  const TemporaryFolder tree;
  const std::string program = tree / "build/release/posegrad";
  fs::create_directories(tree / "build/release");
  fs::copy_file(test::program_path(), program);
  const std::string name = "model_of_a_test", weights = library().half;
  BOOST_TEST(found_in(program, name).starts_with("posegrad models: there is no model " + name));
  for (const std::string place :
       {"build/share/posegrad/models", "models", "build/models", "build/release/models"}) {
    add_model(tree / place, name, weights);  // each before those that are there
    BOOST_TEST(found_in(program, name) == tree / place);
  }
  const auto told = test::run_program({program, "models", "--json", name},
                                      {.environment = {"POSEGRAD_MODELS=" + (tree / "models")}});
  BOOST_TEST(told.out.find((tree / "models") + "/" + name + ".bin") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
