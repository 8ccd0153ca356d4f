using Elbo.Inference;
using Elbo.MLNet;
using Elbo.Models.Priors;
using Elbo.Tests.Data;
using Elbo.Tests.Inference.Tables;
using Elbo.Tests.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.Tests.MLNet;

[Collection(TorchCollection.Name)]
public sealed class TableVaeEstimatorTests : IDisposable
{
    private static readonly TableVaeColumns All = new() { NegElbo = "Score", Distortion = "mu2", ColumnNats = "Cells", Codes = "Codes" };

    private readonly ExportedTable table = new();
    private readonly MLContext ml = new(seed: 0);

    public void Dispose() => table.Dispose();

    private static Visit[] Visits => [.. Enumerable.Range(0, 30).Select(i => new Visit
    {
        Mu = i % 7 == 0 ? float.NaN : 160 + i, Price = 0.5 + i, Visits = i,
        Member = i % 2 == 0 ? "yes" : i % 3 == 0 ? "" : "no", City = i == 9 ? "Mars" : "Chur",
        Gain = 7.5f, Day = 18000 + i, Id = i,
    })];

    [Fact]
    public void Transform_NumbersAndTexts_GivesWhatElboInferenceGives()
    {
        using var folder = new TempFolder();
        var data = ml.Data.LoadFromEnumerable(Visits);
        var model = ml.Transforms.ApplyTableVae(table.Folder, All).Fit(data);
        AssertSame(ml, model);
        ml.Model.Save(model, data.Schema, folder.File("pipeline.zip"));
        var fresh = new MLContext(seed: 0);
        AssertSame(fresh, fresh.Model.Load(folder.File("pipeline.zip"), out _));
        Assert.Equal(
            ["mu", "price", "visits", "member", "city", "gain", "day", "Id", "Score", "mu2", "Cells", "Codes"],
            model.GetOutputSchema(data.Schema).Where(column => !column.IsHidden).Select(column => column.Name).OrderBy(Place));
        Assert.Equal(NumberDataViewType.Single, model.GetOutputSchema(data.Schema)["mu"].Type);

        int Place(string name) => Array.IndexOf(
            ["mu", "price", "visits", "member", "city", "gain", "day", "Id", "Score", "mu2", "Cells", "Codes"], name);
    }

    [Fact]
    public void Transform_ModelWithACondition_TakesItFromColumnsOfItsNames()
    {
        using var conditional = new ExportedTable(condition: ["city", "day"], hasAny: true);
        var data = ml.Data.LoadFromEnumerable(Visits.Where(visit => visit.City != "Mars"));
        var model = ml.Transforms.ApplyTableVae(conditional.Folder, new() { NegElbo = "Score", Codes = "Codes" }).Fit(data);
        var scored = ml.Data.CreateEnumerable<ScoredVisit>(model.Transform(data), reuseRowObject: false).ToArray();
        var scores = conditional.Onnx.Score([.. scored.Select(visit => visit.Row())], cancellation: TestContext.Current.CancellationToken);
        var moved = conditional.Onnx.Score([.. scored.Select(visit => visit.Row(days: 900))], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(29, scored.Length);
        for (var i = 0; i < scored.Length; i++)
        {
            Assert.Equal(scores.NegElbo![i], scored[i].Score, 1e-4f);
            Assert.NotEqual(moved.NegElbo![i], scored[i].Score, 1e-4f);
        }
    }

    [Fact]
    public void Fit_WrongColumns_SaysWhatTheModelTakes()
    {
        Assert.Contains("The model needs a column 'price'; the data has mu, Id.", Message(new Small()), StringComparison.Ordinal);
        Assert.Contains("The column 'price' is of type String; the model takes a number.", Message(new Texts()), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ml.Transforms.ApplyTableVae(table.Folder, new() { NegElbo = null }));
        using var dates = new ExportedTable(hasTimes: true);
        Assert.Contains("The model needs a column 'day.weekday'; the data has mu, price, visits, member, city, gain, day, Id. The "
            + "model learned the dates of 'day' as week, weekday and time of day: add these, or train with --columns day:real, which keeps a date one number.",
            Assert.Throws<ArgumentException>(() => ml.Transforms.ApplyTableVae(dates.Folder).Fit(ml.Data.LoadFromEnumerable(Visits))).Message,
            StringComparison.Ordinal);
        using var vamp = new ExportedTable(new VampOptions(3));
        Assert.Contains("has no −ELBO", Assert.Throws<InferenceException>(() => ml.Transforms.ApplyTableVae(vamp.Folder)).Message, StringComparison.Ordinal);

        string Message<T>(T row) where T : class =>
            Assert.Throws<ArgumentException>(() => ml.Transforms.ApplyTableVae(table.Folder).Fit(ml.Data.LoadFromEnumerable([row]))).Message;
    }

    private void AssertSame(MLContext context, ITransformer model)
    {
        var rows = Visits;
        var scored = context.Data.CreateEnumerable<Scored>(model.Transform(context.Data.LoadFromEnumerable(rows)), reuseRowObject: false).ToArray();
        var plain = rows.Select(row => row.Row()).ToArray();
        var scores = table.Onnx.Score(plain, cancellation: TestContext.Current.CancellationToken);
        var codes = table.Onnx.Encode(plain, UnknownCells.Anomaly, TestContext.Current.CancellationToken);
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal((i, rows[i].Mu), (scored[i].Id, scored[i].Mu));
            Assert.Equal(scores.NegElbo![i], scored[i].Score, 1e-4f);
            Assert.Equal(scores.ColumnNats[(i * 7)..(i * 7 + 7)], scored[i].Cells, (x, y) => x == y || Math.Abs(x - y) < 1e-4);
            Assert.Equal(codes.MuOf(i).ToArray(), scored[i].Codes, (x, y) => Math.Abs(x - y) < 1e-4);
        }
        Assert.Equal(float.PositiveInfinity, scored[9].Score);
    }

    private class Visit
    {
        [ColumnName("mu")]
        public float Mu { get; set; }

        [ColumnName("price")]
        public double Price { get; set; }

        [ColumnName("visits")]
        public int Visits { get; set; }

        [ColumnName("member")]
        public string Member { get; set; } = "";

        [ColumnName("city")]
        public string City { get; set; } = "";

        [ColumnName("gain")]
        public float Gain { get; set; }

        [ColumnName("day")]
        public float Day { get; set; }

        public int Id { get; set; }

        /// <summary>The row for Elbo.Inference, some days later.</summary>
        public Dictionary<string, object?> Row(int days = 0) => new()
        {
            ["mu"] = Mu,
            ["price"] = Price,
            ["visits"] = Visits,
            ["member"] = Member,
            ["city"] = City,
            ["gain"] = Gain,
            ["day"] = Day + days,
        };
    }

    private sealed class ScoredVisit : Visit
    {
        public float Score { get; set; }

        [VectorType(3)]
        public float[] Codes { get; set; } = [];
    }

    private sealed class Scored : Visit
    {
        public float Score { get; set; }

        [VectorType(7)]
        public float[] Cells { get; set; } = [];

        [VectorType(3)]
        public float[] Codes { get; set; } = [];
    }

    private sealed class Small
    {
        [ColumnName("mu")]
        public float Mu { get; set; }

        public int Id { get; set; }
    }

    private sealed class Texts
    {
        [ColumnName("mu")]
        public float Mu { get; set; }

        [ColumnName("price")]
        public string Price { get; set; } = "3";
    }
}
