using Elbo.Analysis;
using Elbo.Models.Priors;
using Elbo.Tests.Training;

namespace Elbo.Tests.Inference.Tables;

/// <summary>Exported models of tables that learned under a condition, against the same models in libtorch.</summary>
[Collection(TorchCollection.Name)]
public sealed class ConditionalTableTests : IDisposable
{
    private static readonly string[] Columns = ["city", "price", "member", "day", "visits", "gain"];

    private readonly ExportedTable any = new(condition: Columns, hasAny: true), known = new(new MixtureOptions(3), ["day"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        any.Dispose();
        known.Dispose();
    }

    [Fact]
    public void Encode_RowsWithConditionsOfEveryKind_IsThatOfTheModel()
    {
        Assert.Equal("mu", Assert.Single(any.Onnx.Columns).Name);
        Assert.Equal(Columns, any.Onnx.Condition.Select(column => column.Name));
        Assert.All(any.Onnx.Condition, column => Assert.True(column.HasAny));
        var (plain, codes) = (ExportedTable.Plain(any.Whole), any.Elbo.Encode(any.Rows, Token));
        var encoded = any.Onnx.Encode(plain, cancellation: Token);
        Assert.All(codes.Mu.Zip(encoded.Mu), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(codes.LogVar.Zip(encoded.LogVar), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        // Another condition is another code, and another price of the same cell.
        var scores = any.Onnx.Score(plain, cancellation: Token);
        Assert.All(scores.NegElbo!, nats => Assert.True(float.IsFinite(nats)));
        var other = any.Onnx.Given(new Dictionary<string, object?>(Columns.ToDictionary(name => name, _ => (object?)null))).Score(plain, cancellation: Token);
        Assert.NotEqual(scores.NegElbo, other.NegElbo);
    }

    [Fact]
    public void Decode_Given_IsThatOfTheModel()
    {
        Assert.False(Assert.Single(known.Onnx.Condition).HasAny);
        var (onnx, elbo) = (known.Onnx.Given(Day(new DateOnly(2021, 5, 6))), known.Elbo.Given("day=18753"));
        var z = elbo.SampleCodes(60, seed: 3);
        var (expected, found, other) = (elbo.DecodeRows(z, Token), onnx.Decode(z, Token), known.Onnx.Given(Day(new DateOnly(2019, 1, 1))).Decode(z, Token));
        var (wrong, changed) = (0, 0);
        foreach (var (i, column) in expected.Columns.Index())
            for (var row = 0; row < 60; row++)
            {
                var cell = ExportedTable.Cell(column, found[row]);
                wrong += Math.Abs(expected[row, i] - cell) <= 0.02 + 1e-4 * Math.Abs(cell) ? 0 : 1;
                changed += cell == ExportedTable.Cell(column, other[row]) ? 0 : 1;
            }
        Assert.InRange(wrong, 0, 2);
        Assert.InRange(changed, 60, 420);
        Assert.Equal(20, onnx.Synthesize(20, cancellation: Token).Count);
        Assert.Equal(onnx.Synthesize(20, cancellation: Token)[7], onnx.Synthesize(13, first: 7, cancellation: Token)[0]);
        Assert.NotEqual(onnx.Synthesize(20, cancellation: Token)[0], known.Onnx.Given(Day(new DateOnly(2019, 1, 1))).Synthesize(20, cancellation: Token)[0]);
        var filled = known.Onnx.Impute(ExportedTable.Plain(known.Whole), samples: 5, cancellation: Token);
        Assert.All(filled, row => Assert.All(row.Values, Assert.NotNull));
    }

    [Fact]
    public void Given_WhatIsNotACondition_IsRefused()
    {
        Assert.Contains("needs a condition, day", Refused(() => known.Onnx.Synthesize(1, cancellation: Token)), StringComparison.Ordinal);
        Assert.Contains("it takes a date or time", Refused(() => known.Onnx.Given(Day("Mars"))), StringComparison.Ordinal);
        Assert.Contains("has no value of 'day', which is a condition", Refused(() => known.Onnx.Given(Day(null))), StringComparison.Ordinal);
        var city = Columns.ToDictionary(name => name, name => (object?)(name == "city" ? "Mars" : null));
        Assert.Contains("it takes one of Bern, Chur, Genf", Refused(() => any.Onnx.Given(city)), StringComparison.Ordinal);
        var town = new Dictionary<string, object?> { ["town"] = "Bern" };
        Assert.Contains("has no 'town'; its columns are day", Refused(() => known.Onnx.Given(town)), StringComparison.Ordinal);
        var row = ExportedTable.Plain(known.Whole)[0].ToDictionary();
        row.Remove("day");
        Assert.Contains("has no 'day'", Refused(() => known.Onnx.Score(row, cancellation: Token)), StringComparison.Ordinal);
        Assert.True(double.IsFinite(known.Onnx.Given(Day(18753)).Score(row, cancellation: Token)));
        using var plain = new ExportedTable();
        Assert.Contains("was trained without one", Refused(() => plain.Onnx.Given(town)), StringComparison.Ordinal);

        static string Refused(Func<object?> act) => Assert.Throws<ArgumentException>(act).Message;
    }

    private static Dictionary<string, object?> Day(object? cell) => new() { ["day"] = cell };
}
