// SPDX-License-Identifier: BSL-1.0
// JSON settings of arbitrary bytes: a tree that is what was written, or one error of the right kind.
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <support/settings_invariants.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto strict = ferrule::read_json(text, "fuzz");
  test::check_settings(strict, text);
  const auto lenient =
      ferrule::read_json(text, "fuzz", {.comments = true, .trailing_commas = true});
  test::check_settings(lenient, text);
  if (strict) test::require(lenient && *lenient == *strict);

  // Boost's own reader agrees on what is JSON, but for what settings refuse.
  boost::json::parse_options rules;
  rules.max_depth = ferrule::settings::max_depth;
  boost::system::error_code wrong;
  const std::string_view marked = text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
  boost::json::parse({marked.data(), marked.size()}, wrong, {}, rules);
  if (strict) test::require(!wrong);
  else if (!wrong) test::require(strict.error().message.find("there twice") != std::string::npos);
  return 0;
}
