using System.Buffers.Binary;
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
}
