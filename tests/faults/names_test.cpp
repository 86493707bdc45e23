// Names that people do not expect, and what a terminal may get of them.

#include <algorithm>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/faults/job.h"

using namespace posegrad::test;
namespace fs = std::filesystem;

namespace {

// Nothing that steers a terminal.
bool is_plain(const std::string& text) {
  return std::ranges::all_of(text,
                             [](unsigned char c) { return c == '\n' || (c >= 32 && c != 127); });
}

Ended write_as(const Place& place, const std::string& name) {
  Words words = job("wild npy").arguments;
  words.back() = name;
  return launch(words, {.folder = place.path()});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(outputs_are_written_whatever_their_names) {
  const std::string longest(251, 'n');
  std::vector<std::string> endings{".npy", ".npz", ".html", ".json"};
  if (has_ffmpeg()) endings.push_back(".mp4");
  for (const std::string& ending : endings)
    for (const std::string& name :
         {std::string("with blanks"), std::string("a\nline"), std::string("no utf8 \xff\xfe"),
          std::string("\x1b[31mred"), ending == ".html" || ending == ".json" ? "-" : longest}) {
      if (ending == ".mp4" && name[0] != 'n') continue;  // takes long
      const Place place;
      const Ended ended = write_as(place, "./" + name + ending);
      BOOST_TEST(ended.exit_code == 0, name << ending << ": " << ended.err);
      BOOST_TEST(fs::exists(place / (name + ending)), name << ending);
      BOOST_TEST(is_plain(ended.out + ended.err), ended.out << ended.err);
    }
}

BOOST_AUTO_TEST_CASE(inputs_too) {
  const Place place;
  for (const std::string& name :
       {std::string("a\nline.npz"), std::string("no utf8 \xff.npz"), std::string("\x1b[31m.npz")}) {
    fs::copy_file(place / "data/data_2d_h36m_coco.npz", place / name);
    for (const char* output : {"o.html", "o.json", "o.png"}) {
      Words words = job("wild npy").arguments;
      words[1] = name;
      words.back() = output;
      const Ended ended = launch(words, {.folder = place.path()});
      BOOST_TEST(ended.exit_code == 0, name << ": " << ended.err);
      BOOST_TEST(is_plain(ended.out + ended.err), ended.out << ended.err);
    }
  }
}

BOOST_AUTO_TEST_CASE(names_in_errors_do_not_steer_the_terminal) {
  const Place place;
  const std::string red = "\x1b[31m\x07",
                    train = "run -k coco -str S1 -ste S9 -arc 3,3 -ch 8 -e 1 ";
  for (const Words& line :
       {words_of(red), words_of("synth --frames " + red), words_of("inspect " + red),
        words_of(train + "-str " + red), words_of(train + "-a " + red),
        words_of(train + "--resume " + red), words_of(train + "--log " + red + "/x"),
        words_of("plot " + red + " -o o.png"), words_of("detect " + red + ".mp4 -o o.json"),
        words_of("convert " + red + " -o c.bin")}) {
    const Ended ended = launch(line, {.folder = place.path()});
    BOOST_TEST(ended.exit_code > 0);
    BOOST_TEST(ended.exit_code <= 2);
    BOOST_TEST(is_plain(ended.out + ended.err), ended.err);
    BOOST_TEST(ended.err.find("\\x1b[31m\\x07") != std::string::npos, ended.err);
  }
}

BOOST_AUTO_TEST_CASE(names_that_are_too_long_are_said_to_be) {
  const Place place;
  const std::string name(256, 'n');
  for (const std::string& line :
       {"convert in/model.bin -o " + name + ".bin", "convert " + name + ".bin -o c.bin",
        "inspect " + name + ".npz", "synth --out " + name, "detect " + name + ".mp4 -o o.json",
        "audit -o " + name + " run", "prepare mocap " + name + " -o x"}) {
    const Ended ended = launch(words_of(line), {.folder = place.path()});
    BOOST_TEST(ended.exit_code == 1, line);
    BOOST_TEST(ended.err.find(": File name too long\n") != std::string::npos, ended.err);
    BOOST_TEST(ended.err.find("filesystem") == std::string::npos, ended.err);
  }
}

BOOST_AUTO_TEST_CASE(locales_change_nothing) {
  for (const char* locale : {"C", "POSIX", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"})
    for (const char* name : {"wild json", "wild html", "synth", "run"}) {
      const Place place;
      const Ended ended =
          launch(job(name).arguments,
                 {.folder = place.path(), .environment = {fmt::format("LC_ALL={}", locale)}});
      BOOST_TEST(ended.exit_code == 0, ended.err);
      check_end(job(name), ended, place, locale);
    }
}

BOOST_AUTO_TEST_SUITE_END()
