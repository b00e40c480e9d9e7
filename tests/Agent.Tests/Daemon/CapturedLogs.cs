using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Tests.Daemon;

/// <summary>Keeps what was logged, so that an error that nobody expected fails its test.</summary>
internal sealed class CapturedLogs : ILoggerFactory
{
    private readonly ConcurrentQueue<(LogLevel Level, int Event, string Text)> entries = new();

    public IEnumerable<string> Errors => entries.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Text);

    public bool Has(int eventId) => entries.Any(entry => entry.Event == eventId);

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            logs.entries.Enqueue((logLevel, eventId.Id, formatter(state, exception) + exception));
    }
}
