// SPDX-License-Identifier: BSL-1.0
// cli/output.hpp - where `query` and `cat` put rows: the screen or a file, as text or as JSON.
#pragma once
#include <ferrule/cli/context.hpp>

namespace ferrule::cli {

/// The output of one command. A file is put into place by `finish` and only then.
class row_output {
public:
  /// To `path`, or to the console where it is empty.
  static result<row_output> open(context& with, const std::string& path, bool json) {
    row_output out(with, json);
    if (path.empty()) return out;
    auto file = text_file::create(path, with.signals);
    if (!file) return fail(std::move(file.error()));
    out.file_ = std::make_unique<text_file>(std::move(*file));
    return out;
  }

  bool json() const noexcept { return json_; }
  std::FILE* stream() const noexcept { return file_ ? file_->get() : with_->io.out(); }
  void put(std::string_view text) const { std::fwrite(text.data(), 1, text.size(), stream()); }

  /// Reads rows by `read(row_sink&)`, which says what became of them. `sample`: how many rows are looked at for the widths of columns
  /// before the first is printed.
  template<class F>
  auto rows(std::size_t sample, std::string what, F&& read) const {
    // Whoever sees the rows sees how many there are.
    const bool show = with_->io.is_watched() && ::isatty(::fileno(stream())) == 0;
    progress seen(show && json_ ? with_->io.err() : nullptr, std::move(what));
    row_sink sink(std::in_place_type<text_table>, stream(),
                  text_table_options{.types = true, .sample = std::max<std::size_t>(sample, 1)});
    if (json_) sink.emplace<json_rows>(stream(), &seen);
    return read(sink);
  }
  /// Errors: `io`; what putting a file into place says.
  result<void> finish() {
    if (file_) return file_->finish();
    return with_->io.finish();
  }

private:
  row_output(context& with, bool json) : with_(&with), json_(json) {}
  context* with_;
  bool json_;
  std::unique_ptr<text_file> file_;
};

}  // namespace ferrule::cli
