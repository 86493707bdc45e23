#include "pose/detections/records/tables/pandas_frame.h"

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/formats/pickle.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections::tables {
namespace {

using arrays::NumberBlock;
using formats::Field;
using formats::Value;

constexpr const char* kAttributes = "@attributes";
constexpr int kMostLevels = 8;

const Value* entry(const Value& dict, const std::string& name) {
  return dict.is_dict() ? dict.find(name) : nullptr;
}

/// What PyTables pickled in an attribute, if the tree has it still as a text.
Field opened(const Field& attribute) {
  const auto text = arrays::text_of(attribute.value());
  if (!text) return attribute;
  const auto bytes = formats::utf8_to_latin1(*text);
  if (!bytes) attribute.fail("a pickle is wanted");
  return {formats::read_pickle(formats::Blob::copy_of(*bytes), attribute.where()).value,
          attribute.where()};
}

/// A list of columns: tuples of names.
std::vector<std::vector<std::string>> column_names(const Field& list) {
  std::vector<std::vector<std::string>> columns;
  for (const Field& column : list.items()) {
    const auto names = arrays::texts_of(column.value());
    if (!names) column.fail("a tuple of names is wanted (scorer, bodypart, coordinate)");
    columns.push_back(*names);
  }
  return columns;
}

NumberBlock block_of(const Field& field) {
  const auto block = arrays::number_block(field);
  if (!block || block->rank() != 2)
    field.fail(
        "numbers (rows, columns) are wanted; found " +
        (block ? "the shape " + block->shape_text() : std::string(field.value().kind_name())));
  return *block;
}

void add_index(const Field& index, Index rows, PandasFrame& frame) {
  if (const auto names = arrays::texts_of(index.value())) {
    frame.names = *names;
  } else if (const auto numbers = arrays::number_block(index)) {
    frame.numbers = numbers->flat(numbers->numel());
  }
  const auto count = static_cast<Index>(frame.names.size() + frame.numbers.size());
  if (count != rows) index.fail(fmt::format("{} names of {} rows", count, rows));
}

/// [(1, columns)]: all columns; pandas writes it beside every table.
std::vector<std::vector<std::string>> columns_of_axes(const Field& attributes) {
  const auto axes = attributes.find("non_index_axes");
  if (!axes) attributes.fail("there are no names of columns (non_index_axes)");
  const Field list = opened(*axes);
  if (list.size() != 1 || list[0].size() != 2) list.fail("one axis of columns is wanted");
  return column_names(list[0][1]);
}

PandasFrame read_table_format(const Field& group, const std::optional<Field>& attributes) {
  PandasFrame frame;
  const Field table = group.at("table");
  const auto table_attributes = group.find(std::string("table") + kAttributes);
  for (int i = 0;; ++i) {
    const auto values = table.find(fmt::format("values_block_{}", i));
    if (!values) break;
    frame.blocks.push_back(block_of(*values));
    const auto kind = table_attributes
                          ? table_attributes->find(fmt::format("values_block_{}_kind", i))
                          : std::nullopt;
    if (!kind) continue;
    for (auto& names : column_names(opened(*kind))) frame.columns.push_back(std::move(names));
  }
  if (frame.columns.empty()) {
    if (!attributes) group.fail("there are no names of columns (attributes of the group)");
    frame.columns = columns_of_axes(*attributes);
  }
  add_index(table.at("index"), frame.rows(), frame);
  return frame;
}

/// Level i has the names, label i which of them each item has.
std::vector<std::vector<std::string>> names_by_levels(const Field& group, const std::string& axis) {
  std::vector<std::vector<std::string>> items;
  for (int level = 0; level < kMostLevels; ++level) {
    const auto names = group.find(fmt::format("{}_level{}", axis, level));
    auto labels = group.find(fmt::format("{}_label{}", axis, level));
    if (!labels) labels = group.find(fmt::format("{}_code{}", axis, level));
    if (!names || !labels) break;
    const auto texts = arrays::texts_of(names->value());
    const auto numbers = arrays::number_block(*labels);
    if (!texts || !numbers) names->fail("names and their places are wanted");
    const std::vector<double> places = numbers->flat(numbers->numel());
    if (level > 0 && places.size() != items.size())
      labels->fail(fmt::format("{} places; there are {} items", places.size(), items.size()));
    items.resize(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (!(places[i] >= 0 && places[i] < static_cast<double>(texts->size())))
        labels->fail(fmt::format("the place {} of {} names", places[i], texts->size()));
      items[i].push_back((*texts)[static_cast<std::size_t>(places[i])]);
    }
  }
  return items;
}

PandasFrame read_fixed_format(const Field& group) {
  PandasFrame frame;
  frame.blocks.push_back(block_of(group.at("block0_values")));
  frame.columns = names_by_levels(group, "block0_items");
  if (const auto index = group.find("axis1")) {
    add_index(*index, frame.rows(), frame);
    return frame;
  }
  for (const std::vector<std::string>& names : names_by_levels(group, "axis1"))
    frame.names.push_back(names.back());  // a picture's path in parts
  if (static_cast<Index>(frame.names.size()) != frame.rows())
    group.fail(fmt::format("{} names of {} rows", frame.names.size(), frame.rows()));
  return frame;
}

}  // namespace

double PandasFrame::at(Index row, std::size_t column) const {
  auto i = static_cast<Index>(column);
  std::size_t block = 0;
  while (i >= blocks[block].dim(1)) i -= blocks[block++].dim(1);
  return blocks[block].at({row, i});
}

bool is_pandas_group(const Value& group) {
  const Value* table = entry(group, "table");
  return (table != nullptr && entry(*table, "values_block_0") != nullptr) ||
         entry(group, "block0_values") != nullptr;
}

PandasFrame read_pandas_frame(const Field& group, const std::optional<Field>& attributes) {
  PandasFrame frame = entry(group.value(), "table") != nullptr
                          ? read_table_format(group, attributes)
                          : read_fixed_format(group);
  Index width = 0;
  for (const NumberBlock& block : frame.blocks) {
    width += block.dim(1);
    if (block.dim(0) != frame.rows()) group.fail("blocks of other numbers of rows");
  }
  if (width != static_cast<Index>(frame.columns.size()))
    group.fail(fmt::format("{} columns of numbers; there are {} names of columns", width,
                           frame.columns.size()));
  return frame;
}

}  // namespace posegrad::pose::detections::tables
