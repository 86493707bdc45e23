#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/formats/pickle.h"
#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;
using test::check_moving;
using test::check_refused;
using test::dict;
using test::Movement;
using test::moving;
using test::read_records;

constexpr Movement kBody{.frames = 6}, kTwo{.frames = 6, .people = 2};

Source hdf5(Value tree) { return test::value_source(std::move(tree), Content::data); }

/// The columns of DeepLabCut's data frame: scorer, perhaps an individual, body part, coordinate.
std::vector<std::vector<std::string>> columns(Index people) {
  std::vector<std::vector<std::string>> all;
  for (Index p = 0; p < people; ++p)
    for (const std::string& joint : test::coco_names())
      for (const auto* coord : {"x", "y", "likelihood"}) {
        std::vector<std::string>& names = all.emplace_back();
        names.emplace_back("scorer");
        if (people > 1) names.push_back(fmt::format("mouse{}", p));
        names.push_back(joint);
        names.emplace_back(coord);
      }
  return all;
}

/// Rows of them: (frames, people * joints * 3).
Value rows(const Movement& m) {
  const formats::NdArray all = moving(m, "TPJD", 3).as_array();
  return formats::NdArray(formats::format_of(formats::ArrayType::f8),
                          {m.frames, m.people * m.joints * 3}, all.data());
}

Value tuples(const std::vector<std::vector<std::string>>& names) {
  std::vector<Value> all;
  for (const std::vector<std::string>& column : names) {
    std::vector<Value> items;
    for (const std::string& name : column) items.emplace_back(name);
    all.push_back(Value::tuple(std::move(items)));
  }
  return Value::list(std::move(all));
}

Value counted(Index count) {
  std::vector<double> numbers;
  for (Index i = 0; i < count; ++i) numbers.push_back(static_cast<double>(i));
  return test::doubles({count}, numbers);
}

/// pandas' table format: the names of the columns are an attribute.
Value table_format(const Movement& m, const Value& names) {
  const Value table = dict({{"index", counted(m.frames)}, {"values_block_0", rows(m)}});
  return dict(
      {{"df_with_missing",
        dict({{"table", table}, {"table@attributes", dict({{"values_block_0_kind", names}})}})}});
}

/// A level of names and each column's place in it.
void add_level(Value& group, const std::string& axis, std::size_t level,
               const std::vector<std::vector<std::string>>& names) {
  std::vector<std::string> known;
  std::vector<double> places;
  for (const std::vector<std::string>& column : names) {
    const auto place = std::ranges::find(known, column[level]);
    places.push_back(static_cast<double>(place - known.begin()));
    if (place == known.end()) known.push_back(column[level]);
  }
  group.set(Value(fmt::format("{}_level{}", axis, level)), test::texts(known));
  group.set(Value(fmt::format("{}_label{}", axis, level)),
            test::doubles({static_cast<Index>(places.size())}, places));
}

Value fixed_format(const Movement& m) {
  const auto names = columns(m.people);
  Value group = dict({{"axis1", counted(m.frames)}, {"block0_values", rows(m)}});
  for (std::size_t level = 0; level < names.front().size(); ++level)
    add_level(group, "block0_items", level, names);
  return dict({{"df_with_missing", group}});
}

BOOST_AUTO_TEST_SUITE(hdf5_records)

BOOST_AUTO_TEST_CASE(deeplabcuts_table_has_its_names_in_attributes) {
  const Value names = tuples(columns(1));
  for (const Value& kept :
       {names, Value::bytes(formats::Blob::copy_of(formats::write_pickle(names)))}) {
    const Records records = read_records(hdf5(table_format(kBody, kept)));
    check_moving(records, kBody, true);
    BOOST_TEST(records.names == test::coco_names());
    BOOST_TEST((records.keys == FrameKeys::from_zero));
    BOOST_TEST(records.frames.at(4).number.value() == 4);
    BOOST_TEST(!records.frames.at(4).people.at(0).id.has_value());
    BOOST_TEST((records.units == Units::pixels));
  }
  Value tree = table_format(kBody, names);
  Value group = dict({{"table", tree.at("df_with_missing").at("table")}});
  const Value axes = Value::list({Value::tuple({Value(1), names})});
  check_moving(
      read_records(hdf5(dict({{"df_with_missing", group},
                              {"df_with_missing@attributes", dict({{"non_index_axes", axes}})}}))),
      kBody, true);
}

