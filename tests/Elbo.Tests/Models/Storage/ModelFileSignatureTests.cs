using System.Text;
using Elbo.Models.Storage;
using Elbo.Tests.Data;

namespace Elbo.Tests.Models.Storage;

public sealed class ModelFileSignatureTests
{
    [Theory]
    [InlineData(0x80)]
    [InlineData(0x180)]
    [InlineData(0x5080)]
    public void Read_SafetensorsWhoseHeaderLengthBeginsLikeAPickle_IsSafetensorsUnderAnyName(int length)
    {
        using var folder = new TempFolder();
        byte[] header = [.. BitConverter.GetBytes((long)length), .. Encoding.UTF8.GetBytes("{}".PadRight(length))];
        Assert.Equal(ModelFileKind.Safetensors, ModelFileSignature.KindOf(header.AsSpan(0, 9)));
        // It is read as a safetensors file, and refused for what it lacks.
        Assert.Contains("does not have the layout of a VAE", Assert.Throws<ModelFileException>(() => ModelFile.Read(folder.Write("vae.pt", header))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4 }, "vae.safetensors", "is damaged: its zip archive cannot be read")]
    [InlineData(new byte[] { 0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20 }, "vae.safetensors", "has the format that PyTorch used before 1.6")]
    [InlineData(new byte[] { 0x80, 4, 0x95, 10, 0, 0, 0, 0, 0, 0, 0 }, "vae.safetensors", "is not a checkpoint: torch.save writes zip archives")]
    [InlineData(new byte[] { 0x80, 2, (byte)'.' }, "vae.pkl", "is not a checkpoint")]
    [InlineData(new byte[] { }, "vae.pt", "has 0 bytes; a safetensors file has at least 10")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3 }, "vae.pt",
        "is not a model that Elbo reads: it begins with the bytes 1F 8B 08 00 00 00 00 00 00, as a file compressed with gzip does")]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0 }, "vae.pt", "as a PNG image does")]
    [InlineData(new byte[] { 8, 8, 0x12, 4, (byte)'e', (byte)'l', (byte)'b', (byte)'o', 0x1A }, "vae.onnx", "as an ONNX model does")]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, "vae.bin", "it begins with the bytes 01 02 03 04 05 06 07 08 09. Give")]
    [InlineData(new byte[] { 16, 0, 0, 0, 1, 0, 0, 0, (byte)'{' }, "vae.safetensors", "it begins with the bytes 10 00 00 00 01 00 00 00 7B. Give")]
    [InlineData(new byte[] { 255, 255, 255, 0, 0, 0, 0, 0, (byte)'{' }, "vae.pt", "is cut short: it declares a header of 16,777,215 bytes, but 1 follow")]
    public void Read_AnyContent_SaysWhatWasFound(byte[] content, string name, string fault)
    {
        using var folder = new TempFolder();
        var path = folder.Write(name, content);
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Read(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }
}
