using System.Diagnostics;
using System.Text.Json;

namespace Levelset.TestRunner;

/// <summary>Follows what a test host says: one JSON message a line from xunit's reporter, and whatever tests print.</summary>
internal sealed class HostReport
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Name, long Since)> running = [];
    private readonly List<FinishedTest> finished = [];
    private readonly List<string> faults = [];
    private long heard = Stopwatch.GetTimestamp();
    private int? announced;

    /// <summary>How long the host has said nothing.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (gate)
            {
                return Stopwatch.GetElapsedTime(heard);
            }
        }
    }

    /// <summary>The tests that run, the longest first.</summary>
    public IReadOnlyList<string> Running
    {
        get
        {
            lock (gate)
            {
                return
                [
                    .. running.Values.OrderBy(test => test.Since)
                        .Select(test => $"{test.Name} (for {Stopwatch.GetElapsedTime(test.Since).TotalSeconds:0} s)"),
                ];
            }
        }
    }

    /// <summary>The tests that have ended so far.</summary>
    public IReadOnlyList<FinishedTest> Finished
    {
        get
        {
            lock (gate)
            {
                return [.. finished];
            }
        }
    }

    /// <summary>Whether the host has said that it ran everything.</summary>
    public bool IsComplete
    {
        get
        {
            lock (gate)
            {
                return announced is not null;
            }
        }
    }

    /// <summary>What went wrong outside a test, and whether the host's own count is another.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (gate)
            {
                return announced is { } count && count != finished.Count
                    ? [.. faults, $"the host counted {count} tests and reported {finished.Count}"]
                    : [.. faults];
            }
        }
    }

    /// <summary>Takes in a line of the host's output; returns whether it was a message.</summary>
    public bool Read(string line)
    {
        lock (gate)
        {
            heard = Stopwatch.GetTimestamp();
            if (!line.StartsWith("{\"$type\":", StringComparison.Ordinal))
            {
                return false;
            }

            try
            {
                using var message = JsonDocument.Parse(line);
                Read(message.RootElement);
                return true;
            }
            catch (JsonException)
            {
                // A test that prints without a line's end spoils the message after it. The host's own count tells.
                return false;
            }
        }
    }

    private void Read(JsonElement message)
    {
        switch (Text(message, "$type"))
        {
            case "test-starting":
                running[Text(message, "TestUniqueID")] = (Text(message, "TestDisplayName"), heard);
                break;
            case "test-passed":
                Finish(message, Outcome.Passed, "");
                break;
            case "test-failed":
                Finish(message, Outcome.Failed, Failure(message));
                break;
            case "test-skipped":
                Finish(message, Outcome.Skipped, Text(message, "Reason"));
                break;
            case "test-finished" or "test-not-run":
                running.Remove(Text(message, "TestUniqueID"));
                break;
            case "test-assembly-finished":
                announced = (announced ?? 0) + message.GetProperty("TestsTotal").GetInt32() - message.GetProperty("TestsNotRun").GetInt32();
                break;
            case "error":
                faults.Add(Failure(message));
                break;
            case var type when type.EndsWith("-cleanup-failure", StringComparison.Ordinal):
                faults.Add($"{type}: {Failure(message)}");
                break;
        }
    }

    private void Finish(JsonElement message, Outcome outcome, string detail)
    {
        var name = running.TryGetValue(Text(message, "TestUniqueID"), out var test) ? test.Name : "a test that never started";
        finished.Add(new FinishedTest(name, outcome, message.GetProperty("ExecutionTime").GetDouble(), detail));
    }

    private static string Failure(JsonElement message)
    {
        var texts = new[] { "ExceptionTypes", "Messages", "StackTraces" }.Select(key => Texts(message, key)).ToArray();
        var lines = texts[0].Select((type, i) => $"{type}: {texts[1].ElementAtOrDefault(i)}\n{texts[2].ElementAtOrDefault(i)}");
        return string.Join('\n', [.. lines, Text(message, "Output")]).TrimEnd();
    }

    private static string Text(JsonElement message, string key) =>
        message.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IReadOnlyList<string> Texts(JsonElement message, string key) =>
        message.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.GetString() ?? "")]
            : [];
}
