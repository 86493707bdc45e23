#include "pose/library/model_library.h"

#include <algorithm>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdlib.h>

#include "pose/model/checkpoint/checkpoint.h"
#include "tensor/error.h"
#include "tests/support/model_folder.h"
#include "tests/support/throws.h"
#include "tests/support/trained_model.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

std::string tiny_weights(const std::string& file) {
  Checkpoint checkpoint;
  checkpoint.model_pos = save_state(trained_model({.widths = {3, 3}, .channels = 8}));
  write_weights(file, checkpoint, WeightType::f16);
  return read_text(file);
}

/// Two places, of which the first has the models a and b, the second b and c.
struct Library {
  TemporaryFolder folder;
  const std::string first = folder / "first", second = folder / "second", gone = folder / "gone";
  const std::vector<std::string> places{gone, first, second};
  const std::string all = fmt::format("looked in {}, {}, {}", gone, first, second);
  const std::string weights = tiny_weights(folder / "tiny.bin");

  Library() {
    add_model(first, "a", weights, {{"default", true}});
    add_model(first, "b", weights, {{"title", "the first b"}});
    add_model(second, "b", weights, {{"title", "the second b"}});
    add_model(second, "c", weights, {{"causal", true}, {"default", true}});
  }
  std::vector<std::string> listed() const {
    std::vector<std::string> names;
    for (const ModelFile& model : list_models(places))
      names.push_back(model.name + (model.problem.empty() ? "" : " " + model.problem));
    return names;
  }
  void check_listed(const std::vector<std::string>& expected) const {
    BOOST_TEST(listed() == expected, boost::test_tools::per_element());
  }
  void check_broken(const std::string& name, const std::string& problem) const {
    check_throws<DataError>([&] { find_model(name, places); }, problem + "; " + all);
    const auto list = list_models(places);
    const auto found = std::ranges::find(list, name, &ModelFile::name);
    BOOST_REQUIRE((found != list.end()));
    BOOST_TEST(found->problem == problem);
  }
};

