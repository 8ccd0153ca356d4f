using Elbo.Bench;

namespace Elbo.Tests.Bench;

public sealed class BenchComparisonTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"elbo-bench-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Table_OfThisMachine_GivesTheRatioOfEachMeasurementThatBothHave()
    {
        var machine = BenchMachine.Current();
        File.WriteAllText(path, Report(machine, Step(64, 1000), Step(128, 3000)).ToJson());

        var table = BenchComparison.Read(path).Table(Report(machine, Step(64, 1500), Step(512, 4000)));

        Assert.Equal(["784-512-z20-784, ELBO, batch 64, 2 threads, managed", "1,000", "1,500", "1.50"], Assert.Single(table.Rows));
    }

    [Fact]
    public void Read_AnotherMachinesResult_NamesBoth()
    {
        var other = BenchMachine.Current() with { Model = "family 1, model 2" };
        File.WriteAllText(path, Report(other, Step(64, 1000)).ToJson());

        var refused = Assert.Throws<BenchException>(() => BenchComparison.Read(path));

        Assert.Contains($"was measured on {other.Run.Cpu}, family 1, model 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Only results of one processor can be compared", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("# elbo bench")]
    [InlineData("null")]
    public void Read_WhatIsNotAResult_SaysWhichFileIs(string content)
    {
        File.WriteAllText(path, content);

        Assert.EndsWith(
            "is not a result of elbo bench. Name the bench.json that elbo bench --out or --json wrote.",
            Assert.Throws<BenchException>(() => BenchComparison.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AMissingFile_SaysSo() =>
        Assert.Contains("cannot be read", Assert.Throws<BenchException>(() => BenchComparison.Read(path)).Message, StringComparison.Ordinal);

    private static StepTiming Step(int batch, double perSecond) =>
        new("784-512-z20-784", 512, batch, 2, "ELBO", StepEngine.Managed, new(2, 2, 2), null, new(0.7, 0.7, 0.7), perSecond, 60_000 / perSecond);

    private static BenchReport Report(BenchMachine machine, params StepTiming[] steps) => new()
    {
        Date = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Machine = machine,
        Rounds = 5,
        Quick = false,
        Threads = 2,
        Steps = steps,
    };
}
