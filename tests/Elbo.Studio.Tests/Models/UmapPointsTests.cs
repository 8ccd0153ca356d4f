using Elbo.Models;
using Elbo.Runs;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Models;

public sealed class UmapPointsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Choose_OfMoreThanFit_SpreadsEvenlyAndOfFewerTakesAll()
    {
        Assert.Equal([0, 1, 2, 3], UmapPoints.Choose(4));
        var chosen = UmapPoints.Choose(2 * UmapPoints.Most + 1);
        Assert.Equal(UmapPoints.Most, chosen.Length);
        Assert.Equal(2 * UmapPoints.Most - 2, chosen[^1]);
        Assert.All(chosen.Zip(chosen.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 2, 3));
    }

    [Fact]
    public void Start_OfCodes_HasThePrincipalComponentsWithTheFarthestAtTen()
    {
        var start = UmapPoints.Start(new(3, 2, [-1, 0, 0, 0, 1, 0], new float[6]), [0, 1, 2]);
        Assert.Equal([10, 0, 10], [MathF.Abs(start[0]), MathF.Abs(start[2]), MathF.Abs(start[4])]);
        Assert.Equal(-start[0], start[4]);
    }

    [Fact]
    public void Read_OfTheSameCodes_IsWhatWasWrittenAndOfOthersNothing()
    {
        var (run, codes) = (RunFolder.Create(folder.At("run")), Codes(1));
        Assert.Null(UmapPoints.Read(run, codes));
        var points = UmapPoints.Of(codes, [.. Enumerable.Range(0, 2 * codes.Count).Select(i => i / 2f)]);
        Assert.True(points.Write(run, codes));
        var read = UmapPoints.Read(run, codes)!;
        Assert.Equal(points.Examples, read.Examples);
        Assert.Equal(points.Places, read.Places);
        Assert.Null(UmapPoints.Read(run, Codes(2)));
        File.WriteAllText(run.UmapPath, "damaged");
        Assert.Null(UmapPoints.Read(run, codes));
    }

    [Fact]
    public void Of_PlacesThatAreTooFewOrNotFinite_AreRefused()
    {
        Assert.Throws<StudioException>(() => UmapPoints.Of(Codes(1), [1, 2]));
        Assert.Throws<StudioException>(() => UmapPoints.Of(new(1, 1, [0], [0]), [1, float.NaN]));
    }

    private static Codes Codes(int factor) => new(20, 3, [.. Enumerable.Range(0, 60).Select(i => factor * MathF.Sin(i))], new float[60]);
}
