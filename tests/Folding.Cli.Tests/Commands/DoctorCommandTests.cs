namespace Folding.Cli.Tests.Commands;

public class DoctorCommandTests
{
    [Fact]
    public void Lists_every_library_and_the_managed_factorization()
    {
        var (code, output, error) = Fold.Run("doctor");
        Assert.Equal(0, code);
        Assert.Empty(error);
        foreach (var name in (string[])["OSQP", "HiGHS", "Ipopt", "BLAS", "UMFPACK", "dense engine", "LDL'", "ADMM"]) Assert.Contains(name, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_tells_for_each_library_where_it_is_or_how_to_get_it()
    {
        var json = Fold.Run("doctor", "--json", "-").Json;
        var libraries = json.GetProperty("libraries").EnumerateArray().ToArray();
        Assert.Equal(["osqp", "highs", "ipopt", "blas", "umfpack"], libraries.Select(static l => l.GetProperty("solver").GetString()));
        foreach (var library in libraries)
        {
            var found = library.GetProperty("found").GetBoolean();
            Assert.Equal(found, NativeLibraries.Has(library.GetProperty("solver").GetString()!));
            Assert.Equal(found, library.GetProperty("version").GetString() is not null);
            Assert.Equal(found, library.GetProperty("path").GetString() is not null);
            Assert.NotEqual(0, library.GetProperty("tried").GetArrayLength());
            Assert.NotEmpty(library.GetProperty("howToGet").GetString()!);
        }
    }

    [Fact]
    public void Tells_which_dense_engine_is_in_use_and_its_threads()
    {
        var inUse = Folding.LinearAlgebra.DenseBackend.Current;
        var dense = Fold.Run("doctor", "--json", "-").Json.GetProperty("dense");
        Assert.Equal(inUse.Name, dense.GetProperty("name").GetString());
        Assert.Equal(inUse.Version, dense.GetProperty("version").GetString());
        Assert.Equal(inUse.Threads, dense.GetProperty("threads").GetInt32());
        Assert.Contains($"{inUse.Name}, {(inUse.Threads == 1 ? "1 thread" : $"{inUse.Threads} threads")}, in use", Fold.Run("doctor").Output, StringComparison.Ordinal);
    }
}
