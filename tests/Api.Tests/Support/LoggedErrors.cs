using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Levelset.Api.Tests.Support;

/// <summary>Keeps what the service logs, and what of it is an error: a test in which there is one fails.</summary>
public sealed class LoggedErrors : ILoggerProvider
{
    private readonly ConcurrentQueue<string> errors = new();
    private readonly ConcurrentQueue<LoggedEntry> entries = new();

    /// <summary>Everything of level Error or above.</summary>
    public IReadOnlyCollection<string> Errors => errors;

    /// <summary>All that was logged, in order.</summary>
    public IReadOnlyCollection<LoggedEntry> Entries => entries;

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class CategoryLogger(LoggedErrors owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            owner.entries.Enqueue(new LoggedEntry(
                logLevel,
                eventId,
                category,
                values.DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value),
                formatter(state, exception)));
            if (logLevel >= LogLevel.Error)
            {
                owner.errors.Enqueue($"{category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
