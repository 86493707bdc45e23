#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// Cells of a CSV or TSV file, row by row; rows may differ in length.
struct Table {
  std::vector<std::vector<std::string>> rows;
  std::vector<Index> lines;  // of the file, from 1, where each row begins
};

enum class Content {
  data,        // JSON, a pickle, HDF5's tree: `value`
  data_lines,  // JSON lines, or several JSON texts in one file: `value` is the list of them
  arrays,      // npz (`value`: dict of arrays by member, in the order of the file)
  array,       // npy: `value`
  table,       // CSV, TSV: `table`
  text         // another text: `text`, UTF-8, line ends "\n"
};

/// What a file holds, out of its wrapping.
struct Document {
  std::string path;       // as errors name it: "FILE", or "FILE: member 'NAME'"
  std::string name;       // last part of the path, without the ending of a compression
  std::string container;  // for people: "JSON", "JSON lines, gzip", "npz", "CSV"
  Content content = Content::text;
  formats::Value value;
  Table table;
  std::string text;
};

/// A file or a folder that a user named.
struct Source {
  std::string path;
  bool is_folder = false;
  std::vector<Document> documents;    // of a folder: its readable files in natural order of names
  std::vector<std::string> left_out;  // files of a folder that hold nothing of the kinds above
  std::vector<std::string> folders;   // folders in a folder, for messages
};

}  // namespace posegrad::pose::detections
