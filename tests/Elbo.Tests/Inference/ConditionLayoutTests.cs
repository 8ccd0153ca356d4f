using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Tests.Inference;

/// <summary>Conditions given to an exported model by name.</summary>
public sealed class ConditionLayoutTests : IDisposable
{
    private static readonly ConditionSchema Schema = new(
    [
        new("kind", ColumnKind.Categorical, ["cat", "dog", "owl"], 0, 1, HasMissing: true),
        new("year", ColumnKind.Real, [], 2000, 10, HasMissing: false),
    ]);

    private readonly ExportedVae exported = new(ExportedVae.Fresh(
        new() { Shape = new(1, 2, 3), Hidden = [8], DecoderHidden = [8], Latents = 3, ConditionWidth = Schema.Inputs }, Binarization.None, Schema));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => exported.Dispose();

    [Fact]
    public void Condition_ListsPartsAndTheirValues()
    {
        Assert.Equal(["kind", "year"], exported.Onnx.Condition.Select(column => column.Name));
        Assert.Equal(["cat", "dog", "owl"], exported.Onnx.Condition[0].Values);
        Assert.Equal([(true, 3), (false, 0)], exported.Onnx.Condition.Select(column => (column.HasAny, column.Values.Count)));
    }

    [Theory]
    [InlineData("kind=cow,year=1", "The condition was kind=cow, but the model learned kind from cat, dog, owl. Use Given(\"kind=cat,year=0\")")]
    [InlineData("kind=cat", "No value was given for the condition year, and the model has not learned what any year means")]
    [InlineData("year=any", "No value was given for the condition year")]
    [InlineData("kind=cat,year=soon", "The condition was year=soon; year takes a number")]
    [InlineData("kind=cat,year=NaN", "year takes a number")]
    [InlineData("colour=1,year=1", "The condition was 'colour=1', but this model takes kind, year")]
    public void Given_Faults_SayWhatIsAllowed(string condition, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => exported.Onnx.Given(condition)).Message, StringComparison.Ordinal);

    [Fact]
    public void Calls_WithoutANeededCondition_SayWhatToGive()
    {
        Assert.Contains("Use Given(\"kind=cat,year=0\")", Assert.Throws<ArgumentException>(() => exported.Onnx.Decode(new float[3], Token)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => exported.Onnx.Encode(new byte[6], Token));
        Assert.Equal(3, exported.Onnx.Given("year=1999").Encode(new byte[6], Token).Mu.Length);
    }

    [Fact]
    public void GivenMany_OneForEachExample_IsThatOfEach()
    {
        string[] conditions = [.. Enumerable.Range(0, 90).Select(i => $"kind={Schema.Columns[0].Categories[i % 3]},year={1900 + i}")];
        var z = Enumerable.Range(0, 270).Select(i => MathF.Sin(i)).ToArray();
        var all = exported.Onnx.Given(conditions).Decode(z, Token);
        for (var i = 0; i < 90; i += 17)
            Assert.Equal(exported.Onnx.Given(conditions[i]).Decode(z.AsSpan(i * 3, 3), Token), all[(i * 6)..(i * 6 + 6)], (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Contains("There are 90 conditions for 2 examples; give one for each, or one for all",
            Assert.Throws<ArgumentException>(() => exported.Onnx.Given(conditions).Decode(new float[6], Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_DisposedView_LeavesTheModelOpen()
    {
        exported.Onnx.Given("kind=cat,year=1").Dispose();
        Assert.Equal(6, exported.Onnx.Given("kind=cat,year=1").Decode(new float[3], Token).Length);
        exported.Onnx.WarmUp(Token);
    }

    [Fact]
    public void Given_ModelWithoutACondition_IsRefused()
    {
        using var plain = new ExportedVae(ExportedVae.Fresh(new() { Shape = new(1, 2, 3), Hidden = [8], DecoderHidden = [8], Latents = 3 }, Binarization.None));
        Assert.Empty(plain.Onnx.Condition);
        Assert.Contains("was trained without one", Assert.Throws<ArgumentException>(() => plain.Onnx.Given("label=1")).Message, StringComparison.Ordinal);
    }
}
