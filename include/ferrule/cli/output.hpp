// SPDX-License-Identifier: BSL-1.0
// cli/output.hpp - where `query` and `cat` put rows: the screen or a file, as text, JSON, CSV or JSON lines.
#pragma once
#include <ferrule/cli/context.hpp>

namespace ferrule::cli {

/// The output of one command. A file is put into place by `finish` and only then.
class row_output {
public:
  /// To `path`, or to the console where it is empty.
  static result<row_output> open(context& with, const std::string& path, row_format format) {
    row_output out(with, format);
    if (path.empty()) return out;
    auto file = text_file::create(path, with.signals);
    if (!file) return fail(std::move(file.error()));
    out.file_ = std::make_unique<text_file>(std::move(*file));
    return out;
  }

  bool is(row_format format) const noexcept { return format_ == format; }
  /// Whether what is printed is rows and nothing else.
  bool is_bare() const noexcept { return is(row_format::csv) || is(row_format::json_lines); }
  std::FILE* stream() const noexcept { return file_ ? file_->get() : with_->io.out(); }
  void put(std::string_view text) const { std::fwrite(text.data(), 1, text.size(), stream()); }

  /// Reads rows by `read(row_sink&)`, which says what became of them. `sample`: how many rows are looked at for the widths of columns
  /// before the first is printed.
  template<class F>
  auto rows(std::size_t sample, std::string what, F&& read) const {
    // Whoever sees the rows sees how many there are.
    const bool show = with_->io.is_watched() && ::isatty(::fileno(stream())) == 0;
    progress seen(show && is(row_format::json) ? with_->io.err() : nullptr, std::move(what));
    row_sink sink(std::in_place_type<text_table>, stream(),
                  text_table_options{.types = true, .sample = std::max<std::size_t>(sample, 1)});
    if (is(row_format::json)) sink.emplace<json_rows>(stream(), &seen);
    else if (is(row_format::csv)) sink.emplace<csv_sink>(into_csv(stream()));
    else if (is(row_format::json_lines)) sink.emplace<json_lines_sink>(into_json_lines(stream()));
    return read(sink);
  }
  /// Errors: `io`; what putting a file into place says.
  result<void> finish() {
    if (file_) return file_->finish();
    return with_->io.finish();
  }

private:
  row_output(context& with, row_format format) : with_(&with), format_(format) {}
  context* with_;
  row_format format_;
  std::unique_ptr<text_file> file_;
};

}  // namespace ferrule::cli
