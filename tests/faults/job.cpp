#include "tests/faults/job.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detect/still_network.h"
#include "tests/support/build.h"
#include "tests/support/run_checks.h"

namespace posegrad::test {
namespace {

namespace fs = std::filesystem;

const std::string kTraining =
    "run -k coco -str S1 -ste S9 -arc 3,3 -ch 8 -b 32 -e 2 --threads 1 --checkpoint-frequency 1";
const std::string kWild =
    "wild data/data_2d_h36m_coco.npz --subject S9 --action Walking --camera 0 --size 1000x1002 "
    "--fps 50 --checkpoint in/model.bin --threads 1 --viz-limit 4 -o ";

void must(const std::string& line, const std::string& folder) {
  const Ended ended = launch(words_of(line), {.folder = folder});
  BOOST_REQUIRE_MESSAGE(ended.exit_code == 0, line << ": " << ended.err);
}

const TemporaryFolder& original() {
  static const TemporaryFolder folder;
  if (fs::exists(folder / "in")) return folder;
  must("synth --out data --frames 12 --takes 1 --subjects S1,S9 -a Walking,Waving", folder.path());
  must(kTraining + " -e 1 --trajectory", folder.path());
  fs::create_directory(folder / "in");
  fs::rename(folder / "checkpoint/epoch_1.bin", folder / "in/model.bin");
  fs::remove_all(folder / "checkpoint");
  write_still_network(folder / "in/network", 0.9);
  if (has_ffmpeg())
    BOOST_REQUIRE(run_program({"/bin/sh", "-c",
                               fmt::format("ffmpeg -nostdin -v error -f lavfi -i "
                                           "color=s=64x48:r=25:d=0.08 '{}'",
                                           folder / "in/clip.mp4")})
                      .exit_code == 0);
  return folder;
}

struct Undisturbed {
  Files files;
  Seconds took{};
};

const Undisturbed& undisturbed(const Job& job) {
  static std::map<std::string, Undisturbed> known;
  if (const auto found = known.find(job.name); found != known.end()) return found->second;
  const Place place;
  const Ended ended = launch(job.arguments, {.folder = place.path()});
  BOOST_REQUIRE_MESSAGE(ended.exit_code == 0, job.name << ": " << ended.err);
  return known[job.name] = {files_in(place.path()), ended.took};
}

bool varies(const Job& job, const std::string& file) {
  return std::ranges::find(job.varying, file) != job.varying.end();
}

}  // namespace

bool has_ffmpeg() {
  static const bool found = run_program({"/bin/sh", "-c", "command -v ffmpeg"}).exit_code == 0;
  return found;
}

Words words_of(const std::string& line) {
  std::istringstream stream(line);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

const std::vector<Job>& jobs() {
  static const std::vector<Job> all{
      {"run", words_of(kTraining), {"checkpoint/history.csv"}},
      {"synth", words_of("synth --out new --frames 5 --takes 1 --subjects S1 -a Walking")},
      {"convert", words_of("convert in/model.bin -o small.bin")},
      {"wild npy", words_of(kWild + "o.npy")},
      {"wild npz", words_of(kWild + "o.npz")},
      {"wild bvh", words_of(kWild + "o.bvh")},
      {"wild trc", words_of(kWild + "o.trc")},
      {"wild html", words_of(kWild + "o.html")},
      {"wild json", words_of(kWild + "o.json")},
      {"wild png", words_of(kWild + "o.png")},
      {"wild mp4", words_of(kWild + "o.mp4 --viz-size 2"), {}, true},
      {"render",
       words_of("run -k coco -str S1 -ste S9 -arc 3,3 -ch 8 --threads 1 -c in --evaluate model.bin "
                "--render --viz-subject S9 --viz-action Walking --viz-export p.npy --viz-output "
                "p.gif --viz-limit 3 --viz-size 2"),
       {},
       true},
      {"audit", words_of("audit -o rep " + kWild + "o.npy"), {"rep.json", "rep.html"}, false, 2},
      {"prepare",
       words_of("prepare custom -i data/data_2d_h36m_coco.npz -o data/data_2d_custom_mine.npz "
                "--subject S9 --action Walking --camera 0 --size 1000x1002")},
      {"mocap", words_of("prepare mocap data/data_3d_h36m.npz -o small")},
      {"detect",
       words_of("detect in/clip.mp4 -o d.json --detector thunder --detector-weights in/network "
                "--threads 1"),
       {},
       true}};
  return all;
}

const Job& job(const std::string& name) { return *std::ranges::find(jobs(), name, &Job::name); }

Place::Place() { fs::copy(original().path(), folder_.path(), fs::copy_options::recursive); }

Files files_in(const std::string& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).string();
    if (entry.is_symlink())
      files[name] = "a link to " + fs::read_symlink(entry.path()).string();
    else if (entry.is_regular_file())
      files[name] = read_text(entry.path().string());
    else if (!entry.is_directory())
      files[name] = "something else";
  }
  return files;
}

