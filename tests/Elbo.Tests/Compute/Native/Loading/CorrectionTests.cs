using System.Buffers.Binary;
using Elbo.Compute.Native.Loading;

namespace Elbo.Tests.Compute.Native.Loading;

public sealed class CorrectionTests
{
    readonly byte[] file = TorchSharpFile.Read();

    [Fact]
    public void Apply_TorchSharp_SetsOneBit()
    {
        var corrected = Correction.Apply(file);
        var changed = Enumerable.Range(0, file.Length).Where(i => file[i] != corrected[i]).ToList();
        Assert.Equal(file.Length, corrected.Length);
        Assert.Equal(0x3f8f0 + 0x144, Assert.Single(changed));
        Assert.Equal((0, 2), (file[changed[0]], corrected[changed[0]]));
    }

    [Fact]
    public void Apply_TorchSharp_LeavesSourceAlone()
    {
        Correction.Apply(file);
        Assert.Equal(TorchSharpFile.Read(), file);
    }

    [Fact]
    public void Apply_Twice_SaysNothingIsToBeDone()
    {
        var error = Assert.Throws<BadImageFormatException>(() => Correction.Apply(Correction.Apply(file)));
        Assert.Equal("The file does not ask for GLIBCXX_3.4.32, so there is nothing to correct.", error.Message);
    }

    [Fact]
    public void Apply_AnotherSymbolOfTheVersion_Refuses()
    {
        // Symbol 483 gets the version of symbol 482.
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x3dfae + 483 * 2), 18);
        var error = Assert.Throws<BadImageFormatException>(() => Correction.Apply(file));
        Assert.Contains("only _ZSt21ios_base_library_initv can be spared", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_SymbolIsUsed_Refuses()
    {
        // The first relocation of .rela.plt now asks for symbol 482.
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x48aa0 + 12), 482);
        var error = Assert.Throws<BadImageFormatException>(() => Correction.Apply(file));
        Assert.Contains("cannot be spared", error.Message, StringComparison.Ordinal);
    }
}
