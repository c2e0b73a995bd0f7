#!/usr/bin/env bash
# The verbs are listed in build/help.txt. All but fold and help are written once, in build/Folding.Build, for this script and build.ps1.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 FOLDING_ROOT="$root"

# The files a program is made of: those in the given folders and the settings at the root.
sources() {
    find Directory.Build.props Directory.Packages.props global.json "$@" \
        -type d \( -name bin -o -name obj \) -prune -o -type f ! -name '.*' ! -name '*.md' -print
}

# Whether the stamp lists the very files that are there now, and none of them is newer.
fresh() {
    local files file
    [[ -f $dll && -f $stamp ]] || return 1
    files=$(sources "$@")
    [[ $files == "$(<"$stamp")" ]] || return 1
    while read -r file; do
        if [[ $file -nt $stamp ]]; then return 1; fi
    done <<<"$files"
}

# build PROJECT DLL FOLDER...: brings the program up to date with the sources in FOLDERs, quietly.
build() (
    cd "$root"
    project=$1 dll=$1/bin/Release/net10.0/$2 stamp=$1/obj/build.stamp log=$1/obj/build.log
    shift 2
    if fresh "$@"; then return; fi

    mkdir -p "$project/obj"
    exec 9>"$stamp.lock" # one build at a time, where the system has flock
    if command -v flock >/dev/null; then flock 9; fi
    if fresh "$@"; then return; fi

    echo "building $project ..." >&2
    sources "$@" >"$stamp.new"
    # The compiler's server outlives the build: it must inherit neither the lock nor the caller's streams.
    if ! dotnet build "$project" -c Release -v q --nologo </dev/null >"$log" 2>&1 9>&-; then
        cat "$log" >&2
        exit 4
    fi
    mv "$stamp.new" "$stamp"
)

verb=${1:-help}
shift $(($# > 0))
if [[ $verb == help || $verb == --help || $verb == -h ]]; then
    exec cat "$root/build/help.txt"
fi
if ! command -v dotnet >/dev/null; then
    echo "dotnet is not on the PATH: install the .NET SDK 10 from https://dot.net and run this again." >&2
    exit 4
fi

if [[ $verb == fold ]]; then
    build folding/Folding.Cli fold.dll interop folding
    exec dotnet "$root/folding/Folding.Cli/bin/Release/net10.0/fold.dll" "$@"
fi
build build/Folding.Build Folding.Build.dll build
exec dotnet "$root/build/Folding.Build/bin/Release/net10.0/Folding.Build.dll" "$verb" "$@"
