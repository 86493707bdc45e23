// Pipes, sockets, devices and folders where a file is wanted: an error at once. A pipe to which
// nobody writes would be waited for.

#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/faults/job.h"

using namespace posegrad::test;
namespace fs = std::filesystem;

namespace {

// A place with "pipe.ENDING" of all kinds, "socket", "folder".
struct Specials : Place {
  Specials() {
    for (const char* ending : {"npz", "json", "bin", "mp4", "csv", "png", "safetensors"})
      BOOST_REQUIRE(mkfifo(((*this) / ("pipe." + std::string(ending))).c_str(), 0666) == 0);
    fs::create_directory((*this) / "folder");
    fs::create_directory((*this) / "kinect");
    fs::create_directory((*this) / "pictures");
    fs::create_directory((*this) / "other");
    BOOST_REQUIRE(mkfifo(((*this) / "kinect/body_1.txt").c_str(), 0666) == 0);
    BOOST_REQUIRE(mkfifo(((*this) / "pictures/a_1.png").c_str(), 0666) == 0);
    BOOST_REQUIRE(mkfifo(((*this) / "other/data_3d_h36m.npz").c_str(), 0666) == 0);
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = (*this) / "socket";
    BOOST_REQUIRE(name.size() < sizeof address.sun_path);
    name.copy(address.sun_path, name.size());
    BOOST_REQUIRE(bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    close(made);
  }
};

const std::string kWith =
    "data/data_2d_h36m_coco.npz --subject S9 --action Walking --camera 0 --size 1000x1002 --fps 50 "
    "--threads 1 -o o.npy";
const std::string kModel = " --checkpoint in/model.bin ";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(special_files, Specials)

BOOST_AUTO_TEST_CASE(inputs) {
  std::vector<std::string> lines{"run --data other -k coco -str S1 -ste S9 -arc 3,3 -e 1",
                                 "wild" + kModel + kWith + " --kinect kinect",
                                 "prepare mocap pipe.npz -o mine", "detect pictures -o d.json"};
  for (const char* input : {"pipe.npz", "pipe.json", "pipe.bin", "pipe.csv", "pipe.mp4",
                            "pipe.safetensors", "socket", "/dev/zero", "/dev/null"}) {
    lines.push_back(fmt::format("inspect {}", input));
    lines.push_back(fmt::format("wild --size 640x480 --fps 25{}{} -o o.npy", kModel, input));
    lines.push_back(fmt::format("prepare custom -i {} -o data/data_2d_custom_x.npz", input));
  }
  for (const char* input : {"pipe.bin", "socket", "folder", "/dev/zero"}) {
    lines.push_back(fmt::format("wild {} --checkpoint {}", kWith, input));
    lines.push_back(fmt::format("convert {} -o c.safetensors", input));
    lines.push_back(fmt::format("run -k coco -str S1 -ste S9 -arc 3,3 -ch 8 -c in --evaluate {}{}",
                                input[0] == '/' ? "" : "../", input));
  }
  for (const char* input : {"pipe.mp4", "socket", "/dev/zero"}) {
    lines.push_back(fmt::format("detect {} -o d.json", input));
    lines.push_back(fmt::format("wild{}{} --video {}", kModel, kWith, input));
  }
  const Files before = files_in(path());
  for (const std::string& line : lines) {
    const Ended ended = launch(words_of(line), {.folder = path(), .limit = Seconds(20)});
    BOOST_TEST(!ended.timed_out, line);
    BOOST_TEST((ended.exit_code == 1 || ended.exit_code == 2), line << ": " << ended.err);
    const bool reports = line.starts_with("inspect");  // what is wrong is its output
    BOOST_TEST((error_lines(ended.err).size() == 1U || reports), line << ": " << ended.err);
  }
  BOOST_TEST((files_in(path()) == before));
}

BOOST_AUTO_TEST_CASE(outputs) {
  fs::create_directory((*this) / "folder.npy");
  fs::create_directory((*this) / "folder.bin");
  fs::create_symlink("socket", (*this) / "socket.bin");
  fs::create_symlink("/dev/zero", (*this) / "zero.bin");
  const std::string wild = "wild" + kModel + kWith;
  for (const std::string& line :
       {wild + " -o pipe.npz", wild + " -o folder.npy",
        std::string("convert in/model.bin -o pipe.bin"),
        std::string("convert in/model.bin -o socket.bin"),
        std::string("convert in/model.bin -o folder.bin"),
        std::string("convert in/model.bin -o zero.bin"), std::string("synth --out pipe.bin")}) {
    const Ended ended = launch(words_of(line), {.folder = path(), .limit = Seconds(20)});
    BOOST_TEST(ended.exit_code == 1, line << ": " << ended.err);
    BOOST_TEST(error_lines(ended.err).size() == 1U, line << ": " << ended.err);
  }
  BOOST_TEST(fs::is_fifo((*this) / "pipe.npz"));
  BOOST_TEST(fs::is_socket((*this) / "socket"));
}

BOOST_AUTO_TEST_CASE(files_that_are_cut_while_they_are_read) {
  // Cut anywhere: what a reader finds when somebody else writes the file.
  const std::string whole = read_text((*this) / "in/model.bin");
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
    write_text((*this) / "cut.bin", whole.substr(0, size));
    const Ended ended = launch(words_of("convert cut.bin -o c.bin"), {.folder = path()});
    BOOST_TEST(ended.exit_code == 1);
    BOOST_TEST(error_lines(ended.err).size() == 1U, ended.err);
    BOOST_TEST(!fs::exists((*this) / "c.bin"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
