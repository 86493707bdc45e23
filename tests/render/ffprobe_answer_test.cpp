#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/video/ffmpeg.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

void check_refused(const std::string& text, const std::string& message) {
  test::check_throws<DataError>([&] { read_ffprobe_answer(text, "a.mp4"); }, "a.mp4: " + message);
}
/// The first stream's members.
void check_stream(const std::string& members, const std::string& message) {
  check_refused("{\"streams\":[{" + members + "}]}", "ffprobe's answer: streams[0]" + message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ffprobe_answer)

BOOST_AUTO_TEST_CASE(numbers_come_as_numbers_and_as_texts) {
  const FfprobeAnswer answer = read_ffprobe_answer(
      R"({"streams": [{"width": 64, "height": 48, "avg_frame_rate": "30000/1001",
          "r_frame_rate": "0/0", "duration": "N/A", "tags": {"rotate": "90"},
          "side_data_list": [{}, {"rotation": -90}]}],
          "packets": [{"pts_time": "0.2", "flags": "__"}, {"dts_time": "0.1"}, {"flags": "_D"},
                      {"pts_time": "N/A"}, {"pts_time": 0, "flags": null}],
          "format": {"duration": "1.5"}})",
      "a.mp4");
  BOOST_TEST(answer.width == 64);
  BOOST_TEST(answer.height == 48);
  BOOST_TEST(answer.turned == 90);
  BOOST_TEST(answer.mean_rate == 30000.0 / 1001);
  BOOST_TEST(std::isnan(answer.base_rate));
  BOOST_TEST(answer.duration == 1.5);
  BOOST_REQUIRE(answer.times.size() == 4U);
  BOOST_TEST(answer.times[0] == 0);
  BOOST_TEST(answer.times[1] == 0.1);
  BOOST_TEST(answer.times[2] == 0.2);
  BOOST_TEST(std::isnan(answer.times[3]));
}

BOOST_AUTO_TEST_CASE(what_is_not_said_is_not_known) {
  const FfprobeAnswer answer = read_ffprobe_answer(R"({"streams": [{}]})", "a.mp4");
  BOOST_TEST(answer.width == 0);
  BOOST_TEST(std::isnan(answer.turned));
  BOOST_TEST(std::isnan(answer.mean_rate));
  BOOST_TEST(std::isnan(answer.duration));
  BOOST_TEST(answer.times.empty());
  check_refused(R"({"streams": []})", "holds no video");
  check_refused("{}", "holds no video");
}

BOOST_AUTO_TEST_CASE(other_types_are_refused_with_the_field) {
  for (const std::string text : {"", "surprise", "[1]", "{\"streams\":[{]}", "\xFF"})
    check_refused(text, "ffprobe's answer cannot be read");
  constexpr std::size_t kDeep = 100'000;
  check_refused(
      R"({"streams":[{"width":)" + std::string(kDeep, '[') + std::string(kDeep, ']') + "}]}",
      "ffprobe's answer cannot be read");
  check_refused(R"({"streams":"x"})", "ffprobe's answer: streams: found \"x\", expected a list");
  check_refused(R"({"streams":[7]})", "ffprobe's answer: streams[0]: found 7, expected an object");
  for (const std::string size : {"\"64\"", "[64]", "6.5", "-64", "1e30", "18446744073709551615"})
    check_stream("\"width\":" + size, ".width: found " + (size == "1e30" ? "1e+30" : size) +
                                          ", expected a whole number up to 1000000");
  check_stream(R"("side_data_list":{})", ".side_data_list: found {}, expected a list");
  check_stream(R"("side_data_list":[[1]])", ".side_data_list[0]: found [1], expected an object");
  check_stream(R"("side_data_list":[{"rotation":{}}])",
               ".side_data_list[0].rotation: found {}, expected a number");
  check_stream(R"("tags":[1])", ".tags: found [1], expected an object");
  check_stream(R"("tags":{"rotate":"up"})", ".tags.rotate: found \"up\", expected a number");
  check_stream(R"("avg_frame_rate":25)", ".avg_frame_rate: found 25, expected a text");
  check_stream(R"("avg_frame_rate":"25/x")",
               ".avg_frame_rate: found \"25/x\", expected a rate such as 30000/1001");
  check_stream(R"("duration":"1.0s")", ".duration: found \"1.0s\", expected a number");
  check_stream(R"("duration":"inf")", ".duration: found \"inf\", expected a number");
  const auto check_more = [](const std::string& members, const std::string& message) {
    check_refused("{\"streams\":[{}]," + members + "}", "ffprobe's answer: " + message);
  };
  check_more(R"("packets":{})", "packets: found {}, expected a list");
  check_more(R"("packets":[{},"x"])", "packets[1]: found \"x\", expected an object");
  check_more(R"("packets":[{"flags":7}])", "packets[0].flags: found 7, expected a text");
  check_more(R"("format":"30/1")", "format: found \"30/1\", expected an object");
}

BOOST_AUTO_TEST_SUITE_END()
