using System.Buffers.Binary;
using System.Text;

namespace Elbo.Cli.Tests.Verbs;

public sealed class TrainDataTests : IDisposable
{
    private const uint ImagesMagic = 0x803;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Data_Unknown_NamesTheKnownOnes() =>
        await AssertRefused("mnits", "'mnits' is neither a known data set nor a file or folder that exists. Did you mean mnist?", "Known are mnist");

    [Fact]
    public async Task Data_MissingFile_IsNamed() => await AssertRefused(folder.At("gone-idx3-ubyte"), "gone-idx3-ubyte");

    [Fact]
    public async Task Data_Truncated_IsRefused() =>
        await AssertRefused(Write(Idx(ImagesMagic, 4, 2, 3)[..^5]), "images is cut short: it declares 4 images of 2×3 pixels (24 bytes), but 19 bytes follow");

    [Fact]
    public async Task Data_Oversized_IsRefused() =>
        await AssertRefused(Write([.. Idx(ImagesMagic, 4, 2, 3), 1, 2]), "2 more bytes follow");

    [Fact]
    public async Task Data_DeclaringMoreThanMemory_IsRefused() =>
        await AssertRefused(Write(Idx(ImagesMagic, uint.MaxValue, uint.MaxValue, 3, bytes: 10)), "is cut short");

    [Fact]
    public async Task Data_OfWrongMagic_IsRefused() => await AssertRefused(Write(Idx(0xDEADBEEF, 4, 2, 3)), "images starts with the ");

    [Fact]
    public async Task Data_Text_IsRefused() => await AssertRefused(Write(Encoding.UTF8.GetBytes("a,b,c\n1,2,3\n4,5,6\n7,8,9\n")), "images");

    [Fact]
    public async Task Data_DamagedGzip_IsRefused() =>
        await AssertRefused(
            folder.Write("images.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF]), "is damaged: its gzip compression does not decode");

    [Fact]
    public async Task Data_OtherCountOfLabels_IsRefused()
    {
        var images = folder.Write("train-images-idx3-ubyte", Idx(ImagesMagic, 4, 2, 3));
        folder.Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]);
        await AssertRefused(images, "holds 4 images but", "holds 3 labels");
    }

    [Fact]
    public async Task Data_FolderWithoutImages_IsRefused() =>
        await AssertRefused(Directory.CreateDirectory(folder.At("empty")).FullName, "holds no image");

    private async Task AssertRefused(string data, params string[] parts)
    {
        var before = folder.Content();
        (await Ran.Elbo("train", data, "--out", folder.At("run"))).AssertFailed(ExitCode.Failed, parts);
        (await Ran.Elbo("train", data, "--out", folder.At("run"), "--json")).AssertFailed(ExitCode.Failed, parts);
        (await Ran.Elbo("data", "inspect", data, "--sheet", folder.At("sheet.png"))).AssertFailed(ExitCode.Failed, parts);
        Assert.Equal(before, folder.Content());
    }

    private string Write(byte[] content) => folder.Write("images", content);

    private static byte[] Idx(uint magic, uint count, uint rows, uint columns, int? bytes = null)
    {
        var file = new byte[16 + (bytes ?? (int)(count * rows * columns))];
        foreach (var (place, value) in new[] { magic, count, rows, columns }.Index())
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 * place), value);
        return file;
    }
}
