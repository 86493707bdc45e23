#include "pose/formats/pickle.h"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/golden.h"
#include "tests/support/golden_file.h"
#include "tests/support/notation.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;
using namespace std::string_literals;

namespace {

Value read(std::string_view bytes) { return read_pickle(Blob::copy_of(bytes), "x.pkl").value; }

void refuses(const std::string& bytes, const std::string& message) {
  check_throws<DataError>([&] { read(bytes); }, "x.pkl: pickle, " + message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pickle)

BOOST_AUTO_TEST_CASE(every_protocol_reads_and_is_rewritten) {
  const auto expected = golden("formats/expect.json").at("values");
  for (int protocol = 0; protocol <= 5; ++protocol) {
    const std::string name = fmt::format("values_p{}.pkl", protocol);
    const Value value = read_pickle(read_file(golden_file("formats/" + name)), name).value;
    check_value(value, expected, name);
    BOOST_TEST(value.at("shared").items()[0].identity() ==
               value.at("shared").items()[1].identity());
    BOOST_TEST(value.at("ordered").is_ordered_dict());
    for (const int rewritten : {2, 3}) {
      const std::string bytes = write_pickle(value, rewritten);
      const Value again = read(bytes);
      check_value(again, expected, name + " rewritten");
      BOOST_TEST(again.at("shared").items()[0].identity() ==
                 again.at("shared").items()[1].identity());
      BOOST_TEST(again.at("ordered").is_ordered_dict());
      BOOST_TEST(write_pickle(again, rewritten) == bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(it_says_where_a_pickle_ends) {
  const std::string bytes = write_pickle(1) + write_pickle("two");
  const Pickle first = read_pickle(Blob::copy_of(bytes), "x.pkl");
  BOOST_TEST(first.value.as_int() == 1);
  BOOST_TEST(read(bytes.substr(first.used)).as_text() == "two");
}

BOOST_AUTO_TEST_CASE(python_2_text_escapes) {
  BOOST_TEST(read("S'a\\x41\\n\\\\\\'\\101\\q'\n.").as_bytes().view() == "aA\n\\'A\\q");
  BOOST_TEST(read("V\\u00e9\\\\u0041\xe9\\U0001f600\n.").as_text() ==
             "\u00e9\\\\u0041\u00e9\U0001f600");
  BOOST_TEST(read("L-123456789012345678901234567890L\n.").kind_name() == "int");
  BOOST_TEST(read("I01\n.").as_bool());
  BOOST_TEST(read("F-inf\n.").as_double() == -std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(sets_and_marks) {
  const Value set = read("\x80\x04\x8f(K\x01K\x01K\x02\x90."s);
  BOOST_TEST(set.kind_name() == "set");
  BOOST_TEST(set.size() == 2U);
  BOOST_TEST(read(write_pickle(set)).size() == 2U);
  BOOST_TEST(read("(K\x01\x31K\x02.").as_int() == 2);  // POP_MARK
  BOOST_TEST(read("K\x02(0.").as_int() == 2);          // POP of a mark
}

BOOST_AUTO_TEST_CASE(what_is_not_data_is_refused_by_name) {
  refuses("cos\nsystem\n.", "byte 0: it names os.system, which is not data and is not allowed");
  refuses("cnumpy\ncore.multiarray.scalar\n.",
          "byte 0: it names numpy.core.multiarray.scalar, which is not data and is not allowed");
  refuses("cnumpy\nndarray\n)R.", "byte 16: numpy.ndarray is called, which is not allowed");
  refuses("K\x01)R.", "byte 3: a int is called");
  refuses("Vx\nQ.", "byte 3: a persistent id, which only PyTorch's files have");
  refuses(
      "]K\x01"
      "b.",
      "byte 3: BUILD on a list");
  refuses("ccollections\nOrderedDict\n)R}Vx\nK\x01sb.",
          "byte 34: an OrderedDict gets attributes other than _metadata");
}

BOOST_AUTO_TEST_CASE(broken_programs_are_refused) {
  refuses("", "byte 0: it ends without STOP");
  refuses(".", "byte 0: too few values on the stack");
  refuses("(.", "byte 1: too few values on the stack");
  refuses("}(K\x01u.", "byte 4: a dict gets a key without a value");
  refuses("K", "byte 0: 1 bytes are announced where 0 are left");
  refuses("I1", "byte 0: a line without an end");
  refuses("I1x\n.", "byte 0: '1x' is not an integer");
  refuses("K\x01K\x02\x61.", "byte 4: a list is wanted; found int");
}

BOOST_AUTO_TEST_CASE(a_list_inside_of_itself_is_refused_and_freed) {
  refuses("]2a.", "byte 3: a container is inside of itself");
  refuses("]q\1(h\1e.", "byte 7: a container is inside of itself");
  refuses("}q\1Va\nh\1s.", "byte 9: a container is inside of itself");
  BOOST_TEST(read("]q\1(h\1e0K\1.").as_int() == 1);  // the loop is not in the result
}

BOOST_AUTO_TEST_CASE(repeated_references_cannot_fill_the_memory) {
  // One text of 64 KiB, encoded 10000 times.
  std::string bytes =
      "c_codecs\nencode\nq\1"
      "0X\0\0\1\0"s +
      std::string(65536, 'x') +
      "q\2"
      "0(";
  for (int i = 0; i < 10000; ++i) bytes += "h\1h\2Vlatin1\n\x86R"s;
  BOOST_CHECK_THROW(read(bytes + "t."), DataError);
}

BOOST_AUTO_TEST_CASE(deep_values_are_not_written) {
  Value list = Value::list();
  for (int depth = 0; depth < 2000; ++depth) list = Value::list({list});
  check_throws<DataError>([&] { write_pickle(list); }, "data is nested deeper than 1000 levels");
  check_throws<DataError>([&] { write_pickle(Value::tensor(NdArray())); },
                          "a tensor in a file that is not PyTorch's");
}

BOOST_AUTO_TEST_SUITE_END()
