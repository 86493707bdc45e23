#include "pose/detections/records/tables/column_name.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "pose/detections/records/arrays/field_names.h"

namespace posegrad::pose::detections::tables {
namespace {

using Word = std::string_view;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) > 127; }

struct Token {
  std::size_t begin = 0, end = 0;
  std::string word;  // in small letters
};

/// A word goes on: not at other signs, between letters and digits, before a capital that begins
/// one ("leftKnee", "LHip").
bool is_joined(Word text, std::size_t at) {
  const char before = text[at - 1], here = text[at];
  if (is_digit(before) != is_digit(here)) return false;
  if (is_lower(before) && is_upper(here)) return false;
  const bool begins_word = at + 1 < text.size() && is_lower(text[at + 1]);
  return !(is_upper(before) && is_upper(here) && begins_word);
}

std::vector<Token> tokens_of(Word text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_letter(text[at]) && !is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end])) &&
           is_joined(text, end))
      ++end;
    Token token{at, end, std::string(text.substr(at, end - at))};
    for (char& c : token.word)
      if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
    tokens.push_back(std::move(token));
    at = end;
  }
  return tokens;
}

template <std::size_t N>
bool is_one_of(const std::array<Word, N>& words, Word word) {
  return std::ranges::find(words, word) != words.end();
}

Units units_of(Word word) {
  constexpr std::array<Word, 3> kPixels{"px", "pixel", "pixels"};
  constexpr std::array<Word, 5> kFractions{"norm", "normalized", "normalised", "rel", "relative"};
  return is_one_of(kPixels, word)      ? Units::pixels
         : is_one_of(kFractions, word) ? Units::fractions
                                       : Units::unknown;
}

bool is_filler(Word word) {
  constexpr std::array<Word, 7> kFillers{"coord", "coords",   "coordinate", "coordinates",
                                         "pos",   "position", "loc"};
  return is_one_of(kFillers, word);
}

Part part_of(Word word, int& rank) {
  constexpr std::array<Word, 15> kScores{
      "score", "likelihood", "confidence", "conf", "probability", "prob", "visibility", "visible",
      "vis",   "certainty",  "presence",   "c",    "p",           "v",    "s"};
  const auto score = std::ranges::find(kScores, word);
  if (word == "x") return Part::x;
  if (word == "y") return Part::y;
  if (word == "z") return Part::z;
  if (score == kScores.end()) return Part::none;
  rank = static_cast<int>(score - kScores.begin());
  return Part::score;
}

std::string between(Word text, const std::vector<Token>& tokens, std::size_t first,
                    std::size_t end) {
  if (first >= end) return "";
  return std::string(text.substr(tokens[first].begin, tokens[end - 1].end - tokens[first].begin));
}

std::optional<Index> whole(Word digits) {
  Index number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return number;
}

}  // namespace

ColumnName column_name(Word name) {
  constexpr std::array<Word, 6> kSpace{"world", "error", "ncams", "3d", "velocity", "angle"};
  ColumnName column;
  std::vector<Token> tokens = tokens_of(name);
  for (const Token& token : tokens) {
    if (units_of(token.word) != Units::unknown) column.units = units_of(token.word);
    if (is_one_of(kSpace, token.word)) column.is_in_space = true;
  }
  std::erase_if(tokens, [](const Token& token) {
    return units_of(token.word) != Units::unknown || is_filler(token.word);
  });
  if (tokens.empty()) return column;
  column.part = part_of(tokens.back().word, column.rank);
  if (column.part != Part::none) {
    column.joint = between(name, tokens, 0, tokens.size() - 1);
    return column;
  }
  column.part = part_of(tokens.front().word, column.rank);
  if (column.part != Part::none) column.joint = between(name, tokens, 1, tokens.size());
  return column;
}

PersonOfColumn person_of_column(Word joint) {
  constexpr std::array<Word, 12> kPeople{"person", "inst",    "instance", "p",
                                         "id",     "ind",     "track",    "skeleton",
                                         "player", "subject", "human",    "body"};
  const std::vector<Token> tokens = tokens_of(joint);
  if (tokens.size() < 3 || !is_one_of(kPeople, tokens[0].word)) return {-1, std::string(joint)};
  const auto number = whole(tokens[1].word);
  if (!number || *number > 100'000) return {-1, std::string(joint)};
  return {static_cast<int>(*number), between(joint, tokens, 2, tokens.size())};
}

NumberOfJoint number_of_joint(Word joint) {
  constexpr std::array<Word, 14> kJoints{"",          "kpt",      "kp",   "keypoint", "keypoints",
                                         "joint",     "landmark", "lm",   "point",    "pt",
                                         "landmarks", "pose",     "body", "node"};
  const std::vector<Token> tokens = tokens_of(joint);
  if (tokens.empty()) return {};
  const auto number = whole(tokens.back().word);
  if (!number) return {};
  std::string before = between(joint, tokens, 0, tokens.size() - 1);
  std::string plain = arrays::bare_name(before);
  if (is_one_of(kJoints, plain)) return {*number, ""};
  for (const Word word : {"poselandmark", "poselandmarks", "posekeypoint", "bodykeypoint"})
    if (plain == word) return {*number, ""};
  return {*number, std::move(before)};
}

}  // namespace posegrad::pose::detections::tables
