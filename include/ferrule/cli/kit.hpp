// SPDX-License-Identifier: BSL-1.0
// cli/kit.hpp - `kit`: the conformance kit on a source of the user's.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>
#include <ferrule/conformance.hpp>

namespace ferrule::cli {

/// Runs the kit. It writes into what is Writable: into a copy where the source is a file, and elsewhere only where allowed.
template<class Registry>
exit_code kit(context& with, const kit_options& asked) {
  auto found = with.sources.find(asked.source);
  if (!found) return with.io.complain(found.error());
  std::optional<aside> copied;
  if (!found->file.empty() && std::filesystem::is_regular_file(found->file)) {
    const auto scratch = std::filesystem::temp_directory_path() / found->file.filename();
    auto beside = aside::beside(scratch, with.signals);
    if (!beside) return with.io.complain(beside.error());
    copied = std::move(*beside);
    std::error_code wrong;
    std::filesystem::copy_file(found->file, copied->path(), wrong);
    if (wrong) return with.io.complain(system_error(wrong.value(), "cannot copy", found->file));
    found = with.sources.find(copied->path().string(), true);
    if (!found) return with.io.complain(found.error());
  } else if (!asked.may_write && found->entry->facts().capabilities.has(capability::writable)) {
    with.io.complain(concat("the kit makes, writes and replaces tables called ferrule_kit_... in ",
                            quoted(asked.source), "; say --may-write if it may"));
    return exit_code::permission;
  }
  auto subject = found->entry->subject(found->options);
  if (!subject) return with.io.complain(subject.error());
  const conformance::report report = conformance::run(**subject);
  with.io.say(asked.json ? report.to_json() : report.to_text());
  return report.ok() ? exit_code::ok : exit_code::data;
}

}  // namespace ferrule::cli
