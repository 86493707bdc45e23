// ffmpeg and ffprobe that are missing, die, hang, lie or never stop talking.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detect/still_network.h"
#include "tests/faults/job.h"

using namespace posegrad::test;
namespace fs = std::filesystem;

namespace {

// A place whose programs are found first in bin/.
struct Impostors : Place {
  void put(const std::string& name, const std::string& script) const {
    const std::string path = (*this) / ("bin/" + name);
    write_text(path, "#!/bin/sh\n" + script + "\n");
    fs::permissions(path, fs::perms::owner_all);
  }
  Launch how() const {
    return {.folder = path(), .environment = {"PATH=" + ((*this) / "bin") + ":/usr/bin:/bin"}};
  }
  // The video is anything: nobody here can look at it.
  void give_video() const {
    write_text((*this) / "clip.mp4", "some");
    write_still_network((*this) / "network", 0.9);
    put("ffprobe",
        "echo '{\"streams\": [{\"width\": 64, \"height\": 48, \"avg_frame_rate\": \"25/1\", "
        "\"r_frame_rate\": \"25/1\"}], \"packets\": [{\"pts_time\": \"0.0\"}, {\"pts_time\": "
        "\"0.04\"}]}'");
  }
};

const std::string kWild =
    "wild data/data_2d_h36m_coco.npz --subject S9 --action Walking --camera 0 --size 1000x1002 "
    "--fps 50 --checkpoint in/model.bin --threads 1 -o o.mp4";
const std::string kDetect =
    "detect clip.mp4 -o d.json --detector thunder --detector-weights network --threads 1";

void check_fails(const Impostors& place, const std::string& line, const std::string& message) {
  const Files before = files_in(place.path());
  const Ended ended = launch(words_of(line), place.how());
  BOOST_TEST(!ended.timed_out, line);
  BOOST_TEST(!ended.left_children, line);
  BOOST_TEST(ended.exit_code == 1, line);
  BOOST_REQUIRE_MESSAGE(error_lines(ended.err).size() == 1U, ended.err);
  BOOST_TEST(error_lines(ended.err)[0].find(message) != std::string::npos, ended.err);
  BOOST_TEST((files_in(place.path()) == before), line);
}

// The first Ctrl-C ends it soon.
void check_stops(const Impostors& place, const std::string& line, const std::string& after) {
  const Files before = files_in(place.path());
  Running running(words_of(line), place.how());
  BOOST_REQUIRE(running.has_said(after));
  const auto until_it_hangs = std::chrono::milliseconds(300);
  std::this_thread::sleep_for(until_it_hangs);
  BOOST_REQUIRE_MESSAGE(running.is_running(), line);
  const auto asked = std::chrono::steady_clock::now();
  running.signal(SIGINT);
  const Ended ended = running.wait();
  BOOST_TEST(Seconds(std::chrono::steady_clock::now() - asked).count() < 3.0, line);
  BOOST_TEST((ended.exit_code == 130), line << ": " << ended.exit_code << ended.err);
  BOOST_TEST(!ended.left_children, line);
  BOOST_TEST((files_in(place.path()) == before), line);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ffmpeg, Impostors)

BOOST_AUTO_TEST_CASE(missing_or_dying) {
  fs::create_directory((*this) / "bin");
  Launch nowhere = how();
  nowhere.environment = {"PATH=" + ((*this) / "bin")};
  const Ended missing = launch(words_of(kWild), nowhere);
  BOOST_TEST(missing.exit_code == 1);
  BOOST_TEST(missing.err.find("ffmpeg was not found: install it") != std::string::npos,
             missing.err);

  put("ffmpeg", "exit 3");
  check_fails(*this, kWild, "ffmpeg failed with exit code 3");
  put("ffmpeg", "head -c 1000 > /dev/null; kill -SEGV $$");
  check_fails(*this, kWild, "ffmpeg was ended by signal 11");
  put("ffmpeg", "echo 'no such \033[31mcodec' >&2; exit 1");
  check_fails(*this, kWild, "no such \\x1b[31mcodec");
  give_video();
  put("ffmpeg", "exit 3");
  check_fails(*this, kDetect, "ffmpeg failed with exit code 3");
  put("ffprobe", "kill -SEGV $$");
  check_fails(*this, kDetect, "ffprobe was ended by signal 11");
}

BOOST_AUTO_TEST_CASE(lying) {
  put("ffmpeg", "cat > /dev/null");
  check_fails(*this, kWild, "ffmpeg ended without an error, but has written nothing");
  put("ffmpeg", "exit 0");
  check_fails(*this, kWild, "cannot write o.mp4: ");
  give_video();
  check_fails(*this, kDetect, "nobody is seen in its 0 frames");
  for (const char* answer : {"exit 0", "echo nonsense", "echo '{\"streams\": 5}'"}) {
    put("ffprobe", answer);
    check_fails(*this, kDetect, "clip.mp4: ");
  }
}

BOOST_AUTO_TEST_CASE(talking_for_ever) {
  // Complaints are kept in memory, but not without end.
  put("ffmpeg", "cat > /dev/null & head -c 100000000 /dev/zero >&2 2>/dev/null; wait; exit 1");
  check_fails(*this, kWild, "cannot write o.mp4: ");
  give_video();
  put("ffmpeg", "head -c 5000 /dev/zero; exit 1");
  check_fails(*this, kDetect, "ffmpeg failed with exit code 1");
}

BOOST_AUTO_TEST_CASE(hanging) {
  put("ffmpeg", "sleep 1000");  // reads nothing: the pipe fills
  check_stops(*this, kWild, "interpolated");
  put("ffmpeg", "cat > /dev/null; sleep 1000");  // reads, and never ends
  check_stops(*this, kWild, "interpolated");
  put("ffmpeg", "trap '' INT TERM HUP; cat > /dev/null; sleep 1000 & wait; sleep 1000");
  check_stops(*this, kWild, "interpolated");
  give_video();
  put("ffmpeg", "sleep 1000");
  check_stops(*this, kDetect, "clip.mp4: 64x48");
  check_stops(*this, kWild + " --video clip.mp4", "interpolated");
  put("ffmpeg", "exec >&-; sleep 1000");  // ends its output, not itself
  check_stops(*this, kDetect, "clip.mp4: 64x48");
}

BOOST_AUTO_TEST_CASE(an_ffprobe_that_hangs) {
  give_video();
  put("ffprobe", "sleep 1000");
  Launch hasty = how();
  hasty.signals = {{SIGINT, Seconds(1)}};
  const Ended ended = launch(words_of(kDetect), hasty);
  BOOST_TEST(ended.exit_code == 128 + SIGINT);
  BOOST_TEST(!ended.left_children);
  BOOST_TEST(ended.took_after_signal.count() < 2.0);
}

BOOST_AUTO_TEST_SUITE_END()
