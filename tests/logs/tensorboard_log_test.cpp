#include "apps/run/tensorboard_log.h"

#include <algorithm>
#include <csignal>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>

#include "pose/formats/tensorboard.h"
#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

BOOST_AUTO_TEST_SUITE(tensorboard_log)

BOOST_AUTO_TEST_CASE(runs_of_one_second_have_files_of_their_own_in_their_order) {
  const test::TemporaryFolder folder;
  const std::string place = folder / "a/b";
  for (const int run : {1, 2, 3}) TensorboardLog(place, run).add(run, {{"3d_train", "mm", 1.0}});
  const auto files = files_in(place);
  BOOST_REQUIRE(files.size() == 3U);
  for (const Index run : {1, 2, 3}) {
    const auto events =
        pose::formats::read_tensorboard(files.at(static_cast<std::size_t>(run - 1))).events;
    BOOST_REQUIRE(events.size() == 3U);
    BOOST_TEST(events[1].starts);
    BOOST_TEST(events[1].step == run);
    BOOST_TEST(events[2].step == run);
  }
}

BOOST_AUTO_TEST_CASE(a_file_without_an_epoch_does_not_stay) {
  const test::TemporaryFolder folder;
  {
    const TensorboardLog log(folder.path(), 1);
    BOOST_TEST(files_in(folder.path()).size() == 1U);
  }
  BOOST_TEST(files_in(folder.path()).empty());
  TensorboardLog off("", 1);
  BOOST_TEST(!off.is_on());
  off.add(1, {{"3d_train", "mm", 1.0}});
}

BOOST_AUTO_TEST_CASE(after_a_full_disk_it_catches_up) {
  const test::TemporaryFolder folder;
  TensorboardLog log(folder.path(), 1);
  log.add(1, {{"3d_train", "mm", 1.0}});
  const std::string path = files_in(folder.path()).at(0);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{fs::file_size(path) + 5, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  for (const Index epoch : {2, 3})
    test::check_throws<IoError>(
        [&] {
          log.add(epoch, {{"3d_train", "mm", static_cast<double>(epoch)}});
        },
        path + ": cannot be written: File too large");
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  log.add(4, {{"3d_train", "mm", 4.0}});
  const auto found = pose::formats::read_tensorboard(path);
  BOOST_TEST(!found.is_cut);
  BOOST_REQUIRE(found.events.size() == 6U);
  for (const Index epoch : {1, 2, 3, 4})
    BOOST_TEST(found.events.at(static_cast<std::size_t>(epoch + 1)).step == epoch);
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_names_folder_or_file) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "file", "precious");
  test::check_throws<IoError>([&] { TensorboardLog(folder / "file", 1); },
                              (folder / "file") + ": the folder cannot be made: Not a directory");
  BOOST_TEST(test::read_text(folder / "file") == "precious");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
