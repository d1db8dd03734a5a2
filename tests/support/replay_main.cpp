// SPDX-License-Identifier: BSL-1.0
// support/replay_main.cpp - runs a fuzz target where there is no libFuzzer: every file of a folder of seeds, then
// mutations of them, the same ones each time.
//
//   fuzz.NAME FOLDER [MUTATIONS]    replays the seeds in FOLDER
//   fuzz.NAME FILE                  replays one input, for instance the `crash-input` that a failing run leaves behind
#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using input = std::vector<std::uint8_t>;

input current;  // what the target is looking at, for whoever has to save it

void save_current() {
  if (std::FILE* file = std::fopen("crash-input", "wb")) {
    std::fwrite(current.data(), 1, current.size(), file);
    std::fclose(file);
    std::fprintf(stderr, "the input was saved as crash-input (%zu bytes)\n", current.size());
  }
}

void on_signal(int signal) {
  save_current();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const input& bytes) {
  current = bytes;
  LLVMFuzzerTestOneInput(current.data(), current.size());
}

input read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// splitmix64: the same numbers on every machine and standard library, unlike <random>'s distributions.
struct numbers {
  std::uint64_t state = 0x9e3779b97f4a7c15;
  std::uint64_t operator()() {
    std::uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>((*this)() % n); }
};

input mutated(const std::vector<input>& seeds, numbers& random) {
  static constexpr std::uint8_t telling[] = {0,   1,    0x7f, 0x80, 0xff, '\n', '\r', '"', '\'',
                                             ',', '\\', '{',  '}',  '[',  ' ',  '0',  '9', '-'};
  input bytes = seeds[random.below(seeds.size())];
  for (std::size_t times = 1 + random.below(4); times > 0; --times) {
    const std::size_t at = random.below(bytes.size() + 1);
    const auto here = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t run = std::min<std::size_t>(bytes.size() - at, 1 + random.below(16));
    switch (random.below(7)) {
      case 0:  // flip a bit
        if (at < bytes.size()) *here ^= static_cast<std::uint8_t>(1u << random.below(8));
        break;
      case 1:  // replace a byte
        if (at < bytes.size()) *here = telling[random.below(std::size(telling))];
        break;
      case 2: bytes.insert(here, telling[random.below(std::size(telling))]); break;
      case 3: bytes.erase(here, here + static_cast<std::ptrdiff_t>(run)); break;
      case 4: {  // repeat a part
        const input part(here, here + static_cast<std::ptrdiff_t>(run));
        bytes.insert(here, part.begin(), part.end());
        break;
      }
      case 5: bytes.resize(at); break;
      default: {  // take the rest from another seed
        const input& other = seeds[random.below(seeds.size())];
        bytes.resize(at);
        bytes.insert(bytes.end(),
                     other.begin() + static_cast<std::ptrdiff_t>(random.below(other.size() + 1)),
                     other.end());
      }
    }
  }
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FOLDER [MUTATIONS] | FILE\n", argv[0]);
    return 2;
  }
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(save_current);
  else
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL})
      std::signal(signal, on_signal);

  const std::filesystem::path from = argv[1];
  std::vector<input> seeds;
  if (std::filesystem::is_directory(from)) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(from))
      files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) seeds.push_back(read(file));
  } else if (std::filesystem::exists(from)) {
    run(read(from));
    return 0;
  }
  const std::size_t from_files = seeds.size();
  seeds.emplace_back();
  for (const input& seed : seeds) run(seed);

  const long mutations = argc > 2 ? std::strtol(argv[2], nullptr, 10) : 0;
  numbers random;
  for (long i = 0; i < mutations; ++i) run(mutated(seeds, random));
  std::printf("%zu seeds, %ld mutations\n", from_files, mutations);
}
