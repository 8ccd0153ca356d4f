#!/usr/bin/env dotnet
// An exported VAE in an ML.NET pipeline: anomaly scores of test digits, some of them upside down, as a column.
// elbo train mnist && elbo export runs/mnist
// dotnet run examples/mlnet/anomalies.cs runs/mnist/onnx anomalies.zip     fits the pipeline, saves and uses it
// dotnet run examples/mlnet/anomalies.cs anomalies.zip                     uses the saved one, on any machine
#:project ../../src/Elbo.MLNet/Elbo.MLNet.csproj
#:property PublishAot=false

using System.IO.Compression;
using Elbo.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

if (args.Length == 0)
{
    Console.Error.WriteLine("Name the folder that elbo export has made: dotnet run examples/mlnet/anomalies.cs runs/mnist/onnx [PIPELINE.zip]");
    return 2;
}
var ml = new MLContext(seed: 0);
var digits = ml.Data.LoadFromEnumerable(Digits(300));
ITransformer model;
if (Directory.Exists(args[0]))
{
    var pipeline = ml.Transforms
        .ApplyVae(args[0], "Pixels", new() { SquaredError = "Score", Codes = "Codes" })
        // Later steps of a pipeline read its columns like any others.
        .Append(ml.Transforms.ProjectToPrincipalComponents("Place", "Codes", rank: 2));
    model = pipeline.Fit(digits);
    if (args.Length > 1)
        ml.Model.Save(model, digits.Schema, args[1]);
}
else
    model = ml.Model.Load(args[0], out _);

var scored = ml.Data.CreateEnumerable<Scored>(ml.Data.Cache(model.Transform(digits)), reuseRowObject: false).ToArray();
Console.WriteLine("the most anomalous of them:");
foreach (var one in scored.OrderByDescending(one => one.Score).Take(8))
    Console.WriteLine(
        $"  digit {one.Number,3}  {(one.UpsideDown ? "upside down" : "upright    ")}  score {one.Score,5:F1}  "
        + $"place ({one.Place[0],5:F2}, {one.Place[1],5:F2})");
Console.WriteLine(
    $"mean score: {scored.Where(one => !one.UpsideDown).Average(one => one.Score):F1} upright, "
    + $"{scored.Where(one => one.UpsideDown).Average(one => one.Score):F1} upside down");
return 0;

// Every tenth of the first test digits is turned upside down.
static IEnumerable<Digit> Digits(int count)
{
    // IDX: 16 bytes of header, then the pixels of all images.
    using var file = new GZipStream(File.OpenRead("data/mnist/t10k-images-idx3-ubyte.gz"), CompressionMode.Decompress);
    file.ReadExactly(new byte[16]);
    for (var i = 0; i < count; i++)
    {
        var digit = new Digit { Number = i, UpsideDown = i % 10 == 9 };
        file.ReadExactly(digit.Pixels);
        if (digit.UpsideDown)
            Array.Reverse(digit.Pixels);
        yield return digit;
    }
}

internal sealed class Digit
{
    [VectorType(784)]
    public byte[] Pixels { get; set; } = new byte[784];

    public int Number { get; set; }

    public bool UpsideDown { get; set; }
}

internal sealed class Scored
{
    public int Number { get; set; }

    public bool UpsideDown { get; set; }

    public float Score { get; set; }

    public float[] Place { get; set; } = [];
}
