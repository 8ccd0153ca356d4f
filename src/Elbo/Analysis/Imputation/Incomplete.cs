using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Analysis.Imputation;

/// <summary>Examples with holes: values as the likelihood is asked about them, NaN where missing.</summary>
/// <param name="Model">The model, in eval mode.</param>
/// <param name="Values">Shape [N, T].</param>
/// <param name="Columns">How a value goes into the encoder; null for images, whose values go in as they are.</param>
/// <param name="Conditions">One per example; null if the model takes none.</param>
internal sealed record Incomplete(Vae Model, float[] Values, TableEncoding? Columns, Conditions? Conditions = null)
{
    public int Width { get; } = Columns?.Columns.Count ?? Model.Options.Shape.Size;

    public int Count => Values.Length / Width;

    public bool HasHole(int example) => Values.AsSpan(example * Width, Width).Contains(float.NaN);

    /// <summary>Those of a table.</summary>
    public static Incomplete Of(Vae model, TableSet rows)
    {
        var values = new float[rows.Count * rows.Table.Columns.Count];
        for (var row = 0; row < rows.Count; row++)
            rows.Encoding.WriteTarget(rows.Table.Row(row), values.AsSpan(row * rows.Table.Columns.Count));
        return new(model, values, rows.Encoding, rows.Conditions);
    }

    /// <summary>What the encoder sees of some examples: 0 where a value is missing.</summary>
    /// <param name="values">Shape [B, T].</param>
    /// <returns>Shape [B, D].</returns>
    public Tensor Input(float[] values)
    {
        var (rows, inputs) = (values.Length / Width, Model.Options.Shape.Size);
        var input = new float[rows * inputs];
        if (Columns is null)
            for (var i = 0; i < input.Length; i++)
                input[i] = float.IsNaN(values[i]) ? 0 : values[i];
        else
            for (var row = 0; row < rows; row++)
                for (var (i, at) = (0, row * inputs); i < Width; at += Columns.Columns[i++].Inputs)
                    Columns.Columns[i].WriteTargetAsInput(values[row * Width + i], input.AsSpan(at));
        return TensorMemory.Copied<float>(input, rows, inputs);
    }

    /// <summary>What is expected of each value, in a form that can be averaged.</summary>
    /// <returns>Shape [B, E].</returns>
    public Tensor Expect(Tensor parameters) => Model.Likelihood.Expect(parameters);

    /// <summary>Values from what is expected.</summary>
    /// <returns>Shape [B, T].</returns>
    public Tensor Decide(Tensor expected) => Model.Likelihood.Decide(expected, round: true);
}
