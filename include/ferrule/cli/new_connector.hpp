// SPDX-License-Identifier: BSL-1.0
// cli/new_connector.hpp - `new-connector`: a project with a connector that works, to be changed into one's own.
#pragma once
#include <algorithm>
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>
#include <ferrule/cli/new_connector/files.hpp>

namespace ferrule::cli {

/// `text` with the placeholders replaced.
inline std::string filled_in(std::string_view text, std::string_view name,
                             std::string_view ferrule) {
  std::string out;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find('@'), text.size());
    out += text.substr(0, at);
    text.remove_prefix(at);
    if (text.starts_with("@name@")) {
      out += name;
      text.remove_prefix(6);
    } else if (text.starts_with("@ferrule@")) {
      out += ferrule;
      text.remove_prefix(9);
    } else if (text.starts_with("@include@")) {
      out += "#include";
      text.remove_prefix(9);
    } else if (!text.empty()) {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

/// Whether the name can be a namespace, a file and a target.
inline bool is_project_name(std::string_view name) {
  // Words of C++ that are lower case, and names that the project uses.
  constexpr std::string_view taken[] = {
      "alignas",  "alignof",   "and",       "asm",       "auto",      "bitand",   "bitor",
      "bool",     "break",     "case",      "catch",     "char",      "class",    "compl",
      "concept",  "const",     "consteval", "constexpr", "constinit", "continue", "decltype",
      "default",  "delete",    "do",        "double",    "else",      "enum",     "explicit",
      "export",   "extern",    "false",     "ferrule",   "float",     "for",      "friend",
      "goto",     "if",        "inline",    "int",       "kit",       "long",     "main",
      "mutable",  "namespace", "new",       "noexcept",  "not",       "nullptr",  "operator",
      "or",       "private",   "protected", "public",    "register",  "requires", "return",
      "short",    "signed",    "sizeof",    "static",    "std",       "struct",   "switch",
      "template", "this",      "throw",     "true",      "try",       "typedef",  "typeid",
      "typename", "union",     "unsigned",  "using",     "virtual",   "void",     "volatile",
      "while",    "xor"};
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), fits) && name.find("__") == name.npos &&
         std::find(std::begin(taken), std::end(taken), name) == std::end(taken);
}

/// Where the headers that this program was made with came from: the folder above include/.
inline std::filesystem::path ferrule_folder() {
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path();
}

/// Writes the project, all of it or nothing.
template<class Registry>
exit_code new_connector(context& with, const new_connector_options& asked) {
  if (!is_project_name(asked.name)) {
    with.io.complain(
        concat(quoted(asked.name),
               " cannot be the name of a connector: it becomes a namespace, so write a "
               "lower-case word such as 'duck' that means nothing in C++"));
    return exit_code::usage;
  }
  const std::filesystem::path folder = asked.folder.empty() ? asked.name : asked.folder;
  std::error_code ignored;
  if (std::filesystem::exists(folder, ignored)) {
    with.io.complain(concat("there is something called ", quoted(folder.string()),
                            " already; choose another place with --folder"));
    return exit_code::io;
  }
  const std::filesystem::path ferrule = std::filesystem::absolute(
      asked.ferrule.empty() ? ferrule_folder() : std::filesystem::path(asked.ferrule), ignored);
  auto made = aside::beside(folder, with.signals);
  if (!made) return with.io.complain(made.error());
  std::filesystem::create_directory(made->path(), ignored);
  for (const project::file& f : project::files) {
    const auto path = made->path() / filled_in(f.path, asked.name, {});
    const std::string text = filled_in(f.text, asked.name, ferrule.string());
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "we"),
                                                               &std::fclose);
    if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
        std::fflush(file.get()) != 0)
      return with.io.complain(system_error(errno, "cannot write", folder / path.filename()));
  }
  if (auto ok = made->put_into_place(); !ok) return with.io.complain(ok.error());
  const std::string where = folder.string();
  with.io.say(concat("written: ", one_line(where), "\n\nNow build and test it:\n  cmake -S ", where,
                     " -B build && cmake --build build && ctest --test-dir build\n  build/",
                     asked.name, " cat ", where, "/sample.", asked.name, "\nThen change ", where,
                     "/", asked.name, ".hpp into what reads your source.\n"));
  return exit_code::ok;
}

}  // namespace ferrule::cli
