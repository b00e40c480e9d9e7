using System.Reflection;
using Levelset.Api.Errors;

namespace Levelset.Api.Tests.Errors;

/// <summary>Walks the table of docs/guide/errors.md: every row is called, and nothing is stored by any of them.</summary>
public sealed class ErrorTableTests(Postgres postgres) : ServiceTest(postgres)
{
    public static IEnumerable<TheoryDataRow<string>> Rows => ErrorRow.ReadAll().Select(row => new TheoryDataRow<string>(row.Key));

    [Fact]
    public void Table_EveryRow_HasExactlyOneCaseAndEveryCaseARow()
    {
        var rows = ErrorRow.ReadAll().Select(row => row.Key).Order(StringComparer.Ordinal).ToList();
        var cases = ErrorCases.All.Select(one => one.Key).Order(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(rows);
        Assert.Equal(cases, rows);
    }

    [Fact]
    public void Table_EveryReason_IsInTheDocument()
    {
        var text = File.ReadAllText(ErrorRow.Document);
        var reasons = typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.Name != nameof(Reasons.Domain))
            .Select(field => (string)field.GetValue(null)!)
            .ToList();

        Assert.DoesNotContain(reasons, reason => !text.Contains($"| {reason} |", StringComparison.Ordinal));
        Assert.All(ErrorRow.ReadAll(), row => Assert.Contains(row.Reason, reasons));
    }

    [Fact]
    public void Table_NoRow_IsUnknownOrInternal() =>
        Assert.DoesNotContain(ErrorRow.ReadAll(), row => row.Code is "UNKNOWN" or "INTERNAL");

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Row_Called_AnswersAsTheTableSaysAndStoresNothing(string key)
    {
        var row = ErrorRow.ReadAll().Single(one => one.Key == key);
        var call = await ErrorCases.All.Single(one => one.Key == key).ArrangeAsync(this);
        var before = await Database.DumpAsync();

        if (row.Code == "REJECTION")
        {
            var rejection = (await Assert.ThrowsAsync<RejectedException>(call)).Rejection;
            Assert.Equal(row.Reason, rejection.Reason);
            Assert.All(row.Says, said => Assert.Contains(said, rejection.Message, StringComparison.Ordinal));
            Assert.NotEmpty(row.Says);
            Assert.Equal(before, await Database.DumpAsync());
            return;
        }

        var refusal = await Refusal.OfAsync(call);

        Assert.Equal((row.Code, row.Reason), (NameOf(refusal.Code), refusal.Reason));
        Assert.Equal(Reasons.Domain, refusal.Domain);
        var details = refusal.Details.Prepend(refusal.Message).ToList();
        Assert.All(row.Says, said => Assert.Contains(details, detail => detail.Contains(said, StringComparison.Ordinal)));
        Assert.NotEmpty(row.Says);
        Assert.Equal(before, await Database.DumpAsync());
        if (row.Code == "INVALID_ARGUMENT" && row.Reason != Reasons.MessageMalformed)
        {
            Assert.NotEmpty(refusal.Fields);
        }

        if (row.Code == "FAILED_PRECONDITION")
        {
            Assert.NotEmpty(refusal.Preconditions);
        }
    }

    private static string NameOf(StatusCode code) =>
        string.Concat(code.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
