#include "pose/detections/container/archive.h"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "pose/formats/zip_writer.h"
#include "tests/detections/container/files.h"

namespace posegrad::test {
namespace {

using pose::formats::Blob;
using pose::formats::ZipWriter;
using Files = std::vector<std::pair<std::string, std::string>>;

const std::string kOne = "[1]", kTwo = "[2]", kTen = "[10]";

void write_zip(const std::string& path, const Files& files) {
  ZipWriter writer(path);
  for (const auto& [name, content] : files)
    writer.add(name, Blob::copy_of(content), ZipWriter::Packing::deflated);
  writer.commit();
}

std::vector<std::string> names_of(const Source& source) {
  std::vector<std::string> names;
  for (const Document& document : source.documents) names.push_back(document.name);
  return names;
}

std::vector<double> values_of(const Source& source) {
  std::vector<double> values;
  for (const Document& document : source.documents)
    values.push_back(document.value.items().front().as_double());
  return values;
}

BOOST_AUTO_TEST_SUITE(archives_and_folders)

BOOST_AUTO_TEST_CASE(a_folder_and_an_archive_of_it_are_the_same) {
  const TemporaryFolder folder;
  const Files files{{"f_10.json", kTen}, {"f_2.json", kTwo}, {"f_1.json", kOne}};
  std::filesystem::create_directory(folder / "all");
  Files packed{{"__MACOSX/all/._f_1.json", "no JSON"}, {"all/.hidden", "x"}};
  for (const auto& [name, content] : files) {
    write_text(folder / "all/" + name, content);
    packed.emplace_back("all/" + name, content);
  }
  write_text(folder / "all/.hidden", "x");
  write_zip(folder / "all.zip", packed);
  for (const std::string& name : {folder / "all", folder / "all.zip"}) {
    const Source source = open_source(name);
    BOOST_TEST(source.is_folder, name);
    BOOST_TEST((values_of(source) == std::vector<double>{1, 2, 10}), name);
    BOOST_TEST((names_of(source) == std::vector<std::string>{"f_1.json", "f_2.json", "f_10.json"}),
               name);
    BOOST_TEST(source.left_out.empty(), name);
  }
}

BOOST_AUTO_TEST_CASE(an_archive_of_one_file_is_that_file) {
  const TemporaryFolder folder;
  write_zip(folder / "all.zip", {{"one.json", kOne}});
  const Source source = open_source(folder / "all.zip");
  BOOST_TEST(!source.is_folder);
  BOOST_TEST((values_of(source) == std::vector<double>{1}));
  BOOST_TEST(source.documents.front().container == "JSON, zip");
  BOOST_TEST(source.documents.front().path == folder / "all.zip" + ": member 'one.json'");
}

BOOST_AUTO_TEST_CASE(which_folder_of_an_archive_is_asked) {
  const TemporaryFolder folder;
  write_zip(folder / "all.zip", {{"cam1/a.json", kOne}, {"cam2/a.json", kTwo}});
  check_throws<DataError>([&] { open_source(folder / "all.zip"); },
                          (folder / "all.zip") +
                              ": an archive with files in 2 folders: cam1/, cam2/; unpack it and "
                              "name one of them");
}

BOOST_AUTO_TEST_CASE(pictures_and_texts_of_words_are_left_out) {
  const TemporaryFolder folder;
  write_text(folder / "f_1.json", kOne);
  write_text(folder / "f_2.json", "");  // nobody was seen
  write_text(folder / "f_1.png", "\x89PNG\r\n\x1A\n...");
  write_text(folder / "README", "what this folder is for\n");
  write_text(folder / "lock", "");
  std::filesystem::create_directory(folder / "deeper");
  const Source source = open_source(folder / "");
  BOOST_TEST((names_of(source) == std::vector<std::string>{"f_1.json", "f_2.json"}));
  BOOST_TEST((source.left_out == std::vector<std::string>{"README", "f_1.png", "lock"}));
  BOOST_TEST((source.folders == std::vector<std::string>{"deeper"}));
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_not_passed_over_when_its_name_promises_data) {
  const TemporaryFolder folder;
  write_text(folder / "f_1.json", kOne);
  write_text(folder / "f_2.json", "[1, 2");
  BOOST_CHECK_EXCEPTION(open_source(folder / ""), DataError, [&](const DataError& error) {
    return std::string(error.what()).find("f_2.json") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(folders_that_hold_nothing_say_what_they_hold) {
  const TemporaryFolder folder;
  const std::string path = folder / "here";
  std::filesystem::create_directory(path);
  check_throws<DataError>([&] { open_source(path); }, path + ": the folder is empty");
  std::filesystem::create_directory(path + "/cam1");
  check_throws<DataError>(
      [&] { open_source(path); },
      path + ": a folder without files; it has the folder cam1: name one of them");
  write_text(path + "/a.png", "\x89PNG\r\n\x1A\n...");
  check_throws<DataError>(
      [&] { open_source(path); },
      path + ": none of 1 file holds keypoints: " + path +
          "/a.png: a PNG picture; wanted are JSON, JSON lines, npz, npy, CSV, a "
          "text of numbers, HDF5, a pickle or PyTorch file of arrays, or a folder; it has the "
          "folder cam1: name "
          "one of them");
}

BOOST_AUTO_TEST_CASE(a_cut_archive_is_refused) {
  const TemporaryFolder folder;
  write_zip(folder / "all.zip", {{"a.json", kOne}, {"b.json", kTwo}});
  const auto size = std::filesystem::file_size(folder / "all.zip");
  for (const std::uintmax_t kept : {size - 1, size / 2, std::uintmax_t{30}}) {
    std::filesystem::resize_file(folder / "all.zip", kept);
    check_throws<DataError>([&] { open_source(folder / "all.zip"); },
                            folder / "all.zip" +
                                ": not a readable zip archive: its directory, which stands at the "
                                "end, is missing; was it cut?");
  }
}

BOOST_AUTO_TEST_CASE(other_kinds_of_files_are_named) {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> kinds[] = {
      {"\xFF\xD8\xFF\xE0....", "a JPEG picture"},
      {"\0\0\0\x18"s + "ftypisom....", "a video (mp4)"},
      {"RIFF\1\2\3\4AVI ....", "a video (avi)"},
      {"%PDF-1.7\n", "a PDF document"},
      {"<!DOCTYPE html><html></html>", "a web page"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
       "a Git LFS pointer: the file itself was not downloaded"},
      {"HIERARCHY\nROOT Hips\n", "a motion (BVH)"},
      {"PAR1....", "a Parquet table; save it as CSV"}};
  for (const auto& [bytes, kind] : kinds) check_refused(bytes, ": " + kind + wanted());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
