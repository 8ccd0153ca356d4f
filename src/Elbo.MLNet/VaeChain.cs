using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.MLNet;

/// <summary>Transforms one after the other, and the columns that they make in between, which are dropped at the end.</summary>
internal sealed class VaeChain(TransformsCatalog catalog)
{
    private readonly List<string> made = [];

    /// <summary>The columns that every chain may make.</summary>
    public static IReadOnlyList<string> Between { get; } = [ScoreVector.Column, Score.Column];

    public IEstimator<ITransformer> Steps { get; private set; } = new EstimatorChain<ITransformer>();

    public static string Staged(string output) => "elbo." + output;

    /// <param name="from">A column.</param>
    /// <param name="to">Its copy, which is dropped at the end.</param>
    public void Copy(string from, string to)
    {
        Add(catalog.CopyColumns(to, from));
        made.Add(to);
    }

    public void Add(IEstimator<ITransformer> step) => Steps = Steps.Append(step);

    /// <summary>Adds steps, and columns that they make and that are dropped at the end.</summary>
    public void Extend(Func<IEstimator<ITransformer>, IEstimator<ITransformer>> add, IEnumerable<string> between)
    {
        Steps = add(Steps);
        made.AddRange(between);
    }

    /// <summary>Marks a column to be dropped at the end.</summary>
    public void Drop(string column) => made.Add(column);

    /// <summary>Runs vae.onnx and keeps what is wanted of it under staged names.</summary>
    public void Run(string path, string[] inputs, IReadOnlyList<VaeOutput> wanted)
    {
        Add(catalog.ApplyOnnxModel([.. wanted.Select(output => output.Name)], inputs, path));
        made.AddRange(wanted.Select(output => output.Name));
        foreach (var output in wanted)
            if (!output.IsScalar)
                Copy(output.Name, Staged(output.Name));
            else
            {
                // One number for each example: a vector of length 1 to ML.NET.
                Copy(output.Name, ScoreVector.Column);
                Add(catalog.CustomMapping<ScoreVector, Score>(ScoreMapping.Map, ScoreMapping.Contract));
                made.Add(Score.Column);
                Copy(Score.Column, Staged(output.Name));
            }
    }

    /// <summary>Names the columns, after all are computed, so that one may have the name of an output of vae.onnx; and drops the others.</summary>
    public IEstimator<ITransformer> Finish(IReadOnlyList<VaeOutput> wanted, params IEnumerable<string> kept)
    {
        foreach (var output in wanted)
            Add(catalog.CopyColumns(output.Column!, Staged(output.Name)));
        Add(catalog.DropColumns([.. made.Distinct().Except(wanted.Select(output => output.Column!)).Except(kept)]));
        return Steps;
    }
}
