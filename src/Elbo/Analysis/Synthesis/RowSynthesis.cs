using System.Runtime.InteropServices;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Managed;
using static TorchSharp.torch;

namespace Elbo.Analysis.Synthesis;

/// <summary>Draws rows that look like those of a model's table: z from the prior, each cell from p(x given z). A row depends only on the seed and on its
/// number, so a table can be made in parts.</summary>
internal sealed class RowSynthesis
{
    /// <summary>Rows made at once.</summary>
    public const int BatchRows = 8192;

    /// <summary>Rows that go through libtorch together.</summary>
    private const int TorchRows = 500;

    private readonly TrainedVae model;
    private readonly TableLikelihood likelihood;
    private readonly TableEncoding encoding;
    private readonly Column[] columns;
    private readonly IReadOnlyList<MissingCells>? missing;
    private readonly int width;

    /// <param name="model">A model that knows its table.</param>
    /// <param name="complete">False leaves cells empty as often as they were missing together in the training rows, whatever the row holds.</param>
    /// <exception cref="OptionsException">The model learned from images, or does not know its table.</exception>
    public RowSynthesis(TrainedVae model, bool complete)
    {
        (this.model, encoding, likelihood) = (model, RowDecoding.EncodingOf(model), (TableLikelihood)model.Options.Likelihood);
        columns = [.. encoding.Columns.Select(column => column.Column)];
        missing = complete ? null : encoding.Missing;
        width = likelihood.Outputs(columns.Length);
    }

    /// <summary>Rows in parts of at most <see cref="BatchRows"/>.</summary>
    /// <param name="count">How many in all.</param>
    /// <param name="seed">The same seed draws the same rows.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public IEnumerable<Table> Batches(long count, ulong seed, CancellationToken cancellation = default)
    {
        var serial = model.Engine?.Serial;
        var ahead = serial is null ? 1 : Environment.ProcessorCount + 1;
        // The next batches are drawn, each by one thread, while its reader is busy with this one.
        Queue<Task<Table>> drawn = [];
        var next = 0L;
        try
        {
            while (true)
            {
                for (; drawn.Count < ahead && next < count; next += BatchRows)
                {
                    var (first, rows) = (next, (int)Math.Min(BatchRows, count - next));
                    drawn.Enqueue(Task.Run(() => Rows(first, rows, seed, serial, cancellation), CancellationToken.None));
                }
                if (!drawn.TryPeek(out var batch))
                    yield break;
                var table = batch.GetAwaiter().GetResult();
                drawn.Dequeue();
                yield return table;
            }
        }
        finally
        {
            // A reader that stops early leaves nothing behind that uses the model.
            foreach (var batch in drawn)
                ((IAsyncResult)batch).AsyncWaitHandle.WaitOne();
        }
    }

    /// <summary>Some rows.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed draws the same rows.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public Table Rows(long first, int count, ulong seed, CancellationToken cancellation) => Rows(first, count, seed, model.Engine, cancellation);

    private Table Rows(long first, int count, ulong seed, ManagedInference? engine, CancellationToken cancellation)
    {
        var cells = new double[count * columns.Length];
        var codes = model.SampleCodes(first, count, seed);
        var noise = new Philox(seed, RandomStream.Synthesis).From(first);
        if (engine is not null)
            engine.Outputs(codes, (row, rows, outputs) => Draw(row, rows, outputs, noise, cells), cancellation);
        else
            DrawByTorch(codes, noise, cells, cancellation);
        return new(columns, cells);
    }

    private void Draw(int first, int count, Span<float> outputs, Philox noise, double[] cells)
    {
        Span<float> uniform = new float[columns.Length + 1], values = new float[columns.Length];
        for (var row = 0; row < count; row++)
        {
            noise.FillUniform(first + row, uniform);
            likelihood.Draw(outputs.Slice(row * width, width), uniform, values);
            var into = cells.AsSpan((first + row) * columns.Length, columns.Length);
            encoding.WriteDrawn(values, into);
            if (missing is null || MissingCells.Draw(missing, uniform[^1]) is not { } pattern)
                continue;
            foreach (var column in pattern.Columns)
                into[column] = double.NaN;
        }
    }

    private void DrawByTorch(float[] codes, Philox noise, double[] cells, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var latents = model.Options.Latents;
        var device = model.Model.parameters().First().device;
        for (var first = 0; first < codes.Length / latents; first += TorchRows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            var count = Math.Min(TorchRows, codes.Length / latents - first);
            var z = TensorMemory.Copied(codes.AsSpan(first * latents, count * latents), count, latents).to(device);
            var outputs = MemoryMarshal.Cast<byte, float>(model.Model.Decode(z, model.ConditionsOf(count)?.On(device)).cpu().contiguous().bytes).ToArray();
            Draw(first, count, outputs, noise, cells);
        }
    }
}
