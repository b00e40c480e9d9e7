using System.Diagnostics;

namespace Levelset.Mshv.Tests;

/// <summary>Sizes, offsets and numbers once more, against the C declarations in mshv_abi.h, by the C compilers.</summary>
public sealed class CLayoutTests
{
    private static readonly string[] Gcc = ["gcc"];
    private static readonly string[] Clang = ["clang", .. Enumerable.Range(14, 10).Select(version => $"clang-{version}")];

    [Fact]
    public async Task EveryStructAndNumber_AgainstCOnThisMachine_IsTheSame() =>
        await CompilesAsync(RequireCompiler(Gcc, "gcc"), CAssertions.OfEverything(), "-std=c11", "-D_GNU_SOURCE");

    [Fact]
    public async Task EveryStructAndNumberOfTheDevice_AgainstCOnArm64_IsTheSame()
    {
        var clang = Find(Clang);
        Assert.SkipWhen(clang is null, "clang, which compiles for arm64, is not installed");
        await CompilesAsync(clang!, CAssertions.OfDevice(), "-std=c11", "--target=aarch64-linux-gnu", "-ffreestanding");
    }

    [Theory]
    [InlineData("sizeof(struct mshv_root_hvcall)) == 32", "sizeof(struct mshv_root_hvcall)) == 40")]
    [InlineData("offsetof(struct mshv_create_partition_v2, pt_rsvd1)) == 40", "offsetof(struct mshv_create_partition_v2, pt_rsvd1)) == 32")]
    [InlineData("(MSHV_CREATE_PARTITION) == 1074837504", "(MSHV_CREATE_PARTITION) == 1077983232")]
    [InlineData("struct mshv_create_vp", "struct mshv_not_declared")]
    public async Task Assertions_CSharpTypeThatIsNotTheKernels_DoNotCompile(string right, string wrong)
    {
        var source = CAssertions.OfEverything();
        Assert.Contains(right, source, StringComparison.Ordinal);

        var (exitCode, _) = await CompileAsync(
            RequireCompiler(Gcc, "gcc"),
            source.Replace(right, wrong, StringComparison.Ordinal),
            "-std=c11",
            "-D_GNU_SOURCE");

        Assert.NotEqual(0, exitCode);
    }

    private static async Task CompilesAsync(string compiler, string source, params string[] options)
    {
        var (exitCode, errors) = await CompileAsync(compiler, source, options);
        Assert.True(exitCode == 0, errors);
    }

    private static async Task<(int ExitCode, string Errors)> CompileAsync(string compiler, string source, params string[] options)
    {
        using var process = Process.Start(new ProcessStartInfo(
            compiler,
            [.. options, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", $"-I{AppContext.BaseDirectory}", "-x", "c", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(source.AsMemory(), TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors);
    }

    /// <summary>A missing compiler skips on a laptop and fails where the tests must run.</summary>
    private static string RequireCompiler(IEnumerable<string> names, string package)
    {
        var compiler = Find(names);
        if (compiler is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"{package} is not installed");
            Assert.Fail($"{package} is required and not installed");
        }

        return compiler;
    }

    private static string? Find(IEnumerable<string> names) =>
        names.SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
                .Select(directory => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);
}
