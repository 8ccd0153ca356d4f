#!/usr/bin/env dotnet
// An exported VAE without libtorch: codes, reconstructions and scores of test digits, and of the same digits upside down.
// elbo train mnist && elbo export runs/mnist
// dotnet run examples/inference/inference.cs runs/mnist/onnx [IMAGES]
#:project ../../src/Elbo.Inference/Elbo.Inference.csproj
#:property PublishAot=false

using System.IO.Compression;
using Elbo.Inference;

if (args.Length == 0)
{
    Console.Error.WriteLine("Name the folder that elbo export has made: dotnet run examples/inference/inference.cs runs/mnist/onnx");
    return 2;
}
using var vae = InferenceVae.Open(args[0]);
Console.WriteLine($"{vae.Shape} images, {vae.Latents} latents");

// IDX: 16 bytes of header, then the pixels of all images.
var path = args.Length > 1 ? args[1] : "data/mnist/t10k-images-idx3-ubyte.gz";
using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
var bytes = new byte[16 + 500 * vae.Shape.Values];
file.ReadExactly(bytes);
var images = bytes[16..];

var codes = vae.Encode(images);
Console.WriteLine($"the first code: {string.Join("  ", codes.MuOf(0).ToArray().Select(mu => $"{mu:F2}"))}");

Console.WriteLine("the first image and its reconstruction:");
var means = vae.Reconstruct(images.AsSpan(0, vae.Shape.Values));
for (var row = 0; row < vae.Shape.Height; row += 2)
    Console.WriteLine(Row(x => images[x] / 255f, row) + "  " + Row(x => means[x], row));

// Upside-down digits were not in the training data: their scores are higher.
var upsideDown = (byte[])images.Clone();
for (var i = 0; i < codes.Count; i++)
    upsideDown.AsSpan(i * vae.Shape.Values, vae.Shape.Values).Reverse();
Console.WriteLine(
    $"squared error, mean of {codes.Count}: {vae.Score(images).SquaredError.Average():F1} upright, "
    + $"{vae.Score(upsideDown).SquaredError.Average():F1} upside down");
return 0;

string Row(Func<int, float> pixel, int row) =>
    string.Concat(Enumerable.Range(0, vae.Shape.Width).Select(x => " .:-=+*#%@"[(int)Math.Clamp(pixel(row * vae.Shape.Width + x) * 9.99f, 0, 9)]));
