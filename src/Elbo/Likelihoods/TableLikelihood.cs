using System.Text.Json.Serialization;
using Elbo.Compute.Engine.Losses;
using Elbo.Data;
using Elbo.Data.Tables;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

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

    private static readonly GaussianLearned Gaussian = new();

    /// <summary>The columns, C.</summary>
    // A file that does not have them gives null here, whatever the type says.
    public IReadOnlyList<ColumnShape> Columns { get; init; } = Columns ?? [];

    internal static TableLikelihood Of(TableEncoding table) => new([.. table.Columns.Select(column => column.Kind switch
    {
        ColumnKind.Categorical => new ColumnShape(column.Kind, column.Categories.Count),
        ColumnKind.Count => new(column.Kind, Center: column.Mean, Scale: column.Deviation),
        _ => new(column.Kind),
    })]);

    public override Binarization UsualBinarization => Binarization.None;

    /// <summary>True where a column is real or positive.</summary>
    [JsonIgnore]
    public override bool IsDensity => Columns.Any(column => column.Kind is ColumnKind.Real or ColumnKind.Positive);

    internal override bool IsOfRows => true;

    /// <inheritdoc/>
    public override string Describe() =>
        $"table of {Columns.Count} columns "
            + $"({string.Join(", ", Columns.GroupBy(column => column.Kind).OrderBy(group => group.Key)
                .Select(group => $"{group.Count()} {group.Key.Name()}"))})";

    /// <summary>The columns' outputs, one column after the other.</summary>
    /// <inheritdoc/>
    public override int Outputs(int dimensions) => Columns.Sum(column => column.Outputs);

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters) =>
        stack([.. Each(parameters).Select((part, i) => LogProbability(Columns[i], target.select(1, i), part))], 1);

    /// <summary>Of a real or positive column the standardized mean, of a count its mean, of a binary column its probability, of a categorical
    /// one the index of its likeliest category.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => Decide(Expect(parameters), round: false);

    /// <summary>The expectation of each column, one number per category, so that it can be averaged.</summary>
    /// <param name="parameters">The decoder's output, shape [B, O].</param>
    /// <returns>Shape [B, E].</returns>
    internal override Tensor Expect(Tensor parameters) => cat([.. Each(parameters).Select((part, i) => Columns[i].Kind switch
    {
        ColumnKind.Count => NegativeBinomial.Mean(part, Columns[i]),
        ColumnKind.Binary => part.sigmoid(),
        ColumnKind.Categorical => part.softmax(1),
        _ => Gaussian.Mean(part),
    })], 1);

    /// <summary>One value for each column from what is expected.</summary>
    /// <param name="expected">Shape [B, E].</param>
    /// <param name="round">True gives values that a table can hold: binary ones are 0 or 1.</param>
    /// <returns>Shape [B, C].</returns>
    internal override Tensor Decide(Tensor expected, bool round)
    {
        var at = 0;
        return stack([.. Columns.Select(column =>
        {
            var part = expected.narrow(1, at, column.Expectations);
            at += column.Expectations;
            return column.Kind == ColumnKind.Categorical ? part.argmax(1).to(expected.dtype)
                : round && column.Kind == ColumnKind.Binary ? (part.squeeze(1) > 0.5).to(expected.dtype)
                : part.squeeze(1);
        })], 1);
    }

    /// <summary>How sure p(x given z) is of each column: the standard deviation of a standardized value and of a count, the probability of the
    /// likeliest name.</summary>
    /// <param name="parameters">The decoder's output, shape [B, O].</param>
    /// <returns>Shape [B, C].</returns>
    internal Tensor Spread(Tensor parameters) => stack([.. Each(parameters).Select((part, i) => Columns[i].Kind switch
    {
        ColumnKind.Count => NegativeBinomial.Deviation(part, Columns[i]).squeeze(1),
        ColumnKind.Binary => part.squeeze(1).abs().sigmoid(),
        ColumnKind.Categorical => part.softmax(1).amax([1L]),
        _ => Gaussian.Deviation(part).squeeze(1),
    })], 1);

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
            else if ((outputs += column.Categories) > MostOutputs)
            {
                yield return $"the table's likelihood had more than {MostOutputs} categories. Leave columns of many categories out.";
                yield break;
            }
    }

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform) => stack([.. Each(parameters).Select((part, i) =>
    {
        var u = uniform.narrow(1, i, 1);
        return (Columns[i].Kind switch
        {
            ColumnKind.Count => NegativeBinomial.Draw(part, Columns[i], u),
            ColumnKind.Binary => (u < part.sigmoid()).to(part.dtype),
            ColumnKind.Categorical => (part.softmax(1).cumsum(1) < u).sum(1L, keepdim: true).clamp(0, Columns[i].Categories - 1).to(part.dtype),
            _ => Gaussian.Sample(part, u),
        }).squeeze(1);
    })], 1);

    private static Tensor LogProbability(ColumnShape column, Tensor target, Tensor part) => column.Kind switch
    {
        ColumnKind.Count => NegativeBinomial.LogProbability(target, part, column),
        ColumnKind.Binary => -Functional.binary_cross_entropy_with_logits(part.squeeze(1), target, reduction: nn.Reduction.None),
        ColumnKind.Categorical => part.log_softmax(1).gather(1, target.to(ScalarType.Int64).unsqueeze(1)).squeeze(1),
        _ => Gaussian.DimensionLogProbability(target.unsqueeze(1), part).squeeze(1),
    };

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.Of([.. Columns.Select(Loss)]) with { HasTargets = true };

    private static IUnitLoss Loss(ColumnShape column) => column.Kind switch
    {
        ColumnKind.Count => new CountLoss(column.Center, column.Scale),
        ColumnKind.Binary => new PlaneLoss<BinaryLogit>(1, default),
        ColumnKind.Categorical => new CategoricalLoss(column.Categories),
        _ => GaussianLearned.Units(1),
    };

    /// <summary>The outputs of each column, shape [B, its outputs].</summary>
    private IEnumerable<Tensor> Each(Tensor parameters)
    {
        var at = 0;
        foreach (var column in Columns)
        {
            yield return parameters.narrow(1, at, column.Outputs);
            at += column.Outputs;
        }
    }
}
