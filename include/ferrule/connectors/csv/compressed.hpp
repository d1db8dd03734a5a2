// SPDX-License-Identifier: BSL-1.0
// connectors/csv/compressed.hpp - gzip and zstd by their libraries, and a file of any kind opened by its first bytes.
#pragma once
#include <ferrule/connectors/csv/source.hpp>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace ferrule::csv::detail {

/// What decompressors share: a buffer of compressed bytes.
class decompressor : public byte_source {
protected:
  decompressor(source_ptr inner, std::string path, std::string_view what)
      : path_(std::move(path)), what_(what), inner_(std::move(inner)) {}

  // False at the end of the file.
  result<bool> refill() {
    auto count = inner_->read(buffer_.get(), size);
    if (!count) return fail(std::move(count.error()));
    have_ = *count;
    at_ = 0;
    return have_ != 0;
  }
  tl::unexpected<error> damaged(std::string_view why) const {
    return fail(
        errc::corrupt,
        concat("csv file ", quoted(path_, 300), " is damaged ", what_, ": ", why,
               "; what was delivered before is complete and checked as far as the format does"));
  }
  tl::unexpected<error> no_memory() const {
    return fail(errc::resource, concat("csv file ", quoted(path_, 300), ": ", what_,
                                       " got no memory to read it; try again with more"));
  }

  static constexpr std::size_t size = 64 * 1024;
  std::unique_ptr<char[]> buffer_{new char[size]};
  std::size_t at_ = 0, have_ = 0;
  std::string path_;
  std::string_view what_;

private:
  source_ptr inner_;
};

/// Any number of gzip members, one behind the other.
class gzip_source final : public decompressor {
public:
  gzip_source(source_ptr inner, std::string path)
      : decompressor(std::move(inner), std::move(path), "gzip") {
    good_ = inflateInit2(&stream_, 15 + 16) ==
            Z_OK;  // 16: with gzip's header and checksum, and nothing else
  }
  gzip_source(const gzip_source&) = delete;
  ~gzip_source() override { inflateEnd(&stream_); }

protected:
  result<std::size_t> pull(char* to, std::size_t room) override {
    if (!good_) return no_memory();
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(room, 1u << 30));
    const uInt wanted = stream_.avail_out;
    while (stream_.avail_out == wanted) {
      if (at_ == have_) {
        auto more = refill();
        if (!more) return fail(std::move(more.error()));
        if (!*more) {
          if (inside_) return damaged("it ends in the middle");
          return std::size_t{0};
        }
      }
      if (!inside_) {
        // Zeros behind a member are padding, as gzip has it.
        while (at_ != have_ && began_ && buffer_[at_] == '\0') ++at_;
        if (at_ == have_) continue;
        if (began_) inflateReset(&stream_);
        began_ = inside_ = true;
      }
      stream_.next_in = reinterpret_cast<Bytef*>(buffer_.get() + at_);
      stream_.avail_in = static_cast<uInt>(have_ - at_);
      const int code = inflate(&stream_, Z_NO_FLUSH);
      at_ = have_ - stream_.avail_in;
      if (code == Z_MEM_ERROR) return no_memory();
      if (code == Z_STREAM_END) inside_ = false;
      else if (code != Z_OK && code != Z_BUF_ERROR)
        return damaged(stream_.msg != nullptr ? stream_.msg : "zlib cannot read on");
    }
    return static_cast<std::size_t>(wanted - stream_.avail_out);
  }

private:
  z_stream stream_{};
  bool good_ = false, inside_ = false, began_ = false;
};

/// Any number of zstd frames.
class zstd_source final : public decompressor {
public:
  zstd_source(source_ptr inner, std::string path)
      : decompressor(std::move(inner), std::move(path), "zstd"), stream_(ZSTD_createDStream()) {}

protected:
  result<std::size_t> pull(char* to, std::size_t room) override {
    if (!stream_) return no_memory();
    ZSTD_outBuffer out{to, room, 0};
    while (out.pos == 0) {
      if (at_ == have_ && !pending_) {
        auto more = refill();
        if (!more) return fail(std::move(more.error()));
        if (!*more) {
          if (inside_) return damaged("it ends in the middle");
          return std::size_t{0};
        }
      }
      ZSTD_inBuffer in{buffer_.get(), have_, at_};
      const std::size_t left = ZSTD_decompressStream(stream_.get(), &out, &in);
      at_ = in.pos;
      if (ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation) return no_memory();
      if (ZSTD_isError(left) != 0) return damaged(ZSTD_getErrorName(left));
      inside_ = left != 0;
      pending_ = out.pos == out.size;  // it may hold more than there was room for
    }
    return out.pos;
  }

private:
  struct free_stream {
    void operator()(ZSTD_DStream* s) const noexcept { ZSTD_freeDStream(s); }
  };
  std::unique_ptr<ZSTD_DStream, free_stream> stream_;
  bool inside_ = false, pending_ = false;
};

/// What files of the formats begin with.
inline constexpr std::string_view gzip_begins = "\x1f\x8b", zstd_begins = "\x28\xb5\x2f\xfd";

/// A file whose name says that it is compressed and that ends before its first bytes could: that is no table without rows.
inline bool is_cut_off(std::string_view path, std::string_view bytes) noexcept {
  const auto is_begun = [&](std::string_view ending, std::string_view begins) {
    return path.ends_with(ending) && bytes.size() < begins.size() && begins.starts_with(bytes);
  };
  return is_begun(".gz", gzip_begins) || is_begun(".zst", zstd_begins);
}

/// The text of a file, or of a part of it: decompressed, and as UTF-8 where it begins with the mark of UTF-16.
inline result<source_ptr> open_text(const std::string& path, std::uint64_t offset = 0,
                                    std::uint64_t end = ~std::uint64_t{0}) {
  auto file = open_file(path);
  if (!file) return fail(std::move(file.error()));
  if (offset != 0 && ::lseek(file->get(), static_cast<::off_t>(offset), SEEK_SET) < 0)
    return fail(errc::io, concat("csv cannot move in the file ", quoted(path, 300), ": ",
                                 std::strerror(errno)));
  source_ptr out = std::make_unique<file_source>(std::move(*file), path, end - offset);
  if (offset != 0 || end != ~std::uint64_t{0}) return out;
  auto first = out->peek();
  if (!first) return fail(std::move(first.error()));
  if (is_cut_off(path, *first))
    return fail(errc::corrupt, concat("csv file ", quoted(path, 300),
                                      " is damaged: its name says that it "
                                      "is compressed, and it ends after ",
                                      first->size(), " bytes"));
  if (first->starts_with(gzip_begins)) out = std::make_unique<gzip_source>(std::move(out), path);
  else if (first->starts_with(zstd_begins))
    out = std::make_unique<zstd_source>(std::move(out), path);
  first = out->peek();
  if (!first) return fail(std::move(first.error()));
  if (*first == std::string_view("\xff\xfe\0\0", 4) ||
      *first == std::string_view("\0\0\xfe\xff", 4))
    return fail(errc::unsupported,
                concat("csv file ", quoted(path, 300),
                       " is UTF-32; convert it to UTF-8, with iconv for instance"));
  if (first->starts_with("\xff\xfe") || first->starts_with("\xfe\xff"))
    out = std::make_unique<utf16_source>(std::move(out), first->starts_with("\xfe\xff"), path);
  return out;
}

}  // namespace ferrule::csv::detail
