using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Levelset.Cli.Framework;

/// <summary>Checks of values on the command line, with one form of message.</summary>
internal static class ValueRules
{
    /// <summary>"'x' is not what was expected", after the name of the option or argument.</summary>
    public static string Invalid(string name, string value, string expected) => $"{name}: invalid value '{value}'; expected {expected}";

    /// <summary>"one of a, b, c".</summary>
    public static string OneOf(IEnumerable<string> values) => $"one of {string.Join(", ", values)}";

    /// <summary>Accepts only these values, and completes them.</summary>
    public static void Accept<T>(Option<T> option, params string[] values)
    {
        option.Validators.Add(result => Check(result, option.Name, values));
        option.CompletionSources.Add(values);
    }

    /// <summary>Accepts only these values, and completes them.</summary>
    public static void Accept<T>(Argument<T> argument, params string[] values)
    {
        argument.Validators.Add(result => Check(result, argument.Name, values));
        argument.CompletionSources.Add(values);
    }

    /// <summary>Parses a number; the default value of the type if there is none.</summary>
    /// <param name="name">The name of the option or argument.</param>
    /// <param name="expected">What to write, for the message.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The greatest.</param>
    public static Func<ArgumentResult, T> Number<T>(string name, string expected, T min, T max)
        where T : struct, IBinaryInteger<T> => result =>
    {
        if (result.Tokens.Count == 0)
        {
            return default;
        }

        var text = result.Tokens[^1].Value;
        if (!T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < min || number > max)
        {
            result.AddError(Invalid(name, text, expected));
        }

        return number;
    };

    private static void Check(SymbolResult result, string name, string[] values)
    {
        foreach (var token in result.Tokens.Where(token => !values.Contains(token.Value)))
        {
            result.AddError(Invalid(name, token.Value, OneOf(values)));
        }
    }
}
