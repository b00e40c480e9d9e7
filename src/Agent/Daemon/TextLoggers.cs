using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Daemon;

/// <summary>Logs to a text, one line an event: time in UTC, level, category, number, message.</summary>
/// <param name="output">Written to by several threads at once, as <see cref="Console.Error"/> may be.</param>
/// <param name="time">Of the events.</param>
internal sealed class TextLoggers(TextWriter output, TimeProvider time) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(output, time, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("there is one output only");

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(TextWriter output, TimeProvider time, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var message = formatter(state, exception) + (exception is null ? string.Empty : $" {exception}");
            output.WriteLine(
                $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Name(logLevel)}: {category}[{eventId.Id}] {message.ReplaceLineEndings(" ")}");
        }

        private static string Name(LogLevel level) => level switch
        {
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
    }
}