const Files& result_of(const Job& job) { return undisturbed(job).files; }
Seconds duration_of(const Job& job) { return undisturbed(job).took; }

bool has_result_of(const Job& job, const Files& files) {
  const Files& wanted = result_of(job);
  return files.size() == wanted.size() && std::ranges::all_of(wanted, [&](const auto& file) {
           const auto found = files.find(file.first);
           return found != files.end() && (found->second == file.second || varies(job, file.first));
         });
}

Words with_library() {
  // Beside this test; AddressSanitizer's own library has to come first where there is one.
  const std::string ours =
      fs::read_symlink("/proc/self/exe").parent_path() / "libposegrad_inject.so";
  std::istringstream maps(read_text("/proc/self/maps"));
  std::string sanitizer;
  for (std::string line; std::getline(maps, line) && sanitizer.empty();)
    if (line.find("/libasan.so") != std::string::npos) sanitizer = line.substr(line.find('/'));
  return {"LD_PRELOAD=" + (sanitizer.empty() ? ours : sanitizer + ":" + ours),
          "POSEGRAD_FAULT_PROGRAM=" + fs::path(program_path()).filename().string(),
          "LSAN_OPTIONS=detect_leaks=0"};
}

Words with_fault(const std::string& fault, const Place& place) {
  Words environment = with_library();
  environment.push_back("POSEGRAD_FAULT=" + fault);
  environment.push_back("POSEGRAD_FAULT_FOLDER=" + place.path());
  return environment;
}

Words error_lines(const std::string& text) {
  Words list = lines(without_progress(text));
  std::erase_if(list, [](const std::string& line) {
    return line.empty() || line.ends_with("; the training goes on without") ||
           line.starts_with("Stopping after this step") || line.starts_with("Interrupted; not");
  });
  return list;
}

void check_end(const Job& job, const Ended& ended, const Place& place, const std::string& what,
               int signal) {
  const std::string where =
      fmt::format("{}, {}, exit code {}: {}", job.name, what, ended.exit_code, ended.err);
  BOOST_TEST(!ended.timed_out, where);
  BOOST_TEST(!ended.left_children, where);
  const bool by_signal = signal != 0 && (ended.exit_code == 128 + signal || ended.exit_code == 130);
  BOOST_TEST((by_signal || (ended.exit_code >= 0 && ended.exit_code <= 1)), where);
  const Files files = files_in(place.path());
  if (ended.exit_code == 0) BOOST_TEST(has_result_of(job, files), where);
  const int told = static_cast<int>(error_lines(ended.err).size());
  // inspect may say it in its report.
  const bool reports = job.arguments.front() == "inspect" && !ended.out.empty();
  if (ended.exit_code == 1) BOOST_TEST(((told >= 1 || reports) && told <= job.error_lines), where);
  const Files before = files_in(original().path());
  const Files& wanted = result_of(job);
  for (const auto& [name, bytes] : files) {
    const auto old = before.find(name), done = wanted.find(name);
    const bool is_good = (old != before.end() && old->second == bytes) ||
                         (done != wanted.end() && (done->second == bytes || varies(job, name))) ||
                         (signal != 0 && name == "checkpoint/interrupted.bin");
    BOOST_TEST(is_good, name << " is there, and neither old nor finished: " << where);
  }
  for (const auto& [name, bytes] : before)
    BOOST_TEST(files.contains(name), name << " is gone: " << where);
}

}  // namespace posegrad::test
