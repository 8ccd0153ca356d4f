using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Reports;
using static System.FormattableString;

namespace Elbo.Judge;

/// <summary>A judgement as one self-contained page in the style of the reports.</summary>
internal static class JudgementPage
{
    private const int MostPairs = 12, MostPlots = 60, MostMapped = 40;

    /// <param name="judgement">The judgement.</param>
    /// <param name="title">What was judged.</param>
    public static string Render(Judgement judgement, string title)
    {
        var page = new Markup();
        page.Raw("<!DOCTYPE html>\n").Element("html", () =>
        {
            page.Element("head", () => page
                .Raw("<meta charset=\"utf-8\" />\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
                .Raw("<link rel=\"icon\" href=\"data:,\" />\n")
                .Text("title", title + " · Elbo judgement")
                .Raw($"<style>\n{HtmlReport.Style.Value}{Style.Value}</style>\n"));
            page.Element("body", () =>
            {
                var (severity, sentence) = judgement.Verdict();
                page.Element("header", () => page
                    .Text("p", "Synthetic rows, judged by Elbo", "kicker")
                    .Text("h1", title)
                    .Element("div", () => page
                        .Text("span", severity == Severity.Info ? "Good" : "Look closer", "badge")
                        .Text("p", sentence), severity == Severity.Info ? "verdict good" : "verdict warning"));
                page.Element("main", () =>
                {
                    Numbers(page, judgement);
                    Plots(page, judgement);
                    Maps(page, judgement);
                    Pairs(page, judgement);
                    if (judgement.Usefulness is { } useful)
                        Learners(page, useful);
                    PrivacyTable(page, judgement.Privacy);
                });
                page.Element("footer", () => page.Text("p",
                    Invariant($"{judgement.Tables.Real.Count:N0} real rows, {judgement.Tables.Synthetic.Count:N0} synthetic rows")
                    + (judgement.Tables.Test is { } test ? Invariant($", {test.Count:N0} held-out rows") : "")
                    + ". Similarity as SDMetrics defines it; learners by ML.NET. Written by Elbo."));
            });
        }, attributes: " lang=\"en\"");
        return page.ToString();
    }

    private static void Numbers(Markup page, Judgement judgement)
    {
        var quality = judgement.Quality;
        var cards = new List<(string Label, string Value, string Note)>
        {
            ("quality", Invariant($"{quality.Overall:F3}"),
                Invariant($"mean of column shapes {quality.ShapeMean:F3} and pair trends {quality.PairMean:F3}; 1 is equal")),
        };
        if (judgement.Usefulness is { } useful)
            cards.Add(($"F1 for {useful.Target}", Invariant($"{useful.SyntheticMean.F1:F3}"),
                Invariant($"{useful.RealMean.F1:F3} after training on real rows; mean of {useful.Learners.Count} learners, ")
                    + Invariant($"tested on {useful.Rows:N0} real rows")));
        if (judgement.Detection is { } detection)
            cards.Add(("detection AUROC", Invariant($"{detection.BoostedTrees:F3}"),
                Invariant($"boosted trees; logistic regression {detection.LogisticRegression:F3}. 0.5: they cannot be told from real rows, 1: always")));
        cards.Add(("exact copies", Invariant($"{judgement.Privacy.Copies:P2}"), judgement.Privacy.HeldOutCopies is { } usual
            ? Invariant($"of the synthetic rows equal a real row; of the held-out rows {usual:P2}") : "of the synthetic rows equal a real row"));
        if (judgement.Privacy.NearerToReal is { } nearer)
            cards.Add(("nearer to the real rows", Invariant($"{nearer:P1}"),
                "of the synthetic rows are nearer to a real row than to a held-out one; 50 % by chance"));
        if (judgement.Privacy.MembershipAuroc is { } membership)
            cards.Add(("membership AUROC", Invariant($"{membership:F3}"),
                "of the model's score, between rows that it learned from and held-out ones; 0.5: it does not tell"));
        page.Element("dl", () =>
        {
            foreach (var (label, value, note) in cards)
                page.Element("div", () => page.Text("dt", label).Text("dd", value, "value").Text("dd", note, "note"), "card");
        }, "numbers");
    }

    private static void Plots(Markup page, Judgement judgement) => page.Element("section", () =>
    {
        page.Text("h2", "Columns").Text("p", "The least similar first. KS and TV complement: 1 is equal.", "lead");
        page.Raw("<div class=\"legend\"><span><i class=\"r\"></i>real</span><span><i class=\"s\"></i>synthetic</span></div>\n");
        page.Element("div", () =>
        {
            foreach (var (place, shape) in judgement.Quality.Shapes.Index().OrderBy(pair => pair.Item.Score).Take(MostPlots))
                page.Element("div", () => page
                    .Raw($"<h3>{Markup.Encode(shape.Column.Name)}<span>{Invariant($"{shape.Metric[..2]} {shape.Score:F3}")}</span></h3>\n")
                    .Raw(Plot.Column(judgement.Tables, place)), "card");
        }, "plots");
    });

    private static void Maps(Markup page, Judgement judgement)
    {
        var (columns, scores) = (judgement.Tables.Columns, judgement.Quality.Pairs.ToDictionary(pair => (pair.First, pair.Second)));
        if (columns.Count < 2)
            return;
        int[] mapped = [.. Enumerable.Range(0, Math.Min(columns.Count, MostMapped))];
        int[] numbers = [.. mapped.Where(place => !columns[place].Kind.HasNames())];
        page.Element("section", () =>
        {
            page.Text("h2", "Pairs of columns");
            page.Element("div", () =>
            {
                page.Element("div", () => page
                    .Text("h3", "Dependence that differs")
                    .Text("p", "1 − similarity of each pair; full colour from 0.25.")
                    .Raw(Plot.Map([.. mapped.Select(place => columns[place].Name)], (i, j) => 1 - Pair(i, j).Score,
                        (i, j) => Invariant($"{columns[i].Name} and {columns[j].Name}: similarity {Pair(i, j).Score:F3}"))), "card");
                if (numbers.Length > 1)
                    page.Element("div", () => page
                        .Text("h3", "Correlation, synthetic less real")
                        .Text("p", "Orange: higher in the synthetic rows; blue: lower. Full colour from 0.25.")
                        .Raw(Plot.Map([.. numbers.Select(place => columns[place].Name)],
                            (i, j) => Correlations(i, j) is { } two ? two.Synthetic - two.Real : null,
                            (i, j) => Correlations(i, j) is { } two
                                ? $"{columns[numbers[i]].Name} and {columns[numbers[j]].Name}: "
                                    + Minus(Invariant($"real {two.Real:F3}, synthetic {two.Synthetic:F3}"))
                                : "")), "card");
            }, "maps");
        });

        PairScore Pair(int i, int j) => scores[(Math.Min(i, j), Math.Max(i, j))];

        (double Real, double Synthetic)? Correlations(int i, int j) => Pair(numbers[i], numbers[j]).Correlations;
    }

    private static void Pairs(Markup page, Judgement judgement)
    {
        var worst = judgement.Quality.Pairs.Where(pair => !double.IsNaN(pair.Score)).OrderBy(pair => pair.Score).Take(MostPairs).ToList();
        if (worst.Count > 0)
            Table(page, "The least similar pairs", ["columns", "similarity", "correlation|real", "correlation|synthetic"],
                worst.Select(pair => (string[])[
                    $"{judgement.Tables.Columns[pair.First].Name}, {judgement.Tables.Columns[pair.Second].Name}", Invariant($"{pair.Score:F3}"),
                    pair.Correlations is { } two ? Minus(Invariant($"{two.Real:F3}")) : "",
                    pair.Correlations is { } other ? Minus(Invariant($"{other.Synthetic:F3}")) : "",
                ]));
    }

    private static void Learners(Markup page, Usefulness useful) => Table(
        page, $"Learners of {useful.Target}", ["learner", "accuracy|synthetic", "accuracy|real", "F1|synthetic", "F1|real", "AUROC|synthetic", "AUROC|real"],
        useful.Learners.Append(new("mean", useful.RealMean, useful.SyntheticMean)).Select(row => (string[])[
            row.Learner, Invariant($"{row.Synthetic.Accuracy:F3}"), Invariant($"{row.Real.Accuracy:F3}"), Invariant($"{row.Synthetic.F1:F3}"),
            Invariant($"{row.Real.F1:F3}"), Invariant($"{row.Synthetic.Auroc:F3}"), Invariant($"{row.Real.Auroc:F3}"),
        ]),
        $"Each learner is trained on real and on synthetic rows and tested on the same {useful.Rows:N0} real rows."
            + (useful.Positive is { } positive ? $" F1 of {positive}." : " F1 is the mean over the classes."));

    private static void PrivacyTable(Markup page, Privacy privacy) => Table(
        page, "Distance to the closest real row", ["rows", "median", "5th percentile", "ratio to the second"],
        [
            Row("synthetic", privacy.Synthetic),
            .. privacy.HeldOut is { } heldOut ? (string[][])[Row("held-out", heldOut)] : [],
        ],
        "Mean over the columns of |a − b| / range for numbers, and of 0 or 1 for names. Lower distances or ratios than those of held-out rows mean that "
            + "real rows are imitated.");

    private static string[] Row(string name, Distances distances) =>
        [name, Invariant($"{distances.Median:F4}"), Invariant($"{distances.Low:F4}"), Invariant($"{distances.Ratio:F3}")];

    private static void Table(Markup page, string heading, string[] columns, IEnumerable<string[]> rows, string note = "") => page.Element("section", () => page
        .Text("h2", heading)
        .Text("p", note, "lead")
        .Element("div", () => page.Element("div", () => page.Element("table", () =>
        {
            page.Element("thead", () => page.Element("tr", () => page.Raw(string.Concat(columns.Select(Heading)))));
            page.Element("tbody", () =>
            {
                foreach (var row in rows)
                    page.Element("tr", () => page.Raw(string.Concat(row.Select((cell, i) =>
                        i == 0 ? $"<th scope=\"row\">{Markup.Encode(cell)}</th>" : $"<td>{Markup.Encode(cell)}</td>"))));
            });
        }), "scroll", $" tabindex=\"0\" role=\"region\" aria-label=\"{Markup.Encode(heading)}\""), "card"));

    /// <summary>A column's name; behind a bar, a note below it.</summary>
    private static string Heading(string column) => $"<th scope=\"col\">{Markup.Encode(column.Split('|')[0])}"
        + (column.Split('|') is [_, var note] ? $"<span>{Markup.Encode(note)}</span>" : "") + "</th>";

    private static string Minus(string number) => number.Replace('-', '−');

    private static readonly Lazy<string> Style = new(() =>
    {
        using var reader = new StreamReader(typeof(JudgementPage).Assembly.GetManifestResourceStream("Elbo.judge.css")
            ?? throw new InvalidOperationException("The page's style is missing from this build of Elbo."));
        return reader.ReadToEnd();
    });
}
