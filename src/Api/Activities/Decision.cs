using System.Collections;
using System.Globalization;
using Levelset.Api.Data;
using Levelset.Api.Mapping;

namespace Levelset.Api.Activities;

/// <summary>
/// An activity as the log has it: the names of its resources as the API spells them, and none that it does not have.
/// </summary>
internal sealed class Decision : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> values = [];

    public Decision(ActivityRow row)
    {
        Add("Pool", row.PoolId is { } pool ? ResourceName.Pool(pool) : null);
        Add("Host", row.HostId is { } host ? ResourceName.Host(host) : null);
        Add("Partition", row.PartitionId is { } partition ? ResourceName.Partition(partition) : null);
        var resources = values.ConvertAll(pair => $"{{{pair.Key}}}");
        Add("Generation", row.Generation);
        Add("Summary", row.Summary);
        Add("Author", row.Author);
        Add("Activity", ResourceName.Activity(row.Id));
        Add("Kind", $"{row.Kind}");
        var generation = row.Generation is null ? "" : "generation {Generation}, ";
        Add("{OriginalFormat}", $"{string.Join(' ', resources)}: {{Summary}} ({generation}by {{Author}}, {{Activity}})");
    }

    public int Count => values.Count;

    public KeyValuePair<string, object?> this[int index] => values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Part by part, so that braces in a summary stay what they are.
    public override string ToString()
    {
        var known = values.ToDictionary(pair => pair.Key, pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value}"));
        var format = known["{OriginalFormat}"];
        return string.Concat(format.Split('{', '}').Select((part, i) => i % 2 == 0 ? part : known[part]));
    }

    private void Add(string name, object? value)
    {
        if (value is not null)
        {
            values.Add(new(name, value));
        }
    }
}
