# The verbs are listed in build/help.txt. All but fold and help are written once, in build/Folding.Build, for this script and build.sh.
# Only the language and .NET itself are used here, no cmdlets, so that the tests can run it in any host.
$ErrorActionPreference = 'Continue'
$root = $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:FOLDING_ROOT = $root

# The files a program is made of: those in the given folders and the settings at the root.
function Get-Sources([string[]] $folders) {
    foreach ($name in 'Directory.Build.props', 'Directory.Packages.props', 'global.json') { [IO.Path]::Combine($root, $name) }
    foreach ($folder in $folders) {
        foreach ($file in [IO.Directory]::EnumerateFiles([IO.Path]::Combine($root, $folder), '*', 'AllDirectories')) {
            if ($file.Substring($root.Length) -notmatch '[\\/](bin|obj)[\\/]|[\\/]\.[^\\/]*$|\.md$') { $file }
        }
    }
}

# Whether the stamp lists the very files that are there now, and none of them is newer.
function Test-Fresh([string] $dll, [string] $stamp, [string[]] $sources) {
    if (-not ([IO.File]::Exists($dll) -and [IO.File]::Exists($stamp))) { return $false }
    if ([IO.File]::ReadAllText($stamp) -cne ($sources -join "`n")) { return $false }
    $built = [IO.File]::GetLastWriteTimeUtc($stamp)
    foreach ($file in $sources) { if ([IO.File]::GetLastWriteTimeUtc($file) -gt $built) { return $false } }
    return $true
}

# Brings a program up to date with the sources in the folders, quietly, and returns its path.
function Build-Program([string] $project, [string] $name, [string[]] $folders) {
    $dll = [IO.Path]::Combine($root, $project, 'bin', 'Release', 'net10.0', $name)
    $stamp = [IO.Path]::Combine($root, $project, 'obj', 'build-ps1.stamp')
    $sources = @(Get-Sources $folders)
    if (-not (Test-Fresh $dll $stamp $sources)) {
        [Console]::Error.WriteLine("building $project ...")
        $started = [DateTime]::UtcNow
        $log = & dotnet build ([IO.Path]::Combine($root, $project)) -c Release -v q --nologo 2>&1
        if ($LASTEXITCODE -ne 0) {
            [Console]::Error.WriteLine($log -join "`n")
            exit 4
        }
        [IO.File]::WriteAllText($stamp, $sources -join "`n")
        [IO.File]::SetLastWriteTimeUtc($stamp, $started)
    }
    return $dll
}

$verb, $rest = $args
if ($null -eq $rest) { $rest = @() }
if ($verb -in $null, 'help', '--help', '-h') {
    [Console]::Out.Write([IO.File]::ReadAllText([IO.Path]::Combine($root, 'build', 'help.txt')))
    exit 0
}
if ($null -eq $ExecutionContext.InvokeCommand.GetCommand('dotnet', 'Application')) {
    [Console]::Error.WriteLine('dotnet is not on the PATH: install the .NET SDK 10 from https://dot.net and run this again.')
    exit 4
}

if ($verb -eq 'fold') {
    $dll = Build-Program 'folding/Folding.Cli' 'fold.dll' 'interop', 'folding'
    & dotnet $dll @rest
}
else {
    $dll = Build-Program 'build/Folding.Build' 'Folding.Build.dll' 'build'
    & dotnet $dll $verb @rest
}
exit $LASTEXITCODE
