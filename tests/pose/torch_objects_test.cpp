#include <boost/test/unit_test.hpp>

#include "pose/formats/torch_file.h"
#include "pose/formats/zip_writer.h"
#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;
using namespace std::string_literals;

namespace {

struct File {
  TemporaryFolder folder;
  const std::string path = folder / "x.bin";

  // A PyTorch file whose object is this pickle.
  Value read(const std::string& pickle) const {
    ZipWriter zip(path);
    zip.add("a/data.pkl", Blob::copy_of(pickle), ZipWriter::Packing::stored);
    zip.commit();
    return torch_load(path);
  }
  void refuses(const std::string& pickle, const std::string& message) const {
    check_throws<DataError>([&] { read(pickle); },
                            path + ": member 'a/data.pkl': pickle, " + message);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(torch_objects, File)

BOOST_AUTO_TEST_CASE(an_object_of_any_class_comes_as_its_parts) {
  const Value options = read("cargparse\nNamespace\n)\x81}Vcausal\nI01\nsb.");
  BOOST_TEST(options.type_name() == "argparse.Namespace");
  BOOST_TEST(options.state().at("causal").as_bool());
  BOOST_TEST(options.contents().is_none());
  const Value call = read("cpathlib\nPosixPath\n(V/\nVa\ntR.");
  BOOST_TEST(call.type_name() == "pathlib.PosixPath");
  BOOST_TEST(call.arguments().items()[1].as_text() == "a");
  const Value named = read(
      "\x80\x04"
      "cm\nOuter.Inner\n(t}Vx\nK\1s\x92.");
  BOOST_TEST(named.type_name() == "m.Outer.Inner");
  BOOST_TEST(named.arguments().items()[1].at("x").as_int() == 1);
  const Value old = read("ccopy_reg\n_reconstructor\n(cm\nC\nc__builtin__\nobject\nNtR.");
  BOOST_TEST(old.type_name() == "m.C");
  BOOST_TEST(read("ctorch\nfloat32\n.").type_name() == "torch.float32");
}

BOOST_AUTO_TEST_CASE(kinds_of_dicts_and_lists_have_contents) {
  const Value dict = read("cmmcv\nConfig\n)\x81}Vs\nK\2sb(Va\nK\1Vb\nK\2uVc\nK\3s.");
  BOOST_TEST(dict.contents().size() == 3U);
  BOOST_TEST(dict.contents().at("c").as_int() == 3);
  BOOST_TEST(dict.state().at("s").as_int() == 2);
  const Value list = read("cm\nList\n)\x81(K\1K\2eK\3a.");
  BOOST_TEST(list.contents().size() == 3U);
  BOOST_TEST(list.contents().items()[2].as_int() == 3);
}

BOOST_AUTO_TEST_CASE(keys_may_be_anything) {
  const Value dict = read("}(cm\nCallback\nK\1(K\1K\2tK\2u.");
  BOOST_TEST(dict.at("m.Callback").as_int() == 1);
  BOOST_TEST(dict.at("<tuple>").as_int() == 2);
  BOOST_TEST(read("\x80\x04\x8f((K\1t\x90.").size() == 1U);
  BOOST_TEST(read("\x80\x04(cm\nC\n\x91.").size() == 1U);
  BOOST_TEST(read("c__builtin__\nset\n((l(K\1ta(K\2tatR.").size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_object_is_never_asked_and_programs_are_refused) {
  const Value method = read("c__builtin__\ngetattr\n(cm\nC\nVrun\ntRp0\n(K\1tR.");
  BOOST_TEST(method.type_name() == "builtins.getattr");
  BOOST_TEST(method.arguments().items()[0].arguments().items()[1].as_text() == "run");
  for (const std::string name :
       {"posix\nsystem", "nt\nsystem", "os\nsystem", "os\npath.join", "subprocess\nPopen",
        "__builtin__\neval", "builtins\nexec", "builtins\n__import__", "sys\nmodules",
        "importlib\nimport_module"}) {
    std::string shown = name;
    shown[name.find('\n')] = '.';
    refuses("c" + name + "\n(Vx\ntR.",
            "byte 0: it names " + shown + ", which is not data and is not allowed");
  }
}

BOOST_AUTO_TEST_CASE(a_loop_is_cut_where_it_closes) {
  const Value module = read("cm\nC\n)\x81p0\n}(Vparent\n(lp1\ng0\naVweight\nK\1ub.");
  BOOST_TEST(module.state().at("weight").as_int() == 1);
  BOOST_TEST(module.state().at("parent").size() == 1U);
  BOOST_TEST(module.state().at("parent").items()[0].is_none());
  BOOST_TEST(read("cm\nC\n)\x81p0\ng0\nb.").state().is_none());
  BOOST_TEST(read("}p0\nVself\ng0\ns.").at("self").is_none());
  BOOST_TEST(read("]p0\ng0\na.").items()[0].is_none());
  // Again and again, which once took the square of the time.
  std::string many = "]p0\n(";
  for (int i = 0; i < 5000; ++i) many += "g0\nK\1";
  const Value list = read(many + "e.");
  for (std::size_t i = 0; i < list.size(); ++i)
    BOOST_TEST(list.items()[i].is_none() == (i % 2 == 0));
  // On a storage, as no PyTorch writes it; the file lacks the storage.
  BOOST_CHECK_THROW(
      read("(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI0\ntQp0\ng0\n\x85\x62\x30K\1."), DataError);
}

BOOST_AUTO_TEST_CASE(a_few_bytes_cannot_make_much) {
  const std::string name(100'000, 'x');
  std::string objects = "(c" + name + "\nC\np0\n", keys = "(V" + name + "\np0\n0";
  for (int i = 0; i < 10'000; ++i) {
    objects += "g0\n)R";
    keys += "}g0\nK\1s";
  }
  for (const std::string& bytes : {objects + "t.", keys + "t."}) try {
      read(bytes);
      BOOST_ERROR("it was read");
    } catch (const DataError& error) {
      BOOST_TEST(
          std::string(error.what())
              .ends_with(
                  "the same data is copied too often; the file is built to fill the memory"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
