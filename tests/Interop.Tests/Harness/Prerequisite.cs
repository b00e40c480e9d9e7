namespace Levelset.Interop.Tests.Harness;

/// <summary>What has to be on the machine: without it a test is skipped, and fails where LEVELSET_REQUIRE_DATA is 1.</summary>
internal static class Prerequisite
{
    private const string Debian =
        "apt-get install -y postgresql python3 python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc libprotobuf-dev";

    public static void RequirePostgres() =>
        RequireDebian(
            Directory.Exists("/usr/lib/postgresql")
            && Directory.EnumerateFiles("/usr/lib/postgresql", "initdb", SearchOption.AllDirectories).Any(),
            "no PostgreSQL server");

    /// <summary>A file of the distribution.</summary>
    public static void RequireDebianFile(string path) => RequireDebian(File.Exists(path), $"no {path}");

    public static void RequireDebian(bool present, string what) => Require(present, $"{what}; run: {Debian}");

    public static void Require(bool present, string message)
    {
        if (!present && Environment.GetEnvironmentVariable("LEVELSET_REQUIRE_DATA") == "1")
        {
            Assert.Fail($"{message} (LEVELSET_REQUIRE_DATA=1 makes this a failure)");
        }

        Assert.SkipUnless(present, message);
    }
}
