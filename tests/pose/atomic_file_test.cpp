#include "pose/formats/atomic_file.h"

#include <csignal>
#include <filesystem>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pose/formats/zip_writer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

std::size_t count_files(const TemporaryFolder& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    count += entry.exists() ? 1 : 0;
  return count;
}

/// While it lives, a file that grows beyond `bytes` fails, as on a full disk.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  void (*signal_)(int);
  rlimit before_{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(atomic_file)

BOOST_AUTO_TEST_CASE(a_file_appears_at_commit_and_replaces_the_old_one) {
  const TemporaryFolder folder;
  const std::string path = folder / "file";
  write_file(path, "old");
  AtomicFile file(path);
  file.write("ne");
  file.write("w");
  BOOST_TEST(read_text(path) == "old");
  file.commit();
  BOOST_TEST(read_text(path) == "new");
  BOOST_TEST(count_files(folder) == 1U);
}

BOOST_AUTO_TEST_CASE(without_commit_nothing_remains) {
  const TemporaryFolder folder;
  write_file(folder / "file", "old");
  {
    AtomicFile file(folder / "file");
    file.write("half");
    BOOST_TEST(count_files(folder) == 2U);
  }
  BOOST_TEST(read_text(folder / "file") == "old");
  BOOST_TEST(count_files(folder) == 1U);
}

BOOST_AUTO_TEST_CASE(the_mode_follows_the_umask) {
  const TemporaryFolder folder;
  const mode_t before = umask(027);
  write_file(folder / "file", "");
  umask(before);
  struct stat info {};
  BOOST_REQUIRE(stat((folder / "file").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0640U);
}

BOOST_AUTO_TEST_CASE(failures_name_the_file_and_the_reason) {
  const TemporaryFolder folder;
  check_throws<IoError>([&] { write_file(folder / "no/file", ""); },
                        "cannot write " + folder / "no/file" + ": No such file or directory");
  check_throws<IoError>([&] { write_file(folder.path(), ""); },
                        "cannot write " + folder.path() + ": it exists and is not a regular file");
  check_throws<IoError>([&] { write_file("/dev/null", ""); },
                        "cannot write /dev/null: it exists and is not a regular file");
  if (geteuid() != 0) {
    std::filesystem::permissions(
        folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    check_throws<IoError>([&] { write_file(folder / "file", ""); },
                          "cannot write " + folder / "file" + ": Permission denied");
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  }
}

BOOST_AUTO_TEST_CASE(a_link_stays_and_its_target_is_written) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "there");
  std::filesystem::create_symlink("there/file", folder / "link");
  write_file(folder / "link", "new");
  BOOST_TEST(std::filesystem::is_symlink(folder / "link"));
  BOOST_TEST(read_text(folder / "there/file") == "new");
  std::filesystem::create_symlink("round", folder / "round");
  check_throws<IoError>([&] { write_file(folder / "round", ""); },
                        "cannot write " + folder / "round" + ": Too many levels of symbolic links");
}

BOOST_AUTO_TEST_CASE(a_dead_writer_s_file_is_removed_and_a_live_one_s_stays) {
  const TemporaryFolder folder;
  write_text(folder / ".file.1.0.tmp", "of a killed process");
  write_text(folder / ".file.old.tmp", "somebody's own");
  AtomicFile live(folder / "file");
  live.write("live");
  write_file(folder / "file", "another");
  BOOST_TEST(!std::filesystem::exists(folder / ".file.1.0.tmp"));
  BOOST_TEST(std::filesystem::exists(folder / ".file.old.tmp"));
  live.commit();
  BOOST_TEST(read_text(folder / "file") == "live");
  BOOST_TEST(count_files(folder) == 2U);
}

BOOST_AUTO_TEST_CASE(files_that_belong_together_are_all_finished_first) {
  const TemporaryFolder folder;
  std::vector<std::unique_ptr<AtomicFile>> files;
  for (const char* name : {"a", "b"}) {
    files.push_back(std::make_unique<AtomicFile>(folder / name));
    files.back()->write(name);
  }
  BOOST_TEST(!std::filesystem::exists(folder / "a"));
  commit_all(files);
  BOOST_TEST(read_text(folder / "a") == "a");
  BOOST_TEST(read_text(folder / "b") == "b");
  BOOST_TEST(count_files(folder) == 2U);
}

BOOST_AUTO_TEST_CASE(a_signal_clears_unfinished_files_away) {
  const TemporaryFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGTERM, end_by_signal);
    AtomicFile file(folder / "file");
    file.write("half");
    std::raise(SIGTERM);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM));
  BOOST_TEST(count_files(folder) == 0U);
}

BOOST_AUTO_TEST_CASE(a_failed_rename_keeps_the_old_and_removes_the_new) {
  const TemporaryFolder folder;
  AtomicFile file(folder / "file");
  file.write("new");
  std::filesystem::create_directory(folder / "file");  // cannot be replaced by a file
  BOOST_CHECK_THROW(file.commit(), IoError);
  BOOST_TEST(std::filesystem::is_directory(folder / "file"));
  BOOST_TEST(count_files(folder) == 1U);
}

BOOST_AUTO_TEST_CASE(a_full_disk_keeps_the_old_file) {
  const TemporaryFolder folder;
  const std::string path = folder / "file", large(10000, 'x');
  write_file(path, "old");
  {
    const SmallDisk small(4096);
    check_throws<IoError>([&] { write_file(path, large); },
                          "cannot write " + path + ": File too large");
    check_throws<IoError>(
        [&] {
          ZipWriter zip(path);
          zip.add("a", Blob::copy_of(large), ZipWriter::Packing::stored);
          zip.commit();
        },
        "cannot write " + path + ": File too large");
  }
  BOOST_TEST(read_text(path) == "old");
  BOOST_TEST(count_files(folder) == 1U);
}

BOOST_AUTO_TEST_CASE(reading) {
  const TemporaryFolder folder;
  write_file(folder / "file", std::string("a\0b", 3));
  BOOST_TEST(read_file(folder / "file").view() == std::string_view("a\0b", 3));
  BOOST_TEST(read_file(folder / "file").slice(2, 1).view() == "b");
  check_throws<IoError>([&] { read_file(folder / "no"); },
                        "cannot open " + folder / "no" + ": No such file or directory");
  check_throws<IoError>([&] { read_file(folder.path()); },
                        "cannot open " + folder.path() + ": Is a directory");
  check_throws<DataError>([&] { read_file(folder / "file", 2); },
                          folder / "file" + ": 3 bytes; at most 2 are accepted");
}

BOOST_AUTO_TEST_SUITE_END()
