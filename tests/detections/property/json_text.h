#pragma once
#include <string>
#include <vector>

#include "tests/detections/property/story.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test::property {

/// "a,b,c" of what `text` makes of each item.
template <class Items, class Text>
std::string listed(const Items& items, const Text& text, const char* between = ",") {
  std::string all;
  bool is_first = true;
  for (const auto& item : items) {
    if (!is_first) all += between;
    is_first = false;
    all += text(item);
  }
  return all;
}

inline std::string quoted(const std::string& text) { return '"' + text + '"'; }

// Pieces of JSON without the brackets around them.
std::string triples(const Told& told, const ToldPerson& person);          // x,y,s,x,y,s
std::string rows_of_three(const Told& told, const ToldPerson& person);    // [x,y,s],[x,y,s]
std::string rows_of_two(const Told& told, const ToldPerson& person);      // [x,y],[x,y]
std::string scores(const Told& told, const ToldPerson& person);           // s,s
std::string corners(const Told& told, const ToldPerson& person);          // x1,y1,x2,y2
std::string corner_and_size(const Told& told, const ToldPerson& person);  // x1,y1,w,h

/// ,"KEY":ID or nothing.
std::string id_entry(const ToldPerson& person, const std::string& key);

/// Those that the file lists.
std::vector<ToldFrame> listed_frames(const Told& told);

/// What `text` makes of each person, between commas.
template <class Text>
std::string people(const ToldFrame& frame, const Text& text) {
  return listed(frame.people, text);
}

/// Entries of all people, each with its frame.
template <class Entry>
std::string entries(const Told& told, const Entry& entry) {
  std::vector<std::string> all;
  for (const ToldFrame& frame : listed_frames(told))
    for (const ToldPerson& person : frame.people) all.push_back(entry(frame, person));
  return "[" + listed(all, [](const std::string& text) { return text; }) + "]";
}

/// Returns the path.
std::string write(const TemporaryFolder& folder, const std::string& name, const std::string& text);

}  // namespace posegrad::test::property
