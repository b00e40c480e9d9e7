namespace Levelset.Api.Hosting;

/// <summary>A setting of the command line.</summary>
/// <param name="Key">The key in the configuration.</param>
/// <param name="Value">Its value; null = none was given.</param>
/// <param name="Origin">The option as it was given.</param>
public sealed record GivenSetting(string Key, string? Value, string Origin);
