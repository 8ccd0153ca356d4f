using Elbo.Analysis;
using Elbo.Compute.Randomness;
using Elbo.Data.Tables;
using Elbo.Exchange;
using Elbo.Inference;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Tests.Inference.Tables;
using Elbo.Tests.Training;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Analysis.RowGraphs;

/// <summary>The graphs against the model in libtorch.</summary>
[Collection(TorchCollection.Name)]
public sealed class OnnxTableTests : IDisposable
{
    private const int Latents = 3;

    private readonly ExportedTable mixture = new(new MixtureOptions(4)), standard = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        mixture.Dispose();
        standard.Dispose();
    }

    [Fact]
    public void Table_OfTheTest_HasEveryKindAndMissingCells()
    {
        Assert.Equal(
            [ColumnKind.Real, ColumnKind.Positive, ColumnKind.Count, ColumnKind.Binary, ColumnKind.Categorical, ColumnKind.NumericMixture, ColumnKind.Real],
            mixture.Data.Train.Encoding.Columns.Select(column => column.Kind));
        Assert.Contains(mixture.Data.Train.Encoding.Columns[5].Bins!.Knots, knots => knots.Length > 1);
        Assert.NotEmpty(mixture.Data.Train.Encoding.Missing!);
        Assert.Equal(["encoder", "decoder", "vae", "sampler", "imputer"], mixture.Paths.Select(Path.GetFileNameWithoutExtension));
        Assert.Equal(("column.mu", "decoded.mu"), (mixture.Onnx.Columns[0].Input, mixture.Onnx.Columns[0].Output));
        Assert.Equal(("price", "days"), (mixture.Onnx.Columns[1].Input, mixture.Onnx.Columns[6].Unit));
    }

    [Fact]
    public void Write_EveryGraph_UsesAllOfItsConstants()
    {
        foreach (var path in mixture.Paths.Concat(standard.Paths))
        {
            var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph;
            Assert.Empty(graph.Initializer.Select(constant => constant.Name).Except(graph.Node.SelectMany(node => node.Input)));
        }
    }

    [Fact]
    public void Score_Rows_CostsWhatTheModelSays()
    {
        foreach (var table in new[] { mixture, standard })
        {
            var (vae, rows) = (table.Elbo, table.Rows);
            var (codes, encoded) = (vae.Encode(rows, Token), table.Onnx.Encode(ExportedTable.Plain(rows.Table), cancellation: Token));
            AssertNear(codes.Mu, encoded.Mu, 1e-4);
            AssertNear(codes.LogVar, encoded.LogVar, 1e-4);
            var scores = table.Onnx.Score(ExportedTable.Plain(rows.Table), cancellation: Token);
            var nats = Nats(vae, rows, codes.Mu);
            for (var i = 0; i < nats.Length; i++)
                Assert.Equal(nats[i], scores.ColumnNats[i], 1e-4 * Math.Max(1, Math.Abs(nats[i])));
            for (var row = 0; row < rows.Count; row++)
            {
                Assert.Equal(nats[(row * 7)..(row * 7 + 7)].Sum(), scores.Distortion[row], 1e-3);
                Assert.Equal(Rate(vae, codes, row), scores.Rate![row], 1e-3);
                Assert.Equal(scores.Distortion[row] + scores.Rate[row], scores.NegElbo![row], 1e-3);
            }
            Assert.All(scores.Unknown, Assert.Null);
        }
    }

    [Fact]
    public void Score_MixturePrior_RateIsAtLeastTheDivergence()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (codes, scores) = (mixture.Elbo.Encode(mixture.Rows, Token), mixture.Onnx.Score(ExportedTable.Plain(mixture.Rows.Table), cancellation: Token));
        const int Draws = 4000;
        var noise = tensor(Noise(Draws * Latents)).reshape(Draws, Latents);
        for (var row = 0; row < 10; row++)
        {
            var (mu, logVar) = (tensor(codes.MuOf(row).ToArray()), tensor(codes.LogVar[(row * Latents)..(row * Latents + Latents)]));
            var z = mu + (0.5 * logVar).exp() * noise;
            var difference = -0.5 * (noise.square() + logVar + Math.Log(2 * Math.PI)).sum(1) - mixture.Elbo.Model.Prior.LogProbability(z, empty(Draws, 0));
            var error = difference.std().ToSingle() / Math.Sqrt(Draws);
            Assert.InRange(scores.Rate![row], difference.mean().ToSingle() - 4 * error, difference.mean().ToSingle() + 4);
        }
    }

    [Fact]
    public void Decode_Codes_GivesTheRowsOfTheModel()
    {
        var z = mixture.Elbo.SampleCodes(200, seed: 3);
        var (expected, found) = (mixture.Elbo.DecodeRows(z, Token), mixture.Onnx.Decode(z, Token));
        AssertSame(expected, [.. found], mixture.Data.Train.Encoding, 0);
    }

    [Fact]
    public void Sampler_Noise_GivesTheDrawsOfTheModel()
    {
        foreach (var table in new[] { mixture, standard })
        {
            const int Count = 400;
            var (encoding, width) = (table.Data.Train.Encoding, Latents + 1 + 7 + 1);
            var noise = Noise(Count * width);
            using var session = new InferenceSession(table.Paths[3]);
            using var input = OrtValue.CreateTensorValueFromMemory(noise, [Count, width]);
            using var run = new RunOptions();
            string[] outputs = [.. table.Onnx.Columns.Select(column => column.Output), "missing"];
            using var made = session.Run(run, ["noise"], [input], outputs);
            var (expected, missing) = Drawn(table, noise, Count, width);
            var wrong = 0;
            foreach (var (i, column) in encoding.Columns.Index())
            {
                string[]? names = column.Kind.HasNames() ? made[i].GetStringTensorAsArray() : null;
                for (var row = 0; row < Count; row++)
                {
                    var cell = expected[row, i];
                    var isSame = names is null ? Math.Abs(cell - made[i].GetTensorDataAsSpan<double>()[row]) <= Unit(column)
                        : column.Categories[(int)cell] == names[row];
                    wrong += isSame ? 0 : 1;
                    wrong += missing[row * 7 + i] == made[7].GetTensorDataAsSpan<bool>()[row * 7 + i] ? 0 : 1;
                }
            }
            // A uniform number within a float's rounding of the end of a part may choose its neighbour.
            Assert.InRange(wrong, 0, 4);
            Assert.Contains(true, missing);
        }
    }

    [Fact]
    public void Imputer_Rows_FillsInWhatTheModelExpects()
    {
        foreach (var table in new[] { mixture, standard })
        {
            const int Samples = 30;
            var (rows, plain) = (table.Rows.Slice(0, 20), ExportedTable.Plain(table.Rows.Slice(0, 20).Table));
            var noise = new float[20 * Samples * Latents];
            for (var i = 0; i < 20; i++)
                NormalNoise.Fill(5, i, noise.AsSpan(i * Samples * Latents, Samples * Latents));
            AssertSame(Filled(table, rows, noise, Samples), [.. table.Onnx.Impute(plain, Samples, seed: 5, cancellation: Token)], table.Data.Train.Encoding, 1);
        }
    }

    [Fact]
    public void Write_WhatHasNoForm_SaysSo()
    {
        using var vamp = new ExportedTable(new VampOptions(3));
        Assert.Equal(["encoder", "decoder", "vae"], vamp.Paths.Select(Path.GetFileNameWithoutExtension));
        Assert.Contains("sampler.onnx and imputer.onnx are not written", OnnxExport.Gap(vamp.File, vamp.Data.Train.Encoding), StringComparison.Ordinal);
        Assert.Null(vamp.Onnx.Score(ExportedTable.Plain(vamp.Rows.Table), cancellation: Token).NegElbo);
        Assert.Null(OnnxExport.Gap(mixture.File, mixture.Data.Train.Encoding));
        var other = mixture.Data.Train.Encoding.OfColumns([0, 1]);
        var error = Assert.Throws<ModelFileException>(() => OnnxExport.Write(mixture.File, other, null, "x", false));
        Assert.Contains("other columns than the model", error.Message, StringComparison.Ordinal);
    }

    private static float[] Noise(int count)
    {
        var noise = new float[count];
        new Philox(11, RandomStream.Prior).FillNormal(0, noise);
        return noise;
    }

    private static void AssertNear(float[] expected, float[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], tolerance);
    }

    /// <summary>One unit of the last decimal: a float's error may round a number up rather than down.</summary>
    private static double Unit(ColumnEncoding column) => column.Decimals is { } digits ? 1.01 * Math.Pow(10, -digits) : 1e-3;

    private static void AssertSame(Table expected, IReadOnlyDictionary<string, object?>[] found, TableEncoding encoding, int mostWrong)
    {
        var wrong = 0;
        for (var row = 0; row < expected.Count; row++)
            foreach (var (i, column) in encoding.Columns.Index())
            {
                var (cell, other) = (expected[row, i], ExportedTable.Cell(column.Column, found[row]));
                wrong += column.Kind.HasNames() ? (cell == other ? 0 : 1)
                    : Math.Abs(Math.Round(cell, column.Decimals ?? 15) - other) <= Math.Max(Unit(column), 1e-5 * Math.Abs(cell)) ? 0 : 1;
            }
        Assert.InRange(wrong, 0, mostWrong);
    }

    private static double[] Nats(TrainedVae vae, TableSet rows, float[] mu)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var parameters = vae.Model.Decode(tensor(mu).reshape(rows.Count, Latents)).to(ScalarType.Float64);
        var (targets, columns) = (new float[rows.Count * 7], rows.Table.Columns.Count);
        for (var row = 0; row < rows.Count; row++)
            rows.Encoding.WriteTarget(rows.Table.Row(row), targets.AsSpan(row * columns, columns));
        var target = tensor(targets).reshape(rows.Count, columns).to(ScalarType.Float64);
        var missing = target.isnan();
        return (-vae.Model.Likelihood.DimensionLogProbability(target.masked_fill(missing, 0), parameters)).masked_fill(missing, 0).data<double>().ToArray();
    }

    private static double Rate(TrainedVae vae, Codes codes, int row)
    {
        var (mu, logVar) = (codes.MuOf(row).ToArray(), codes.LogVar[(row * Latents)..(row * Latents + Latents)]);
        if (vae.Options.Prior is not MixtureOptions)
            return mu.Zip(logVar, (m, v) => 0.5 * ((double)m * m + Math.Exp(v) - 1 - v)).Sum();
        var values = vae.Model.Prior.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.data<float>().ToArray());
        var (weights, sum) = (values["logits"].Select(logit => Math.Exp(logit)).ToArray(), 0.0);
        for (var k = 0; k < weights.Length; k++)
        {
            var log = Math.Log(weights[k] / weights.Sum());
            for (var l = 0; l < Latents; l++)
            {
                double m = values["mean"][k * Latents + l], v = values["logvar"][k * Latents + l];
                log -= 0.5 * (Math.Log(2 * Math.PI) + v + (Math.Exp(logVar[l]) + (mu[l] - m) * (mu[l] - m)) / Math.Exp(v));
            }
            sum += Math.Exp(log);
        }
        return -logVar.Sum(v => 0.5 * (v + 1 + Math.Log(2 * Math.PI))) - Math.Log(sum);
    }

    private static (Table Rows, bool[] Missing) Drawn(ExportedTable table, float[] noise, int count, int width)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (encoding, likelihood) = (table.Data.Train.Encoding, (TableLikelihood)table.Elbo.Options.Likelihood);
        var all = tensor(noise).reshape(count, width);
        var uniform = (0.5 * (1 + (all / Math.Sqrt(2)).erf())).data<float>().ToArray();
        var prior = table.Elbo.Model.Prior;
        var z = prior.Sample(all.narrow(1, 0, table.Elbo.Options.Prior.IsStandard ? Latents : Latents + 1));
        var outputs = table.Elbo.Model.Decode(z).data<float>().ToArray();
        var (cells, missing, targets, size) = (new double[count * 7], new bool[count * 7], new float[7], outputs.Length / count);
        for (var row = 0; row < count; row++)
        {
            likelihood.Draw(outputs.AsSpan(row * size, size), uniform.AsSpan(row * width + Latents + 1, 7), targets);
            encoding.WriteDrawn(targets, cells.AsSpan(row * 7, 7));
            foreach (var column in MissingCells.Draw(encoding.Missing!, uniform[row * width + width - 1])?.Columns ?? [])
                missing[row * 7 + column] = true;
        }
        return (new([.. encoding.Columns.Select(column => column.Column)], cells), missing);
    }

    private static Table Filled(ExportedTable table, TableSet rows, float[] noise, int samples)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (vae, count) = (table.Elbo, rows.Count);
        var codes = vae.Encode(rows, Token);
        var eps = tensor(noise).reshape(count, samples, Latents);
        var deviation = (0.5 * tensor(codes.LogVar).reshape(count, 1, Latents)).exp();
        var z = (tensor(codes.Mu).reshape(count, 1, Latents) + deviation * eps).reshape(count * samples, Latents);
        var parameters = vae.Model.Decode(z);
        var targets = new float[count * 7];
        for (var row = 0; row < count; row++)
            rows.Encoding.WriteTarget(rows.Table.Row(row), targets.AsSpan(row * 7, 7));
        var repeated = tensor(targets).reshape(count, 7).repeat_interleave(samples, 0);
        var likelihood = (TableLikelihood)vae.Model.Likelihood;
        var logs = likelihood.LogProbability(repeated, parameters) + vae.Model.Prior.LogProbability(z, empty(count * samples, 0));
        var weights = (logs.reshape(count, samples) + 0.5 * eps.square().sum(2)).to(ScalarType.Float64).softmax(1).to(ScalarType.Float32);
        var expected = (likelihood.Expect(parameters).reshape(count, samples, -1) * weights.unsqueeze(2)).sum(1);
        var found = likelihood.Decide(expected, round: true).data<float>().ToArray();
        double[] cells = [.. rows.Table.Cells.ToArray().Select((cell, i) =>
            double.IsNaN(cell) ? rows.Encoding.Columns[i % 7].FromTarget(found[i]) : cell)];
        return rows.Table.With(cells);
    }
}
