namespace Levelset.Api.Tests.Errors;

/// <summary>How a row of the table is brought about.</summary>
/// <param name="Key">The row's key.</param>
/// <param name="ArrangeAsync">Prepares the service and gives the call that must be refused.</param>
public sealed record ErrorCase(string Key, Func<ServiceTest, Task<Func<Task>>> ArrangeAsync)
{
    /// <summary>A call that needs nothing but the service.</summary>
    public static ErrorCase Of(string key, Func<ServiceTest, Task> call) =>
        new(key, test => Task.FromResult(() => call(test)));

    /// <summary>A call that needs preparation.</summary>
    public static ErrorCase After(string key, Func<ServiceTest, Task> prepare, Func<ServiceTest, Task> call) =>
        new(key, async test =>
        {
            await prepare(test);
            return () => call(test);
        });
}
