// SPDX-License-Identifier: BSL-1.0
// Lock files of arbitrary bytes: what is read is what was written, or one error of the right kind. No fuzzer guesses a checksum, so
// the bytes are also tried with the last line that they should have.
#include <cstdlib>
#include <ferrule/cli/contract.hpp>

namespace {

using namespace ferrule;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(std::string_view text) {
  const auto read = cli::parse_contract(text, "fuzz");
  if (!read) {
    require(read.error().kind == errc::corrupt || read.error().kind == errc::unsupported);
    require(!read.error().message.empty());
    return;
  }
  const std::string again = to_text(*read);
  const auto second = cli::parse_contract(again, "fuzz");
  require(second && *second == *read);
  require(cli::difference(*read, *second).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text);
  std::string whole = "ferrule.lock 1\n" + std::string(text);
  if (!whole.ends_with('\n')) whole += '\n';
  const auto lines = std::count(whole.begin(), whole.end(), '\n');
  whole += concat("end ", lines, " lines, checksum ", cli::detail::checksum_text(whole), "\n");
  check(whole);
  return 0;
}