struct Environment {
  explicit Environment(const std::string& value) { setenv("POSEGRAD_MODELS", value.c_str(), 1); }
  ~Environment() { unsetenv("POSEGRAD_MODELS"); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(model_library, Library)

BOOST_AUTO_TEST_CASE(the_first_place_that_has_a_name_counts) {
  check_listed({"a", "b", "c"});
  BOOST_TEST(model_names(places) == (std::vector<std::string>{"a", "b", "c"}),
             boost::test_tools::per_element());
  const ModelFile b = find_model("b", places);
  BOOST_TEST(b.folder == first);
  BOOST_TEST(b.card.title == "the first b");
  BOOST_TEST(b.weights_path() == first + "/b.bin");
  BOOST_TEST(b.bytes == weights.size());
  BOOST_TEST(find_model("c", places).folder == second);
  BOOST_TEST(read_checkpoint(b.weights_path()).model_pos.size() > 5U);
  check_throws<IoError>([&] { find_model("d", places); },
                        "there is no model d, d.bin with its card d.json; " + all);
  check_throws<IoError>([&] { find_model("../first/a", places); },
                        "there is no model ../first/a, ../first/a.bin with its card "
                        "../first/a.json; " +
                            all);
  BOOST_TEST(list_models({gone}).empty());
}

BOOST_AUTO_TEST_CASE(a_card_is_read_whole) {
  add_model(first, "full", weights,
            {{"default", true},
             {"causal", true},
             {"fps", 29.97},
             {"errors", nlohmann::json::array()},
             {"epochs", 80},
             {"share", 0.5},
             {"mirrored", true},
             {"script", "scripts/x.sh"}});
  const ModelCard card = find_model("full", places).card;
  BOOST_TEST(card.is_default);
  BOOST_TEST(card.causal);
  BOOST_TEST(card.fps == 29.97);
  BOOST_TEST(card.errors.empty());
  BOOST_REQUIRE(card.more.size() == 4U);  // in the order of the file, which nlohmann sorts
  BOOST_TEST(card.more[0].first == "epochs");
  BOOST_TEST((card.more[0].second == CardValue(Index{80})));
  BOOST_TEST((card.more[1].second == CardValue(true)));
  BOOST_TEST((card.more[2].second == CardValue(std::string("scripts/x.sh"))));
  BOOST_TEST((card.more[3].second == CardValue(0.5)));
  const ModelCard a = find_model("a", places).card;
  BOOST_TEST(a.frames == 9);
  BOOST_REQUIRE(a.errors.size() == 1U);
  BOOST_TEST(a.errors[0].what == "invented motion");
  BOOST_REQUIRE(a.errors[0].millimetres.size() == 2U);
  BOOST_TEST(a.errors[0].millimetres[0].first == "N-MPJPE");
  BOOST_TEST(a.errors[0].millimetres[0].second == 61.3);
  BOOST_TEST(a.sha256 == sha256(weights));
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_found_by_its_hash) {
  std::string damaged = weights;
  damaged[damaged.size() / 2] ^= 1;
  write_text(first + "/a.bin", damaged);
  check_broken("a", fmt::format("{}/a.bin: it is damaged: its SHA-256 is {}, its card says {}",
                                first, sha256(damaged), sha256(weights)));
  check_throws<DataError>(
      [&] { default_model(false, places); },
      fmt::format("{}/a.bin: it is damaged: its SHA-256 is {}, its card says {}; {}", first,
                  sha256(damaged), sha256(weights), all));
  BOOST_TEST(default_model_name(false, places).value() == "a");
}

BOOST_AUTO_TEST_CASE(a_card_without_weights_and_weights_without_a_card_are_named) {
  std::filesystem::remove(first + "/b.bin");
  check_broken("b", first + "/b.json: its weights, " + first + "/b.bin, are missing");
  std::filesystem::remove(first + "/a.json");
  check_broken("a", first + "/a.bin: it has no card, " + first + "/a.json");
  check_throws<IoError>([&] { default_model(false, places); },
                        fmt::format("there is no default model ({0}/a.bin: it has no card, "
                                    "{0}/a.json); {1}",
                                    first, all));
  std::filesystem::remove(first + "/a.bin");
  std::filesystem::create_directory(first + "/a.bin");
  add_model(second, "a", weights);
  write_text(first + "/a.json", read_text(second + "/a.json"));
  check_broken("a", "cannot open " + first + "/a.bin: Is a directory");
}

BOOST_AUTO_TEST_CASE(other_files_in_a_place_are_none_of_ours) {
  write_text(first + "/notes.txt", "text");
  write_text(first + "/other.json", "{\"name\": 1}");
  write_text(first + "/broken.json", "{");
  write_text(first + "/.a.bin", "hidden");
  write_text(first + "/c.json", "[]");  // is not the c of the second place
  check_listed({"a", "b", "c"});
  BOOST_TEST(find_model("c", places).folder == second);
}

BOOST_AUTO_TEST_CASE(the_default_is_the_first_places_and_the_causal_one_its_own) {
  BOOST_TEST(default_model(false, places).name == "a");
  BOOST_TEST(default_model(true, places).name == "c");
  add_model(second, "e", weights, {{"default", true}});
  BOOST_TEST(default_model(false, places).name == "a");
  BOOST_TEST(default_model(false, {second}).name == "e");
  BOOST_TEST(!default_model_name(true, {first}).has_value());
  check_throws<IoError>([&] { default_model(true, {first}); },
                        "there is no default causal model; looked in " + first);

  add_model(first, "f", weights, {{"default", true}});
  check_throws<DataError>(
      [&] { default_model(false, places); },
      fmt::format("{0}/a.json and {0}/f.json both say that they are the default model", first));
  BOOST_TEST(default_model(true, places).name == "c");
  add_model(second, "g", weights, {{"default", true}, {"causal", true}});
  check_throws<DataError>(
      [&] { default_model(true, places); },
      fmt::format("{0}/c.json and {0}/g.json both say that they are the default causal model",
                  second));
}

BOOST_AUTO_TEST_CASE(a_bad_card_names_file_and_key) {
  const std::string card = first + "/a.json";
  const auto check = [&](const std::string& key, const nlohmann::json& value,
                         const std::string& message) {
    add_model(first, "a", weights, {{key, value}});
    check_throws<DataError>([&] { read_model_card(card); }, card + ": " + message);
    check_broken("a", card + ": " + message);
  };
  check("model_card", 2, "model_card: version 2 is not the one that this program knows, 1");
  check("title", 3, "title: a text is wanted; found int");
  check("title", " ", "title: the text is empty");
  check("licence", "MIT\nand more",
        "licence: 'MIT\\x0aand more': one line without control characters is wanted");
  check("frames", 2.5, "frames: a number of frames is wanted; found 2.5");
  check("frames", 0, "frames: a number of frames is wanted; found 0");
  check("fps", 0, "fps: frames a second are wanted, above 0 to 10000; found 0");
  check("fps", "50", "fps: a number is wanted; found str");
  check("causal", 1, "causal: true or false is wanted; found int");
  check("default", "yes", "default: true or false is wanted; found str");
  check("sha256", "ABC", "sha256: 64 hexadecimal digits are wanted, in lower case; found 'ABC'");
  check("errors", {{{"N-MPJPE", 3}}}, "errors: [0]: there is no 'what'; it has: N-MPJPE");
  check("errors", {{{"what", "x"}}}, "errors: [0]: no error is given, such as \"N-MPJPE\": 50");
  check("errors", {{{"what", "x"}, {"MPJPE", -1}}},
        "errors: [0]: MPJPE: millimetres are wanted; found -1");
  check("extra", {1, 2}, "extra: a text, a number, true or false is wanted; found list");
  nlohmann::json without = card_of(weights);
  without.erase("causal");
  write_text(card, without.dump());
  BOOST_CHECK_THROW(read_model_card(card), DataError);
  write_text(card, "{\"model_card\": 1,\n");
  BOOST_CHECK_EXCEPTION(read_model_card(card), DataError, [&](const DataError& error) {
    return std::string_view(error.what()).starts_with(card + ": line 2, column 1");
  });
  write_text(card, "[]");
  check_broken("a", card + ": a model card, an object, is wanted; found list");
  write_text(card, std::string((1 << 20) + 1, ' '));
  check_broken("a", card + ": 1048577 bytes; at most 1048576 are accepted");
}

BOOST_AUTO_TEST_CASE(the_places_are_the_environment_then_the_programs_surroundings) {
  unsetenv("POSEGRAD_MODELS");
  const std::vector<std::string> usual = model_places();
  const auto has = [&](const std::filesystem::path& place) {
    return std::ranges::find(usual, place.string()) != usual.end();
  };
  const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  BOOST_TEST(usual.front() == (here / "models").string());
  BOOST_TEST(has(here.parent_path() / "models"));
  BOOST_TEST(has(here.parent_path().parent_path() / "models"));
  BOOST_TEST(has(here.parent_path() / "share/posegrad/models"));
  // A build's folder has a link to the models of its sources.
  const std::filesystem::path sources = std::filesystem::path(POSEGRAD_SOURCE_DIR) / "models";
  BOOST_TEST(std::ranges::any_of(usual, [&](const std::string& place) {
               return std::filesystem::exists(place) && std::filesystem::equivalent(place, sources);
             }) == std::filesystem::is_directory(sources));
  for (const std::string& value : {first, first + "/", first + "/../first"}) {
    const Environment told(value);
    const std::vector<std::string> places_now = model_places();
    BOOST_TEST(places_now.size() == usual.size() + 1);
    BOOST_TEST(places_now.front() == first);
    BOOST_TEST(find_model("a").folder == first);
  }
  const Environment nothing("");
  BOOST_TEST(model_places() == usual, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
