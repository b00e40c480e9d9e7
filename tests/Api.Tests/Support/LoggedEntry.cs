using Microsoft.Extensions.Logging;

namespace Levelset.Api.Tests.Support;

/// <summary>One entry of the log, with its named values.</summary>
public sealed record LoggedEntry(LogLevel Level, EventId Event, string Category, IReadOnlyDictionary<string, object?> Values, string Text);
