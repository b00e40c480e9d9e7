namespace Levelset.Cli.Client;

/// <summary>The syntax of bearer tokens.</summary>
internal static class BearerToken
{
    /// <summary>Whether it is one word of printable ASCII.</summary>
    public static bool IsValid(string token) => token.Length > 0 && token.All(character => character is > ' ' and < '\x7f');
}
