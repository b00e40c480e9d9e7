using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Levelset.Api.Hosting;

/// <summary>
/// Keeps each entry on one line. The formatters of .NET replace line feeds of messages, but neither those of scopes, which have
/// the path of a request, nor other control characters, so that a caller could add lines to the log or move the cursor of the
/// terminal that shows it.
/// </summary>
/// <param name="inner">What formats the entry.</param>
internal sealed class OneLineFormatter(ConsoleFormatter inner) : ConsoleFormatter(inner.Name)
{
    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var entry = new StringWriter();
        inner.Write(logEntry, scopeProvider, entry);
        var text = entry.ToString().TrimEnd('\n');
        if (text.Length > 0)
        {
            textWriter.WriteLine(string.Concat(text.Select(Plain)));
        }
    }

    /// <summary>Puts one around every formatter that is registered.</summary>
    public static void AddTo(IServiceCollection services)
    {
        foreach (var formatter in services.Where(service => service.ServiceType == typeof(ConsoleFormatter)).ToList())
        {
            services.Remove(formatter);
            services.AddSingleton<ConsoleFormatter>(provider => new OneLineFormatter(
                (ConsoleFormatter)ActivatorUtilities.CreateInstance(provider, formatter.ImplementationType!)));
        }
    }

    // Beside the control characters these two end a line.
    private static char Plain(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c;
}
