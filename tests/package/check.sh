#!/bin/sh
# sh check.sh CHECKOUT FOLDER WAY: gets ferrule in one of the ways below, from the checkout, without a network, and uses it.
# FOLDER is for what is built; the way `install` comes before those that need an installed ferrule. CXX, CMAKE and
# CMAKE_GENERATOR are taken from the environment.
set -eu
checkout=$1
folder=$2
way=$3
here=$checkout/tests/package
prefix=$folder/prefix
: "${CXX:=g++}" "${CMAKE:=cmake}"
export CXX
rm -rf "${folder:?}/$way"
mkdir -p "$folder/$way"
cd "$folder/$way"

fail() {
  echo "$*" >&2
  exit 1
}
says() { # says EXPECTED COMMAND...: the command succeeds and prints exactly this
  expected=$1
  shift
  printed=$("$@") || fail "$* failed"
  [ "$printed" = "$expected" ] || fail "$* printed '$printed', not '$expected'"
}
refused() { # refused SENTENCE CMAKE-ARGUMENTS...: CMake fails and says the sentence, in however many lines
  sentence=$1
  shift
  rm -f CMakeCache.txt
  if "$CMAKE" "$@" >output 2>&1; then fail "accepted, but must be refused: $sentence"; fi
  tr -s ' \n' ' ' <output | grep -qF "$sentence" || {
    cat output
    fail "the sentence is missing: $sentence"
  }
}
trades="3 trades, 1341.00"

case $way in
  install) # as a package would: without tests, into a folder that is then moved
    rm -rf "$prefix"
    "$CMAKE" -S "$checkout" -B . -DCMAKE_INSTALL_PREFIX=/nowhere -DFERRULE_BUILD_TESTS=OFF \
      -DFERRULE_BUILD_EXAMPLES=OFF -DFERRULE_BUILD_BENCHMARKS=OFF
    "$CMAKE" --install . --prefix "$folder/install/moved"
    mv "$folder/install/moved" "$prefix"
    (cd "$checkout/include" && find . -name '*.[hi]pp' | sort) >here
    (cd "$prefix/include" && find . -type f | sort) >installed
    diff here installed || fail "not all headers, or more than the headers, were installed"
    ! grep -rF -e "$checkout/" -e "$checkout\"" "$prefix" || fail "the installed files name the folder they were made in"
    ;;

  find_package)
    "$CMAKE" -S "$here" -B . -DWAY=find_package -DCMAKE_PREFIX_PATH="$prefix"
    "$CMAKE" --build .
    says "$trades" ./consumer
    ;;

  missing_component)
    refused "this install of ferrule has no component 'kafka'; it has: memory, foobar, csv, sqlite" \
      -S "$here" -B . -DWAY=find_package -DCOMPONENTS=kafka -DCMAKE_PREFIX_PATH="$prefix"
    ;;

  without_client) # where a client library is missing, its connector is left out, and the rest is there
    "$CMAKE" -S "$checkout" -B made -DFERRULE_BUILD_TESTS=OFF -DFERRULE_BUILD_EXAMPLES=OFF -DFERRULE_BUILD_BENCHMARKS=OFF \
      -DCMAKE_DISABLE_FIND_PACKAGE_SQLite3=ON >made.log
    grep -F "ferrule::sqlite: left out, SQLite3 was not found" made.log || fail "nothing says that sqlite is left out"
    "$CMAKE" --install made --prefix "$PWD/prefix"
    refused "this install of ferrule has no component 'sqlite'; it has: memory, foobar, csv" \
      -S "$here" -B . -DWAY=find_package -DCMAKE_PREFIX_PATH="$PWD/prefix"
    # Or it was there where ferrule was installed, and is missing here.
    refused "the component 'sqlite' of ferrule needs SQLite3, which was not found" \
      -S "$here" -B . -DWAY=find_package -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_DISABLE_FIND_PACKAGE_SQLite3=ON
    ;;

  old_boost) # a Boost before 1.81 is refused in one sentence
    mkdir old
    cat >old/FindBoost.cmake <<'END'
