using System.Globalization;
using System.Xml.Linq;
using Elbo.Compute.Randomness;
using Elbo.Data.Tables;
using Elbo.Judge;

namespace Elbo.Tests.Judge;

/// <summary>Judgements of rows whose answer is known.</summary>
public sealed class JudgementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Column[] Columns =
    [
        new("x", ColumnKind.Real, []), new("y", ColumnKind.Positive, []), new("colour", ColumnKind.Categorical, ["red", "green", "blue"]),
        new("bought", ColumnKind.Binary, ["no", "yes"]),
    ];

    /// <summary>y follows x; red is bought where x is high, the other colours where it is low.</summary>
    private static Table Rows(int count, ulong seed, bool isIndependent = false)
    {
        var cells = new double[count * Columns.Length];
        var (normal, uniform) = (new float[4], new float[4]);
        for (var row = 0; row < count; row++)
        {
            var random = new Philox(seed, RandomStream.Prior);
            random.FillNormal(row, normal);
            random.FillUniform(row + 1_000_000, uniform);
            var (x, colour) = (normal[0], (int)(uniform[0] * 3));
            var basis = isIndependent ? normal[2] : x;
            cells[row * 4] = x;
            cells[row * 4 + 1] = Math.Exp(basis + 0.3 * normal[1]);
            cells[row * 4 + 2] = colour;
            cells[row * 4 + 3] = (colour == 0 ? basis : -basis) + 0.2 * normal[3] > 0.4 ? 1 : 0;
        }
        return new(Columns, cells);
    }

    [Fact]
    public void Of_RowsOfTheSameDistribution_AreGoodInEveryRespect()
    {
        var judgement = Judgement.Of(JudgedTables.Of(Rows(3000, 1), Rows(3000, 2), Rows(3000, 3)), cancellation: Token);

        Assert.InRange(judgement.Quality.Overall, 0.96, 1);
        Assert.InRange(judgement.Detection!.BoostedTrees, 0.45, 0.55);
        Assert.InRange(judgement.Detection.LogisticRegression, 0.45, 0.55);
        var useful = judgement.Usefulness!;
        Assert.Equal(("bought", "yes", 3000), (useful.Target, useful.Positive, useful.Rows));
        Assert.Equal(["logistic regression", "averaged perceptron", "random forest", "boosted trees"], useful.Learners.Select(learner => learner.Learner));
        Assert.InRange(useful.Learners[3].Synthetic.F1, 0.85, 1);
        Assert.Equal(useful.RealMean.F1, useful.SyntheticMean.F1, 0.1);
        Assert.Equal(0, judgement.Privacy.Copies);
        Assert.InRange(judgement.Privacy.NearerToReal!.Value, 0.46, 0.54);
        Assert.False(judgement.Privacy.IsNearerThanChance);
        Assert.Equal(judgement.Privacy.HeldOut!.Median, judgement.Privacy.Synthetic.Median, 0.1 * judgement.Privacy.HeldOut.Median);
        Assert.EndsWith("They are no nearer to the real rows than held-out rows are.", judgement.Verdict().Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_IndependentColumns_HaveGoodShapesOnly()
    {
        var judgement = Judgement.Of(JudgedTables.Of(Rows(3000, 1), Rows(3000, 2, isIndependent: true), Rows(3000, 3)), cancellation: Token);

        Assert.InRange(judgement.Quality.ShapeMean, 0.95, 1);
        Assert.InRange(judgement.Quality.PairMean, 0, 0.9);
        Assert.InRange(judgement.Detection!.BoostedTrees, 0.8, 1);
        Assert.InRange(judgement.Detection.LogisticRegression, 0.45, 0.55); // no column has moved
        Assert.InRange(judgement.Usefulness!.Learners[3].Real.Auroc, 0.95, 1);
        // One of two columns that tell the class is left.
        Assert.InRange(judgement.Usefulness.Learners[3].Synthetic.Auroc, 0.5, judgement.Usefulness.Learners[3].Real.Auroc);
    }

    [Fact]
    public void Of_CopiedRows_AreFound()
    {
        var real = Rows(2000, 1);
        var copied = real.Select([.. Enumerable.Range(0, 1000)]);
        var mixed = new Table(real.Columns, [.. copied.Cells, .. Rows(1000, 2).Cells]);
        var privacy = Privacy.Of(JudgedTables.Of(real, mixed, Rows(2000, 3)), most: 2000, Token);

        Assert.Equal((0.5, 0.0), (privacy.Copies, privacy.HeldOutCopies));
        Assert.InRange(privacy.NearerToReal!.Value, 0.72, 0.78);
        Assert.True(privacy.IsNearerThanChance);
        Assert.Equal(0, privacy.Synthetic.Low);
    }

    [Fact]
    public void Nearest_OfMixedColumns_IsGowersDistance()
    {
        Column[] columns = [new("x", ColumnKind.Real, []), new("n", ColumnKind.Categorical, ["a", "b"])];
        var distances = new RowDistances(new(columns, [0, 0, 10, 1, 4, double.NaN]), new(columns, [0, 0, 10, 1]));
        float[]? memory = null;
        var (first, second) = distances.Nearest([3, 0], ref memory);
        Assert.Equal((0.3 / 2, (0.1 + 1) / 2), (Math.Round(first, 6), Math.Round(second, 6)));
        // Missing next to missing is no difference, next to anything else a whole one.
        (first, _) = distances.Nearest([4, double.NaN], ref memory);
        Assert.Equal(0, first);
        (first, _) = distances.Nearest([double.NaN, 0], ref memory);
        Assert.Equal(0.5, first, 1e-6);
    }

    [Fact]
    public void Of_Predictions_AreAccuracyF1AndArea()
    {
        // For class 1: 2 right, 1 false alarm, 1 missed; of 4 pairs with the other class the scores order 3.
        var scores = ClassScores.Of([1, 1, 0, 1, 0], [1, 1, 1, 0, 0], [[], [0.9, 0.8, 0.7, 0.2, 0.1]], positive: 1);
        Assert.Equal((0.6, 2 * 2.0 / 6), (scores.Accuracy, scores.F1));
        Assert.Equal(5.0 / 6, scores.Auroc, 1e-12);
        var three = ClassScores.Of([0, 1, 2], [0, 1, 1], [[1, 0, 0], [0, 1, 0.5], [0, 0, 0]], positive: null);
        Assert.Equal((2.0 / 3, (1 + 2.0 / 3 + 0) / 3), (three.Accuracy, three.F1));
        Assert.Equal((1 + 1 + 0.5) / 3, three.Auroc, 1e-12);
    }

    [Fact]
    public void Of_ThreeClasses_TakesTheMeanOverThem()
    {
        var tables = JudgedTables.Of(Rows(900, 1), Rows(900, 2), null);
        var judgement = Judgement.Of(tables, "colour", cancellation: Token);
        Assert.Equal(("colour", null, 180), (judgement.Usefulness!.Target, judgement.Usefulness.Positive, judgement.Usefulness.Rows));
        Assert.InRange(judgement.Usefulness.RealMean.Accuracy, 0.3, 0.9);
        Assert.Null(judgement.Privacy.NearerToReal);
    }

    [Fact]
    public void Render_AnyJudgement_IsWellFormedAndEncodesNames()
    {
        Column[] columns = [new("a<b>\"&", ColumnKind.Real, []), .. Columns[1..]];
        var real = new Table(columns, Rows(300, 1).Cells.ToArray());
        var judgement = Judgement.Of(JudgedTables.Of(real, new(columns, Rows(200, 2).Cells.ToArray()), null), cancellation: Token);
        var page = JudgementPage.Render(judgement, "rows & <more>.csv");
        var document = XDocument.Parse(page);
        Assert.Equal("rows & <more>.csv", document.Descendants("h1").Single().Value);
        Assert.Equal(4 + 2, document.Descendants("svg").Count());
        Assert.Contains("a<b>\"&", document.Descendants("h3").Select(heading => heading.FirstNode!.ToString(SaveOptions.DisableFormatting)).Select(
            System.Net.WebUtility.HtmlDecode));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.Contains(judgement.Quality.Overall.ToString("F3", CultureInfo.InvariantCulture), page, StringComparison.Ordinal);
    }
}
