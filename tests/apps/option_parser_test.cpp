#include <boost/test/unit_test.hpp>

#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

/// A few options that show every rule; what a line sets is written as "epochs=80 dropout=0.2
/// dense".
struct Parsed {
  std::string dataset, resume, data;
  Index epochs = -100;
  double dropout = -100;
  std::vector<std::string> train;
  std::vector<Index> widths;
  bool dense = false, augment = true, help = false;

  explicit Parsed(const std::vector<std::string>& line) {
    OptionGroup group{"Test"};
    group.add("-d/--dataset", &dataset, "NAME", "");
    group.add("-r/--resume", &resume, "FILE", "");
    group.add("-e/--epochs", &epochs, "N", "");
    group.add("-drop/--dropout", &dropout, "P", "");
    group.add("-str/--subjects-train", &train, "A,B", "");
    group.add("-arc/--architecture", &widths, "W,W", "");
    group.add_flag("--dense", {&dense}, "");
    group.add_flag("-no-da/--no-data-augmentation", {&augment, false}, "");
    group.add_ours("--data", &data, "DIR", "");
    group.add_flag("-h/--help", {&help, true, true}, "");
    parse_options({group}, line);
  }

  std::string text() {
    std::string out;
    if (!dataset.empty()) out += "dataset=" + dataset + " ";
    if (!resume.empty()) out += "resume=" + resume + " ";
    if (!data.empty()) out += "data=" + data + " ";
    if (epochs != -100) out += "epochs=" + value_text(&epochs) + " ";
    if (dropout != -100) out += "dropout=" + value_text(&dropout) + " ";
    if (!train.empty()) out += "train=" + value_text(&train) + " ";
    if (!widths.empty()) out += "widths=" + value_text(&widths) + " ";
    if (dense) out += "dense ";
    if (!augment) out += "no-da ";
    if (help) out += "help ";
    return out;
  }
};

struct Case {
  std::vector<std::string> line;
  std::string result;
};

BOOST_AUTO_TEST_SUITE(option_parser)

BOOST_AUTO_TEST_CASE(lines_mean_what_argparse_makes_of_them) {
  const std::vector<Case> cases{
      {{}, ""},
      {{"-e", "80"}, "epochs=80 "},
      {{"-e80"}, "epochs=80 "},
      {{"-e=80"}, "epochs=80 "},
      {{"--epochs", "80"}, "epochs=80 "},
      {{"--epochs=80"}, "epochs=80 "},
      {{"--ep", "80"}, "epochs=80 "},
      {{"--ep=80"}, "epochs=80 "},
      {{"-drop", "0.2"}, "dropout=0.2 "},
      {{"-drop=0.2"}, "dropout=0.2 "},
      {{"-dh36m"}, "dataset=h36m "},
      {{"-drops"}, "dataset=rops "},      // no spelling begins so: -d with a glued value
      {{"-s", "S1,S5"}, "train=S1,S5 "},  // the only one that begins so
      {{"-arc=3,3,5"}, "widths=3,3,5 "},
      {{"-a", "3,5"}, "widths=3,5 "},
      {{"-e", "-1"}, "epochs=-1 "},  // a plain negative number is a value
      {{"-drop", "-.5"}, "dropout=-0.5 "},
      {{"-drop", "1e-3"}, "dropout=0.001 "},
      {{"-drop=-1e-3"}, "dropout=-0.001 "},
      {{"-r", "-my file"}, "resume=-my file "},  // so is what holds a blank
      {{"-r", "-"}, "resume=- "},
      {{"-r", ""}, ""},
      {{"-r=a=b"}, "resume=a=b "},
      {{"-e", "1", "--epochs", "2", "-e3"}, "epochs=3 "},
      {{"--dense", "-no-da"}, "dense no-da "},
      {{"--no", "--den"}, "dense no-da "},
      {{"--data", "x"}, "data=x "},
      {{"--dat", "x"}, "dataset=x "},  // the reference's option keeps its abbreviations
      {{"-e", "5", "-h", "--nonsense"}, "epochs=5 help "},
  };
  for (const Case& each : cases) BOOST_TEST(Parsed(each.line).text() == each.result);
}

BOOST_AUTO_TEST_CASE(operands_are_collected_where_a_command_takes_them) {
  Index count = 0;
  OptionGroup group{"Test"};
  group.add("-n/--number", &count, "N", "");
  std::vector<std::string> operands;
  parse_options({group}, std::vector<std::string>{"a", "-n", "3", "-5", "--", "-n", "--"},
                &operands);
  BOOST_TEST(count == 3);
  BOOST_TEST((operands == std::vector<std::string>{"a", "-5", "-n", "--"}));
  test::check_throws<UsageError>(
      [&] {
        parse_options({group}, std::vector<std::string>{"a", "-x"}, &operands);
      },
      "unknown option '-x'");
}

BOOST_AUTO_TEST_CASE(wrong_lines_are_refused_in_one_line_each) {
  const std::vector<Case> cases{
      {{"-e"}, "-e/--epochs: expected a value, found none"},
      {{"-e", "--dense"},
       "-e/--epochs: expected a value, found '--dense'; a value that begins with a dash is written "
       "--epochs=--dense"},
      {{"-drop", "-1e-3"},
       "-drop/--dropout: expected a value, found '-1e-3'; a value that begins with a dash is "
       "written "
       "--dropout=-1e-3"},
      {{"-e", "--", "80"},
       "-e/--epochs: expected a value, found '--'; a value that begins with a dash is written "
       "--epochs=--"},
      {{"-e", "x"}, "-e/--epochs: found 'x', expected a whole number"},
      {{"-e="}, "-e/--epochs: found '', expected a whole number"},
      {{"-drop", "half"}, "-drop/--dropout: found 'half', expected a number"},
      {{"-arc", "3,x"}, "-arc/--architecture: found 'x', expected a whole number"},
      {{"-dr", "1"}, "'-dr' is ambiguous: it could be -d, -drop"},
      {{"--d", "1"}, "'--d' is ambiguous: it could be --dataset, --dropout, --dense"},
      {{"--d=1"}, "'--d=1' is ambiguous: it could be --dataset, --dropout, --dense"},
      {{"--nonsense", "-dr"}, "'-dr' is ambiguous: it could be -d, -drop"},
      {{"--epoch-s"}, "unknown option '--epoch-s'; did you mean '--epochs'?"},
      {{"--epochs2=7"}, "unknown option '--epochs2'; did you mean '--epochs'?"},
      {{"-x"}, "unknown option '-x'"},
      {{"h36m"}, "unexpected argument 'h36m'"},
      {{"--", "-e", "80"}, "unexpected argument '-e'"},
      {{"-5"}, "unexpected argument '-5'"},
      {{"--dense=1"}, "--dense: takes no value, found '1'"},
      {{"-no-da=1"}, "-no-da/--no-data-augmentation: takes no value, found '1'"},
      {{"h36m", "-e", "x"}, "-e/--epochs: found 'x', expected a whole number"},
  };
  for (const Case& each : cases) {
    test::check_throws<UsageError>([&] { Parsed parsed(each.line); }, each.result);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
