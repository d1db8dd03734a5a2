#include <cmath>
#include <ferrule/cli/kit_subject.hpp>
#include <ferrule/connectors/sqlite.hpp>

namespace ferrule::cli {

// SQLite's own language, and what any SQLite database changes on the way into a column.
template<>
struct kit_fixture<sqlite::connector> {
  sqlite::config settings;
  sqlite::config good_config() { return settings; }
  conformance::statement_texts statements() { return {}; }
  std::string exempt(const field& column, const value_view& v) {
    const bool numeric = column.external_type == "NUMERIC" || column.external_type == "ANY";
    if (v.holds<double>() && v.as<double>() == 0 && std::signbit(v.as<double>()))
      return "SQLite keeps it as 0.0";
    if (numeric && v.holds<std::string_view>() && v.as<std::string_view>() == "12")
      return "SQLite makes a number of it on the way into the column";
    if (numeric && v.holds<double>() && v.as<double>() == std::trunc(v.as<double>()) &&
        std::abs(v.as<double>()) < 0x1p63)
      return "SQLite makes an integer of it on the way into the column";
    return {};
  }
};

template result<std::shared_ptr<conformance::subject>> kit_subject_of<sqlite::connector>(
    const settings&);

}  // namespace ferrule::cli