BOOST_AUTO_TEST_CASE(deeplabcuts_animals_are_people) {
  for (const Value& tree : {table_format(kTwo, tuples(columns(2))), fixed_format(kTwo)}) {
    const Records records = read_records(hdf5(tree));
    check_moving(records, kTwo, true);
    BOOST_TEST(records.names == test::coco_names());
    BOOST_TEST(records.frames.at(3).people.at(1).id.value() == 1);
  }
}

BOOST_AUTO_TEST_CASE(deeplabcuts_labels_are_of_pictures) {
  Value tree = fixed_format(kBody);
  Value group = tree.at("df_with_missing");
  std::vector<std::vector<std::string>> pictures;
  for (Index t = 0; t < kBody.frames; ++t)
    pictures.push_back({"labeled-data", "clip", fmt::format("img{:03d}.png", t)});
  group.set(Value("axis1"), Value());
  Value labelled = Value::dict();
  for (const auto& [key, value] : group.entries())
    if (key.as_text() != "axis1") labelled.set(key, value);
  for (std::size_t level = 0; level < 3; ++level) add_level(labelled, "axis1", level, pictures);
  const Records records = read_records(hdf5(dict({{"df_with_missing", labelled}})));
  check_moving(records, kBody, true);
  BOOST_TEST((records.keys == FrameKeys::names));
  BOOST_TEST(records.frames.at(5).name == "img005.png");
}

BOOST_AUTO_TEST_CASE(broken_data_frames_are_refused) {
  const auto refused = [](Value tree, const std::string& message) {
    check_refused(hdf5(std::move(tree)), "file: df_with_missing: " + message);
  };
  auto short_names = columns(1);
  short_names.pop_back();
  refused(table_format(kBody, tuples(short_names)),
          "51 columns of numbers; there are 50 names of columns");
  refused(table_format(kBody, Value::list({Value(3)})),
          "table@attributes: values_block_0_kind: [0]: a tuple of names is wanted (scorer, "
          "bodypart, coordinate)");
  const Value table = dict({{"index", counted(6)}, {"values_block_0", rows(kBody)}});
  refused(dict({{"df_with_missing", dict({{"table", table}})}}),
          "there are no names of columns (attributes of the group)");
  const Value cut = dict({{"index", counted(5)}, {"values_block_0", rows(kBody)}});
  refused(
      dict({{"df_with_missing",
             dict({{"table", cut},
                   {"table@attributes", dict({{"values_block_0_kind", tuples(columns(1))}})}})}}),
      "table: index: 5 names of 6 rows");
  Value tree = fixed_format(kBody);
  Value group = tree.at("df_with_missing");
  group.set(Value("block0_items_label2"), test::doubles({51}, std::vector<double>(51, 7)));
  refused(dict({{"df_with_missing", group}}), "block0_items_label2: the place 7 of 3 names");
  std::vector<std::vector<std::string>> other(51, {"scorer", "nose", "speed"});
  refused(table_format(kBody, tuples(other)),
          "columns x and y of body parts are wanted; there are none");
}

BOOST_AUTO_TEST_CASE(sleaps_axes_are_told_by_its_names) {
  const auto file = [](const std::string& axes, const std::string& score_axes, const Movement& m) {
    std::vector<std::string> tracks;
    for (Index p = 0; p < m.people; ++p) tracks.push_back(fmt::format("track_{}", p));
    return dict({{"node_names", test::texts(test::coco_names())},
                 {"track_names", test::texts(tracks)},
                 {"point_scores", test::moving_scores(m, score_axes)},
                 {"track_occupancy", counted(3)},
                 {"tracks", moving(m, axes, 2)}});
  };
  for (const auto& [axes, scores] : std::vector<std::pair<const char*, const char*>>{
           {"PDJT", "PJT"}, {"TPJD", "TPJ"}, {"TJDP", "TJP"}})
    BOOST_TEST_CONTEXT(axes) {
      const Records records = read_records(hdf5(file(axes, scores, kTwo)));
      check_moving(records, kTwo, true);
      BOOST_TEST(records.format == "SLEAP analysis HDF5");
      BOOST_TEST(records.names == test::coco_names());
      BOOST_TEST(records.frames.at(2).people.at(1).id.value() == 1);
    }
  Value told = file("TPJD", "TPJ", {.frames = 2, .people = 2});
  told.set(Value("tracks@attributes"),
           dict({{"dims", Value(R"(["frame", "track", "node", "xy"])")}}));
  check_moving(read_records(hdf5(told)), {.frames = 2, .people = 2}, true);
  check_refused(hdf5(file("TDPJ", "TPJ", {.frames = 3, .people = 2})),
                "file: tracks: an array (tracks, 2, nodes, frames) is wanted; found the shape "
                "(3, 2, 2, 17) with 17 names of nodes");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
