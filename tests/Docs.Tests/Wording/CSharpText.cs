using System.Text;

namespace Levelset.Docs.Tests.Wording;

/// <summary>The string literals of C#, and of whatever else quotes and comments like it. The holes of interpolated strings are code.</summary>
internal sealed class CSharpText
{
    private readonly string file;
    private readonly string source;
    private readonly List<Passage> passages = [];
    private int position;
    private int line;

    private CSharpText(string file, string source, int line) => (this.file, this.source, this.line) = (file, source, line);

    /// <summary>Every literal.</summary>
    public static IReadOnlyList<Passage> Read(string file, string source, int line = 1)
    {
        var reader = new CSharpText(file, source, line);
        while (reader.position < source.Length)
        {
            reader.Code(stopsAtBrace: false);
        }

        return reader.passages;
    }

    private void Code(bool stopsAtBrace)
    {
        var depth = 0;
        while (position < source.Length)
        {
            switch (source[position])
            {
                case '/' when At("//"):
                    Skip(source.IndexOf('\n', position));
                    break;
                case '/' when At("/*"):
                    Skip(source.IndexOf("*/", position, StringComparison.Ordinal) + 2);
                    break;
                case '\'':
                    Skip(position + (At("'\\") ? source.IndexOf('\'', position + 3) - position + 1 : 3));
                    break;
                case '"' or '$' or '@' when IsString(out var dollars, out var isVerbatim, out var quotes):
                    Literal(dollars, isVerbatim, quotes);
                    break;
                case '{':
                    depth++;
                    Skip(position + 1);
                    break;
                case '}' when stopsAtBrace && depth == 0:
                    return;
                case '}':
                    depth--;
                    Skip(position + 1);
                    break;
                default:
                    Skip(position + 1);
                    break;
            }
        }
    }

    // $@"…", $$"""…""" and so on; the prefix is passed over.
    private bool IsString(out int dollars, out bool isVerbatim, out int quotes)
    {
        var start = position;
        while (start < source.Length && source[start] is '$' or '@')
        {
            start++;
        }

        var prefix = source[position..start];
        (dollars, isVerbatim) = (prefix.Count(c => c == '$'), prefix.Contains('@', StringComparison.Ordinal));
        quotes = source[start..].TakeWhile(c => c == '"').Count();
        quotes = isVerbatim ? Math.Min(quotes, 1) : quotes == 2 ? 1 : quotes;
        if (quotes > 0)
        {
            position = start + quotes;
        }

        return quotes > 0;
    }

    private void Literal(int dollars, bool isVerbatim, int quotes)
    {
        var (text, first) = (new StringBuilder(), line);
        var (end, hole) = (new string('"', quotes), new string('{', Math.Max(1, dollars)));
        while (position < source.Length && !(At(end) && !(isVerbatim && At("\"\""))))
        {
            if (dollars > 0 && At(hole) && !(quotes == 1 && At("{{")))
            {
                Skip(position + hole.Length);
                Code(stopsAtBrace: true);
                Skip(position + hole.Length);
                text.Append("{}");
                continue;
            }

            var length = (quotes == 1 && !isVerbatim && At("\\")) || (isVerbatim && At("\"\"")) || (dollars > 0 && quotes == 1 && (At("{{") || At("}}"))) ? 2 : 1;
            text.Append(source, position, Math.Min(length, source.Length - position));
            Skip(position + length);
        }

        Skip(position + end.Length);
        passages.Add(new Passage(file, first, text.ToString()));
    }

    private bool At(string text) => string.CompareOrdinal(source, position, text, 0, text.Length) == 0;

    private void Skip(int to)
    {
        to = to <= position ? source.Length : Math.Min(to, source.Length);
        line += source.AsSpan(position, to - position).Count('\n');
        position = to;
    }
}
