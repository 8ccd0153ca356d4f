using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Reports;

namespace Elbo.Tests.Reports;

public sealed class TableReportTests
{
    [Fact]
    public void Separation_OfNames_IsTheShareBetweenThem()
    {
        // Two groups of two points: within 4·1, in total 4·(1 + 9): ε² = 1 − (4 / 2) / (40 / 3).
        (float, float)[] points = [(2, 0), (4, 0), (-2, 0), (-4, 0), (100, 100)];
        Assert.Equal(1 - 4 / 2.0 / (40 / 3.0), CodeLabels.Separation([0, 0, 1, 1, double.NaN], points), 1e-12);
        // Groups spread like the whole: below 0, by the part expected from chance.
        Assert.True(CodeLabels.Separation([0, 1, 0, 1, double.NaN], points) < 0.1);
        Assert.True(double.IsNaN(CodeLabels.Separation([0, 0, 0, 0, 0], points)));
    }

    [Theory]
    [InlineData(ColumnKind.Real, 171.26, 0.3, "171.3 ± 3.0")]
    [InlineData(ColumnKind.Real, -0.01234, 0.0001, "−0.0123 ± 0.0010")]
    [InlineData(ColumnKind.Positive, 64288, 0.05, "64,288 ×÷ 1.65")]
    [InlineData(ColumnKind.Count, 5, 2.44, "5 ± 2.4")]
    [InlineData(ColumnKind.Categorical, 1, 0.614, "east (61 %)")]
    public void Guess_OfEachKind_HasItsSpread(ColumnKind kind, double value, double spread, string text) =>
        Assert.Equal(text, TableReport.Guess(new("x", kind, ["north", "east"], 0, 10, false), value, spread));

    [Fact]
    public void Render_Examples_StandBetweenFiguresAndEpochs()
    {
        var content = new ReportContent
        {
            Title = "run",
            Verdict = new(Severity.Info, "Fine."),
            Examples = new("Held-out rows", "What <they> are.", new([new("column"), new("row 1", "holds"), new("", "model")], [["age & size", "3", "4 ± 1"]])),
        };
        var html = HtmlReport.Render(content);
        Assert.Contains("<h2>Held-out rows</h2>", html, StringComparison.Ordinal);
        Assert.Contains("age &amp; size", html, StringComparison.Ordinal);
        Assert.Contains("What &lt;they&gt; are.", html, StringComparison.Ordinal);
        var ragged = content with { Examples = content.Examples with { Table = new([new("column")], [["a", "b"]]) } };
        Assert.Contains("A row of \"Held-out rows\" has 2 cells for 1 columns", Assert.Throws<ArgumentException>(() => HtmlReport.Render(ragged)).Message,
            StringComparison.Ordinal);
    }
}
