using CsCheck;
using Elbo.Compute.Native.Loading;

namespace Elbo.Tests.Compute.Native.Loading;

public sealed class ElfFileTests
{
    static readonly byte[] File = TorchSharpFile.Read();

    [Fact]
    public void VersionsNeeded_TorchSharp_NamesLibraryVersionAndPlace()
    {
        var needs = new ElfFile(File).VersionsNeeded();
        // readelf -V of TorchSharp 0.107.0: five libraries, 28 versions.
        Assert.Equal(28, needs.Count);
        var need = Assert.Single(needs, need => need.Version == "GLIBCXX_3.4.32");
        Assert.Equal(("libstdc++.so.6", (ushort)0, (ushort)18, 0x3f8f0 + 0x140 + 4), (need.Library, need.Flags, need.Index, need.FlagsAt));
    }

    [Fact]
    public void SymbolsOfVersion_TorchSharp_IsTheOneOfIostream()
    {
        var symbol = Assert.Single(new ElfFile(File).SymbolsOfVersion(18));
        Assert.Equal(new("_ZSt21ios_base_library_initv", 482, false), symbol);
    }

    [Fact]
    public void IsRelocated_UsedAndUnusedSymbol_DiffersAsReadelfSays()
    {
        var elf = new ElfFile(File);
        Assert.False(elf.IsRelocated(482));
        // Symbols of GLIBCXX_3.4.30 are called, so they are relocated.
        var used = elf.SymbolsOfVersion(elf.VersionsNeeded().Single(need => need.Version == "GLIBCXX_3.4.30").Index);
        Assert.All(used, symbol => Assert.True(elf.IsRelocated(symbol.Index), symbol.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ, as a file for Windows begins, and then sixty-four bytes of anything.")]
    public void Constructor_AnotherFormat_SaysWhatWasFound(string content) =>
        Assert.Throws<BadImageFormatException>(() => new ElfFile(System.Text.Encoding.ASCII.GetBytes(content)));

    [Fact]
    public void AnyRead_AnyTruncation_ThrowsNothingElse() =>
        Gen.Int[0, File.Length].Sample(length => ReadAll(File.AsMemory(0, length)), iter: 100, threads: 1);

    // Header, version tables and section table: there every byte affects the reader.
    [Fact]
    public void AnyRead_AnyMutation_ThrowsNothingElse() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 63], Gen.Int[0x3f8f0, 0x3f8f0 + 0x210 - 1], Gen.Int[0x3dfae, 0x3dfae + 0x400], Gen.Int[0x249360, File.Length - 1]),
            Gen.Byte)
            .Array[1, 6].Sample(changes =>
            {
                var bytes = File.AsSpan().ToArray();
                foreach (var (at, value) in changes)
                    bytes[at] = value;
                ReadAll(bytes);
            }, iter: 200, threads: 1);

    static void ReadAll(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var elf = new ElfFile(bytes);
            foreach (var need in elf.VersionsNeeded())
                elf.SymbolsOfVersion(need.Index);
            elf.VersionsProvided();
            elf.IsRelocated(482);
        }
        catch (BadImageFormatException)
        {
            // The only documented exception.
        }
        try
        {
            Correction.Apply(bytes.ToArray());
        }
        catch (BadImageFormatException)
        {
        }
    }
}
