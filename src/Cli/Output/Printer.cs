namespace Levelset.Cli.Output;

/// <summary>Writes answers to standard output in the form that was asked for.</summary>
/// <param name="Format">The form.</param>
/// <param name="Terminal">Where they go.</param>
/// <param name="Output">Standard output.</param>
internal sealed record Printer(OutputFormat Format, Terminal Terminal, TextWriter Output)
{
    /// <summary>Whether it is for machines.</summary>
    public bool IsTree => Format is OutputFormat.Json or OutputFormat.Yaml;

    /// <summary>An answer as text.</summary>
    public string Render(Answer answer)
    {
        switch (Format)
        {
            case OutputFormat.Json:
                return TreeText.ToJson(answer.Tree());
            case OutputFormat.Yaml:
                return TreeText.ToYaml(answer.Tree());
            default:
                var page = new Page(Format == OutputFormat.Wide, Terminal.Width, Terminal.Colours);
                answer.Write(page);
                return page.Render();
        }
    }

    /// <summary>Writes an answer.</summary>
    public void Print(Answer answer) => Write(Render(answer));

    /// <summary>Writes text as it is.</summary>
    public void Write(string text)
    {
        Output.Write(text);
        Output.Flush();
    }
}
