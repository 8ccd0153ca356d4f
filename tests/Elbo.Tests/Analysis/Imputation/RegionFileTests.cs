using Elbo.Analysis.Imputation;
using Elbo.Compute.Randomness;
using Elbo.Files.NumPy;
using Elbo.Models;
using Elbo.Tests.Data;

namespace Elbo.Tests.Analysis.Imputation;

public sealed class RegionFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_RandomMasks_AreTheSameRegionAgain()
    {
        var bits = new uint[35];
        for (var i = 0; i < 50; i++)
        {
            new Philox(1, RandomStream.Prior).FillBits(i, bits);
            var given = Array.ConvertAll(bits, word => word % 5 < 3);
            var region = RegionFile.Read(Written(given));
            Assert.StartsWith("7x5:", region, StringComparison.Ordinal);
            Assert.Equal(given, SeenRegion.Of(region, new(1, 5, 7)).Seen.ToArray());
            Assert.Equal(given.Concat(given), SeenRegion.Of(region, new(2, 5, 7)).Seen.ToArray());
        }
        Assert.Equal("the light part of a mask of 7x5 pixels", SeenRegion.Describe("7x5:0,0,1,1"));
        Assert.Equal("left+top", SeenRegion.Describe("left+top"));
    }

    [Fact]
    public void Read_WhatIsNoMask_SaysSo()
    {
        Assert.True(RegionFile.IsOne("mask.png"));
        Assert.False(RegionFile.IsOne("bottom-left+0,0,3,4"));
        Assert.Contains("every pixel is light", Refused(Written([.. Enumerable.Repeat(true, 35)])), StringComparison.Ordinal);
        Assert.Contains("every pixel is dark", Refused(Written(new bool[35])), StringComparison.Ordinal);
        Assert.Throws<DataException>(() => RegionFile.Read(folder.File("none.npy")));
        Assert.Contains("images have 7x6", Assert.Throws<OptionsException>(() => SeenRegion.Of("7x5:0,0,1,1", new(1, 6, 7))).Message, StringComparison.Ordinal);

        static string Refused(string path) => Assert.Throws<OptionsException>(() => RegionFile.Read(path)).Message;
    }

    private string Written(bool[] given)
    {
        var path = folder.File("mask.npy");
        using var file = File.Create(path);
        NpyFile.Write(file, NpyArray.Of<bool>(given, 5, 7));
        return path;
    }
}