set(Boost_VERSION_STRING 1.74.0)
set(Boost_FOUND TRUE)
if(Boost_FIND_VERSION VERSION_GREATER Boost_VERSION_STRING)
  set(Boost_FOUND FALSE)
endif()
END
    refused "ferrule needs Boost 1.81 or newer, and the one found is 1.74.0." \
      -S "$checkout" -B . -DCMAKE_MODULE_PATH="$PWD/old" -DFERRULE_BUILD_TESTS=OFF
    ;;

  add_subdirectory | fetch_content)
    "$CMAKE" -S "$here" -B . -DWAY="$way" -DFERRULE_CHECKOUT="$checkout" -DFETCHCONTENT_FULLY_DISCONNECTED=ON
    "$CMAKE" --build .
    says "$trades" ./consumer
    ;;

  pkg_config)
    PKG_CONFIG_PATH=$prefix/share/pkgconfig
    export PKG_CONFIG_PATH
    # shellcheck disable=SC2046  # flags are words
    $CXX -std=c++20 "$here/main.cpp" $(pkg-config --cflags --libs ferrule-sqlite) -o consumer
    says "$trades" ./consumer
    says 0.1.0 pkg-config --modversion ferrule
    ;;

  readers) # the components that read settings, by CMake and by pkg-config
    "$CMAKE" -S "$here" -B . -DWAY=readers -DCOMPONENTS="json;yaml" -DCMAKE_PREFIX_PATH="$prefix"
    "$CMAKE" --build .
    says "3, 3" ./consumer
    PKG_CONFIG_PATH=$prefix/share/pkgconfig
    export PKG_CONFIG_PATH
    # shellcheck disable=SC2046  # flags are words
    $CXX -std=c++20 "$here/readers.cpp" $(pkg-config --cflags --libs ferrule-json ferrule-yaml) -o by_pkg_config
    says "3, 3" ./by_pkg_config
    ;;

  plain) # no build system at all, exactly as the README says
    cp "$here/main.cpp" "$here/trade.hpp" .
    cp -R "$checkout/include" include
    $CXX -std=c++20 -O2 -Iinclude main.cpp -lsqlite3 -lfmt -o consumer
    says "$trades" ./consumer
    ;;

  compiled_apart) # ferrule's functions in a file of their own, exactly as docs/how-to/compile-apart.md says
    cp "$here/main.cpp" "$here/trade.hpp" "$here/bodies.cpp" .
    cp -R "$checkout/include" include
    for file in main bodies; do
      $CXX -std=c++20 -O2 -Iinclude -DFERRULE_SEPARATE_COMPILATION -c "$file.cpp"
    done
    $CXX main.o bodies.o -lsqlite3 -lfmt -o consumer
    says "$trades" ./consumer
    nm -C main.o | grep -q ' U ferrule::sqlite::connector::connector(' || fail "main.o has what bodies.o is for"
    ;;

  two_standards) # one program, a translation unit of C++20 and one of C++23
    $CXX -std=c++20 -Wall -Wextra -I"$checkout/include" -c "$here/counts_cxx20.cpp" -o counts_cxx20.o
    $CXX -std=c++23 -Wall -Wextra -I"$checkout/include" -c "$here/counts_cxx23.cpp" -o counts_cxx23.o
    $CXX counts_cxx20.o counts_cxx23.o -lsqlite3 -lfmt -o consumer
    ./consumer
    # The same names on both sides: `result` is one type, whatever the language mode.
    nm -C counts_cxx20.o | grep -q 'T count_in_cxx20' || fail "count_in_cxx20 is not defined"
    ;;

  unused) # a connector that is not used costs no include and no byte
    $CXX -std=c++20 -O2 -I"$checkout/include" -MD -MF dependencies "$here/memory_only.cpp" -lfmt -o program
    ./program
    ! grep -E 'sqlite3\.h|connectors/(sqlite|foobar|csv)' dependencies || fail "the memory connector includes another one's headers"
    ! nm -C program | grep -E "sqlite3_|ferrule::(sqlite|foobar|csv)" || fail "the program holds symbols of a connector it does not use"
    ! strings program | grep "sqlite3_" || fail "the program holds strings of SQLite"
    ;;

  *) fail "unknown way: $way" ;;
esac
