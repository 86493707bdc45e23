#include "apps/files/batch_ranks.h"

#include <string>

#include <nlohmann/json.hpp>

#include "apps/ranks/exchange.h"
#include "apps/ranks/ranks.h"

namespace posegrad::apps {
namespace {

// Names of files may be any bytes, JSON is not.
using Bytes = std::vector<unsigned char>;
Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }
std::string text_of(const nlohmann::json& bytes) {
  const auto values = bytes.get<Bytes>();
  return {values.begin(), values.end()};
}

nlohmann::json json_of(std::size_t i, const BatchRow& row) {
  nlohmann::json made = nlohmann::json::array();
  for (const std::string& path : row.made) made.push_back(bytes_of(path));
  return {{"row", i},
          {"people", row.people},
          {"frames", row.frames},
          {"seconds", row.seconds},
          {"made", made},
          {"error", bytes_of(row.error)}};
}

void take(const nlohmann::json& from, std::vector<BatchRow>& rows) {
  BatchRow& row = rows.at(from["row"].get<std::size_t>());
  row.people = from["people"].get<Index>();
  row.frames = from["frames"].get<Index>();
  row.seconds = from["seconds"].get<double>();
  row.error = text_of(from["error"]);
  for (const nlohmann::json& path : from["made"]) row.made.push_back(text_of(path));
}

}  // namespace

bool is_own_input(std::size_t i) {
  return i % static_cast<std::size_t>(Ranks::count()) == static_cast<std::size_t>(Ranks::rank());
}

void take_rows_of_others(std::vector<BatchRow>& rows) {
  if (Ranks::count() == 1) return;
  nlohmann::json own = nlohmann::json::array();
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (is_own_input(i)) own.push_back(json_of(i, rows[i]));
  for (const std::string& text : texts_of_all(own.dump()))
    for (const nlohmann::json& row : nlohmann::json::parse(text))
      if (!is_own_input(row["row"].get<std::size_t>())) take(row, rows);
}

}  // namespace posegrad::apps
