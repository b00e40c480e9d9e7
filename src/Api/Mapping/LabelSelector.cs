using System.Text.RegularExpressions;
using Levelset.Api.Data;
using Levelset.Api.Errors;

namespace Levelset.Api.Mapping;

/// <summary>"key=value,key=value": what carries all of these labels.</summary>
internal static partial class LabelSelector
{
    public const string KeyRule = "1 to 63 of a-z, A-Z, 0-9, '-', '_', '.' and '/', starting and ending with a letter or digit";
    public const string ValueRule = "at most 63 of a-z, A-Z, 0-9, '-', '_' and '.'";

    public static IReadOnlyDictionary<string, string> Parse(string selector, string field, ValidationErrors errors)
    {
        var labels = new Dictionary<string, string>();
        foreach (var term in selector.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = term.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !Check(term[..equals], term[(equals + 1)..]) || !labels.TryAdd(term[..equals], term[(equals + 1)..]))
            {
                errors.Add(
                    field,
                    Reasons.SelectorInvalid,
                    $"'{term}' is not key=value, each key once; a key is {KeyRule}; a value is {ValueRule}");
            }
        }

        if (labels.Count == 0 && selector.Length > 0 && !errors.Any)
        {
            errors.Add(field, Reasons.SelectorInvalid, "is empty; expected key=value,key=value");
        }

        return labels;
    }

    public static bool Check(string key, string value) => Key().IsMatch(key) && Value().IsMatch(value);

    public static IQueryable<HostRow> WithLabels(this IQueryable<HostRow> hosts, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in labels)
        {
            hosts = hosts.Where(host => host.Labels.Any(label => label.Key == key && label.Value == value));
        }

        return hosts;
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9]([a-zA-Z0-9_./-]{0,61}[a-zA-Z0-9])?\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]{0,63}\z")]
    private static partial Regex Value();
}
