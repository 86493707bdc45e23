#include <boost/test/unit_test.hpp>

#include "apps/options/machine.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "apps/usage_error.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

/// Options of types of their own, as a line sets them.
struct Parsed {
  MachineOptions machine;
  std::optional<pose::VideoSize> size;
  std::optional<Index> frame;
  Index count = 3;
  bool help = false;

  explicit Parsed(const std::vector<std::string>& line) {
    OptionGroup group{"Test"};
    add_machine(group, machine);
    group.add("--size", video_size(&size), "WxH", "");
    group.add("--frame", whole_number(&frame, 0), "N", "");
    group.add("--count", &count, "N", "").check = in_range(&count, 1, 9, "1 to 9");
    group.add_help(&help);
    parse_options({group}, line);
  }
};

BOOST_AUTO_TEST_SUITE(typed_options)

BOOST_AUTO_TEST_CASE(values_are_read_into_their_types) {
  const Parsed usual({});
  BOOST_TEST(!usual.machine.device.has_value());
  BOOST_TEST((usual.machine.precision == Precision::tf32));
  const Parsed all({"--device", "cpu", "--precision=bf16", "--threads", "2", "--size", "1280x720",
                    "--frame", "0", "--count", "9"});
  BOOST_TEST((all.machine.device == Device::cpu));
  BOOST_TEST((all.machine.precision == Precision::bf16));
  BOOST_TEST(all.machine.threads == 2);
  BOOST_TEST((all.size && all.size->width == 1280 && all.size->height == 720));
  BOOST_TEST((all.frame == Index{0}));
  BOOST_TEST(!Parsed({"--device", "cpu", "--device", "auto"}).machine.device.has_value());
  BOOST_TEST(!Parsed({"--size", "", "--frame", ""}).frame.has_value());
}

BOOST_AUTO_TEST_CASE(wrong_values_are_refused_in_one_line_each) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"--device", "gpu"}, "--device: found 'gpu', expected cpu, cuda or auto"},
      {{"--precision", "f16"}, "--precision: found 'f16', expected fp32, tf32 or bf16"},
      {{"--threads", "5000"}, "--threads: found 5000, expected 0 (one per core) to 4096"},
      {{"--size", "0x5"}, "--size: found '0x5', expected WIDTHxHEIGHT as in 1280x720"},
      {{"--frame", "-1"}, "--frame: found -1, expected at least 0"},
      {{"--frame", "x"}, "--frame: found 'x', expected a whole number"},
      {{"--count", "0"}, "--count: found 0, expected 1 to 9"}};
  for (const auto& [line, message] : cases)
    test::check_throws<UsageError>([&line = line] { Parsed parsed(line); }, message);
}

BOOST_AUTO_TEST_CASE(help_comes_before_values_that_are_read_last) {
  BOOST_TEST(Parsed({"--device", "gpu", "--count", "0", "--help"}).help);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
