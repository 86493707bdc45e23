#include "apps/console/json_log.h"

#include <cmath>
#include <csignal>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

BOOST_AUTO_TEST_SUITE(json_log)

BOOST_AUTO_TEST_CASE(a_line_is_there_as_soon_as_it_is_written) {
  const test::TemporaryFolder folder;
  JsonLog log(folder / "log.jsonl", LogStart::fresh);
  log.write({{"step", 1}, {"loss", 0.5}});
  BOOST_TEST(test::read_text(folder / "log.jsonl") == "{\"loss\":0.5,\"step\":1}\n");
  log.write({{"loss", std::nan("")}, {"file", "\xff"}});
  BOOST_TEST(test::read_text(folder / "log.jsonl") ==
             "{\"loss\":0.5,\"step\":1}\n{\"file\":\"\xef\xbf\xbd\",\"loss\":null}\n");
}

BOOST_AUTO_TEST_CASE(without_a_name_nothing_happens) {
  JsonLog log("", LogStart::fresh);
  BOOST_TEST(!log.is_on());
  log.write({{"step", 1}});
}

BOOST_AUTO_TEST_CASE(a_fresh_log_keeps_the_older_ones) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "log.jsonl";
  for (const int run : {1, 2, 3}) JsonLog(path, LogStart::fresh).write({{"run", run}});
  BOOST_TEST(test::read_text(path) == "{\"run\":3}\n");
  BOOST_TEST(test::read_text(path + ".1") == "{\"run\":1}\n");
  BOOST_TEST(test::read_text(path + ".2") == "{\"run\":2}\n");
}

BOOST_AUTO_TEST_CASE(a_resumed_log_goes_on_even_behind_a_cut_line) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "log.jsonl";
  test::write_text(path, "{\"step\":1}\n{\"st");
  JsonLog(path, LogStart::append).write({{"step", 2}});
  JsonLog(path, LogStart::append).write({{"step", 3}});
  BOOST_TEST(test::read_text(path) == "{\"step\":1}\n{\"st\n{\"step\":2}\n{\"step\":3}\n");
  BOOST_TEST(!std::filesystem::exists(path + ".1"));
}

BOOST_AUTO_TEST_CASE(after_a_full_disk_it_goes_on_with_a_line_of_its_own) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "log.jsonl";
  JsonLog log(path, LogStart::fresh);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{8, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  for (int i = 0; i < 2; ++i) BOOST_CHECK_THROW(log.write({{"step", 1}}), IoError);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  log.write({{"step", 2}});
  log.write({{"step", 3}});
  BOOST_TEST(test::read_text(path) == "{\"step\":\n{\"step\":2}\n{\"step\":3}\n");
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_names_the_file) {
  test::check_throws<IoError>(
      [] { JsonLog("no_such_folder/log.jsonl", LogStart::append); },
      "no_such_folder/log.jsonl: cannot be opened for writing: No such file or directory");
  test::check_throws<IoError>(
      [] {
        JsonLog("/dev/full", LogStart::fresh).write({{"step", 1}});
      },
      "/dev/full: cannot be written: No space left on device");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
