using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Elbo.Compute.Engine.Losses;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Likelihoods.Columns;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>A row of a table: a product over its columns, each with the distribution that its values ask for (Nazábal et al., "Handling Incomplete
/// Heterogeneous Data using VAEs", 2020, section 2.3). A real column is a Gaussian with a learned variance, over the standardized value; a positive
/// one the same over the standardized logarithm; a count is negative binomial; a binary column is Bernoulli and a categorical one categorical. log
/// p(x) is that of the standardized values: no Jacobian is added, so that a column's nats do not depend on its unit. The density of the file's own
/// units has −Σ log σ_c more, and −Σ log x for positive columns.</summary>
/// <param name="Columns">The columns, C.</param>
[Kind("table", "The columns of a table, each by its kind; a table has it by itself", Order = 10, IsChosen = false)]
internal sealed record TableLikelihood(IReadOnlyList<ColumnShape> Columns) : Likelihood, IManagedLikelihood
{
    private const int MostOutputs = 10_000_000;

    private readonly Lazy<ColumnLikelihood[]> parts = new(() => [.. (Columns ?? []).Select(ColumnLikelihood.Of)]);

    /// <summary>The columns, C.</summary>
    // A file that does not have them gives null here, whatever the type says.
    public IReadOnlyList<ColumnShape> Columns { get; init; } = Columns ?? [];

    internal static TableLikelihood Of(TableEncoding table) => new([.. table.Columns.Select(column => column.Kind switch
    {
        ColumnKind.Categorical => new ColumnShape(column.Kind, column.Categories.Count),
        ColumnKind.Count => new(column.Kind, Center: column.Mean, Scale: column.Deviation),
        ColumnKind.NumericMixture => new(column.Kind, Bins: column.Bins),
        _ => new(column.Kind),
    })]);

    public override Binarization UsualBinarization => Binarization.None;

    /// <summary>True where a column is real or positive.</summary>
    [JsonIgnore]
    public override bool IsDensity => parts.Value.Any(part => part.IsDensity);

    internal override bool IsOfRows => true;

    /// <inheritdoc/>
    public override string Describe() =>
        $"table of {Columns.Count} {(Columns.Count == 1 ? "column" : "columns")} "
            + $"({string.Join(", ", Columns.GroupBy(column => column.Kind).OrderBy(group => group.Key)
                .Select(group => $"{group.Count()} {group.Key.Name()}"))})";

    /// <summary>The columns' outputs, one column after the other.</summary>
    /// <inheritdoc/>
    public override int Outputs(int dimensions) => parts.Value.Sum(part => part.Outputs);

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters) =>
        stack([.. Each(parameters).Select((part, i) => parts.Value[i].LogProbability(target.select(1, i), part))], 1);

    /// <summary>Of a real or positive column the standardized mean, of a count its mean, of a binary column its probability, of a categorical
    /// one the index of its likeliest category.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => Decide(Expect(parameters), round: false);

    /// <summary>The expectation of each column, one number per category, so that it can be averaged.</summary>
    /// <param name="parameters">The decoder's output, shape [B, O].</param>
    /// <returns>Shape [B, E].</returns>
    internal override Tensor Expect(Tensor parameters) => cat([.. Each(parameters).Select((part, i) => parts.Value[i].Expect(part))], 1);

    /// <summary>One value for each column from what is expected.</summary>
    /// <param name="expected">Shape [B, E].</param>
    /// <param name="round">True gives values that a table can hold: binary ones are 0 or 1.</param>
    /// <returns>Shape [B, C].</returns>
    internal override Tensor Decide(Tensor expected, bool round)
    {
        var at = 0;
        return stack([.. parts.Value.Select(column =>
        {
            var part = expected.narrow(1, at, column.Expectations);
            at += column.Expectations;
            return column.Decide(part, round);
        })], 1);
    }

    /// <summary>How sure p(x given z) is of each column: the standard deviation of a standardized value and of a count, the probability of the
    /// likeliest name.</summary>
    /// <param name="parameters">The decoder's output, shape [B, O].</param>
    /// <returns>Shape [B, C].</returns>
    internal Tensor Spread(Tensor parameters) => stack([.. Each(parameters).Select((part, i) => parts.Value[i].Spread(part))], 1);

    /// <summary>A draw of a row.</summary>
    /// <param name="outputs">The decoder's output, shape [O]; overwritten.</param>
    /// <param name="uniform">In (0, 1), shape [C].</param>
    /// <param name="into">Shape [C].</param>
    internal void Draw(Span<float> outputs, ReadOnlySpan<float> uniform, Span<float> into)
    {
        var at = 0;
        for (var i = 0; i < parts.Value.Length; at += parts.Value[i++].Outputs)
            into[i] = parts.Value[i].Draw(outputs.Slice(at, parts.Value[i].Outputs), Math.Clamp(uniform[i], LeastUniform, MostUniform));
    }

    public bool Equals(TableLikelihood? other) => other is not null && Columns.SequenceEqual(other.Columns);

    /// <inheritdoc/>
    public override int GetHashCode() => Columns.Count;

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults()
    {
        var outputs = 0L;
        if (Columns.Count == 0)
            yield return "likelihood was table, which a table of values has by itself and images have not. Leave --likelihood out, or use another one.";
        foreach (var (i, column) in Columns.Index())
            if (column is null || !Enum.IsDefined(column.Kind) || column.Categories < 1 || !double.IsFinite(column.Center) || !double.IsFinite(column.Scale))
                yield return $"column {i + 1} of the table's likelihood was {column?.ToString() ?? "null"}; it must have a kind, "
                    + "at least 1 category and finite numbers.";
            else if ((outputs += column.Categories + (column.Bins?.Count ?? 0)) > MostOutputs)
            {
                yield return $"the table's likelihood had more than {MostOutputs} categories. Leave columns of many categories out.";
                yield break;
            }
    }

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var (rows, width, columns) = ((int)parameters.shape[0], (int)parameters.shape[1], Columns.Count);
        var outputs = Plain(parameters);
        var levels = Plain(uniform);
        var values = new float[rows * columns];
        for (var row = 0; row < rows; row++)
            Draw(outputs.AsSpan(row * width, width), levels.AsSpan(row * columns, columns), values.AsSpan(row * columns, columns));
        return tensor(values).reshape(rows, columns).to(parameters.dtype).to(parameters.device);
    }

    private static float[] Plain(Tensor values)
    {
        using var plain = values.detach().to(ScalarType.Float32).cpu().contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.Of([.. parts.Value.Select(part => part.Loss)]) with { HasTargets = true };

    /// <summary>The outputs of each column, shape [B, its outputs].</summary>
    private IEnumerable<Tensor> Each(Tensor parameters)
    {
        var at = 0;
        foreach (var column in parts.Value)
        {
            yield return parameters.narrow(1, at, column.Outputs);
            at += column.Outputs;
        }
    }
}
