using System.Buffers.Binary;
using System.IO.Compression;
using Bunit;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Reports.Figures.Drawing;
using Elbo.Studio.Components.Playground;
using Elbo.Studio.Models;
using Elbo.Studio.Safety;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor.Services;

namespace Elbo.Studio.Tests.Safety;

/// <summary>Files that a visitor uploads through the upload field.</summary>
public sealed class ImageUploadTests : IAsyncDisposable
{
    private static readonly ImageShape Shape = new(1, 28, 28);
    private readonly BunitContext context = new();

    public ImageUploadTests()
    {
        context.Services.AddMudServices();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Bytes_TooMany_AreRefusedBeforeTheyAreReceived() =>
        Assert.Equal("a.png has 8.0 MB; at most 8 MB are accepted. Give a smaller image.", Refusal(new byte[ImageUpload.MostBytes + 1]));

    [Theory]
    [InlineData(65_000, 65_000)]
    [InlineData(4_001, 4_000)]
    public void Pixels_DeclaredTooMany_AreRefusedBeforeTheyAreDecoded(int width, int height) =>
        Assert.Contains($"it declares {width}×{height} pixels, and at most 16 million are decoded", Refusal(Declaring(width, height)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "its content is not PNG")]
    [InlineData("", "it is empty")]
    [InlineData("\u0089PNG", "The file cannot be read as an image")]
    public void Content_NoImage_IsRefused(string content, string words) =>
        Assert.Contains(words, Refusal(System.Text.Encoding.Latin1.GetBytes(content)), StringComparison.Ordinal);

    [Fact]
    public void Files_Several_AreRefused()
    {
        var field = Field(_ => Assert.Fail("read"));
        field.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("a", "a.png"), InputFileContent.CreateFromText("b", "b.png"));
        field.WaitForAssertion(() => Assert.Contains("Several files were given; give a single image file.", field.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Image_OfTheModelsSize_KeepsItsPixels()
    {
        byte[] pixels = [.. Enumerable.Range(0, Shape.Size).Select(i => (byte)i)];
        Sketch? seen = null;
        var field = Field(image => seen = image);
        field.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(ImageFile.Png(Shape, ImageBatch.FromBytes(Shape, pixels)[0]), "a.png"));
        field.WaitForAssertion(() => Assert.Equal(pixels, seen?.Pixels));
        Assert.Empty(field.FindAll(".mud-alert"));
    }

    /// <summary>The name comes from the browser, as everything else does.</summary>
    [Theory]
    [InlineData("", "The file: ")]
    [InlineData("../../../etc/passwd", "../../../etc/passwd: ")]
    [InlineData("a\u001B[2J\r\nb\u202Egnp.png", "a\\u001B[2J\\u000D\\u000Ab\\u202Egnp.png: ")]
    [InlineData("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png: ")]
    [InlineData("C:\\con\0.png", "C:\\con\\u0000.png: ")]
    public void Name_Hostile_IsQuotedAsText(string name, string start)
    {
        var field = Field(_ => Assert.Fail("read"));
        field.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("no image", name));
        field.WaitForAssertion(() => field.Find(".mud-alert-message"));
        Assert.StartsWith(start, field.Find(".mud-alert-message").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(field.FindAll("img"));
    }

    [Fact]
    public void Name_Long_IsCut() =>
        Assert.Equal(new string('x', 77) + "…", ImageUpload.NameOf(new GivenFile(new string('x', 60_000), 1, Stream.Null)));

    [Fact]
    public void Name_Missing_IsTheFile() => Assert.Equal("The file", ImageUpload.NameOf(new GivenFile(null!, 1, Stream.Null)));

    /// <summary>Files that never arrive, more than are decoded at once, keep no other visitor waiting.</summary>
    [Fact]
    public async Task Read_NextToFilesThatNeverArrive_IsNotHeldUp()
    {
        using var silent = new SilentStream();
        var waiting = Enumerable.Range(0, 8).Select(i => ImageUpload.ReadAsync(new GivenFile($"{i}.png", 1000, silent), Shape, new())).ToArray();
        var png = ImageFile.Png(Shape, ImageBatch.FromBytes(Shape, new byte[Shape.Size])[0]);

        var read = await ImageUpload.ReadAsync(new GivenFile("a.png", png.Length, new MemoryStream(png)), Shape, new())
            .WaitAsync(TimeSpan.FromSeconds(30), Xunit.TestContext.Current.CancellationToken);

        Assert.Equal(new byte[Shape.Size], read.Pixels);
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        silent.Break();
        foreach (var task in waiting)
            Assert.EndsWith("did not arrive. Drop it again.", (await Assert.ThrowsAsync<StudioException>(() => task)).Message, StringComparison.Ordinal);
    }

    /// <summary>A file shorter than its browser said is what has arrived of it.</summary>
    [Fact]
    public async Task Read_FewerBytesThanDeclared_IsRefusedAsAnImage()
    {
        var given = new GivenFile("a.png", ImageUpload.MostBytes, new MemoryStream("no image"u8.ToArray()));
        var refusal = await Assert.ThrowsAsync<StudioException>(() => ImageUpload.ReadAsync(given, Shape, new()));
        Assert.StartsWith("a.png: The file cannot be read as an image: its content is not PNG", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Chunks that are not pixels may hold megabytes that unpack to a hundred times as many; they are not unpacked.</summary>
    [Theory]
    [InlineData("zTXt", 0)]
    [InlineData("iTXt", 0)]
    [InlineData("iCCP", 0)]
    [InlineData("zTXt", 3000)]
    public async Task Read_ChunksThatUnpackToMuch_KeepsThePixels(string chunk, int more)
    {
        byte[] pixels = [.. Enumerable.Range(0, Shape.Size).Select(i => (byte)i)];
        var file = Packed(ImageFile.Png(Shape, ImageBatch.FromBytes(Shape, pixels)[0]), chunk, 1L << 28, more);
        Assert.InRange(file.Length, 1_000_000, ImageUpload.MostBytes);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var read = await ImageUpload.ReadAsync(new GivenFile("a.png", file.Length, new MemoryStream(file)), Shape, new());
        Assert.Equal(pixels, read.Pixels);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100_000_000);
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private string Refusal(byte[] file)
    {
        var field = Field(_ => Assert.Fail("read"));
        field.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(file, "a.png"));
        field.WaitForAssertion(() => field.Find(".mud-alert-message"));
        return field.Find(".mud-alert-message").TextContent.Trim();
    }

    private IRenderedComponent<ImageDrop> Field(Action<Sketch> read) => context.Render<ImageDrop>(given => given
        .Add(part => part.Shape, Shape).Add(part => part.Options, new()).Add(part => part.Read, file => read(file.Image)));

    /// <summary>A PNG with a chunk before its pixels that unpacks to a number of zeros, and more empty ones of its kind.</summary>
    private static byte[] Packed(byte[] png, string chunk, long zeros, int more)
    {
        using var packed = new MemoryStream();
        packed.Write(chunk switch { "iTXt" => "a\0\u0001\0\0\0"u8, _ => "a\0\0"u8 });
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var block = new byte[1 << 20]; zeros > 0; zeros -= block.Length)
                zip.Write(block);
        // After the signature and the header.
        const int Start = 33;
        var others = Enumerable.Repeat(Chunk(chunk, "b\0\0x"u8.ToArray()), more).SelectMany(x => x);
        return [.. png[..Start], .. Chunk(chunk, packed.ToArray()), .. others, .. png[Start..]];
    }

    private static byte[] Chunk(string name, byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(chunk, 4);
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), PngFile.Crc(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    /// <summary>The start of a PNG that declares a size but holds no pixels.</summary>
    private static byte[] Declaring(int width, int height)
    {
        var file = new byte[33];
        byte[] start = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, .. "IHDR"u8];
        start.CopyTo(file, 0);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        (file[24], file[25]) = (8, 6);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), PngFile.Crc(file.AsSpan(12, 17)));
        return [.. file, 0, 0, 0, 0, .. "IDAT"u8, 0, 0, 0, 0];
    }

    private sealed record GivenFile(string Name, long Size, Stream Content) : IBrowserFile
    {
        public DateTimeOffset LastModified => default;

        public string ContentType => "image/png";

        public Stream OpenReadStream(long maxAllowedSize, CancellationToken cancellationToken) => Content;
    }

    /// <summary>Never has a byte, until its connection breaks.</summary>
    private sealed class SilentStream : MemoryStream
    {
        private readonly TaskCompletionSource<int> broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Break() => broken.SetException(new IOException("broken"));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(broken.Task);

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => broken.Task;
    }
}
