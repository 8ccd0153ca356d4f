using System.Globalization;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>Semi-supervised learning with the class y as a latent variable (Kingma et al., "Semi-Supervised Learning with Deep Generative Models", 2014,
/// model M2): the bound on log p(x, y) where the label is known (eq. 6), the bound on log p(x) where it is not, summed exactly over the classes (eq. 7),
/// and α·(−log q(y given x)) of the known labels, so that the classifier learns from them too (eq. 9).</summary>
/// <param name="LabelsKnown">Training examples whose label is known, the same number of each class. Default null: all that have one.</param>
/// <param name="LabelWeight">α. Default 46, Pyro's.</param>
/// <param name="LabelsPerBatch">Known labels in each batch, so that few are seen often. Null (the default): each once in an epoch.</param>
/// <param name="SumAbove">Classes of a smaller q(y given x) are drawn in a step instead of summed over. Default 0: all are summed.</param>
[Kind("m2", "The class is a latent variable; few labels are known", Order = 7, IsImplied = true)]
internal sealed record M2(
    [property: Setting("labels-known", "Training examples whose label is known, the same number of each class, drawn by the seed", Min = 2,
        Example = "100", Default = "all labels")] int? LabelsKnown = null,
    [property: Setting("label-weight", "Weight of −log q(y given x) of a known label; 0 teaches the classifier no label", Min = 0, Symbol = "α")]
    double LabelWeight = 46,
    [property: Setting("labels-per-batch", "Known labels in each batch, which then repeat within an epoch", Min = 1, Example = "20",
        Default = "a third of the batch if at most a tenth of the labels is known; else each label once in an epoch, in own batches")]
    int? LabelsPerBatch = null,
    [property: Setting("sum-above", "Draw classes with a smaller q(y given x) instead of summing over all: the same gradient on average in less time",
        Min = 0, Max = 1, Example = "0.5", Default = "0: all classes are summed")]
    double SumAbove = 0) : Objective
{
    /// <inheritdoc/>
    public override int Draws => 1;

    /// <inheritdoc/>
    internal override double DrawsClassesBelow => SumAbove;

    /// <inheritdoc/>
    internal override string? StrongerLabels(int batch) =>
        LabelsKnown is not null && (LabelsPerBatch ?? 0) < MixedLabels(batch) ? Invariant($"--labels-per-batch {MixedLabels(batch)}") : null;

    /// <inheritdoc/>
    public override string Describe() => Invariant($"M2, {Known} labels known, label weight {LabelWeight}")
        + (SumAbove > 0 ? Invariant($", classes below {SumAbove} drawn") : "");

    private string Known => LabelsKnown?.ToString("N0", CultureInfo.InvariantCulture) ?? "all";

    /// <inheritdoc/>
    internal override ConditionSchema Infers(Dataset data)
    {
        if (data.Options?.Condition is null && data.Train.Measure(ConditionSchema.Label) is null)
            throw new OptionsException([$"objective was m2, which learns from labels, but {data.Name} has none. Give data with labels: subfolders, a file of "
                + "labels next to the images, or labels in the .npz. The labels of a table are a column: --condition COLUMN."]);
        var schema = ConditionSchema.Of(data, data.Options?.Condition ?? [ConditionSchema.Label], hasAny: false);
        return schema.Classes is { } classes
            ? new([new(classes.Name, ColumnKind.Categorical, classes.Categories, 0, 1, classes.HasMissing)]) { IsInferred = true }
            : throw new OptionsException([$"objective was m2, which infers one class, but the condition was {string.Join(',', data.Options!.Condition!)}. "
                + "Use --condition with one column of names; a column of whole numbers is one with --columns NAME:categorical."]);
    }

    /// <summary>The data with all labels but the known ones hidden.</summary>
    /// <inheritdoc/>
    internal override Dataset Prepare(Dataset data, ulong seed)
    {
        var conditions = data.Train.Conditions!;
        var (labels, classes) = (conditions.Labels!, conditions.Schema!.Classes!.Categories);
        if (LabelsKnown is not { } count)
            return KnownLabels.ThrowIfNone(labels, classes, data);
        var hidden = new long[labels.Length];
        Array.Fill(hidden, -1);
        foreach (var example in KnownLabels.Draw(labels, classes, count, seed, data.Name))
            hidden[example] = labels[example];
        return data.WithTrain(conditions with { Labels = hidden });
    }

    /// <summary>Known labels in every batch, or in batches of their own, evenly spread among the others.</summary>
    /// <inheritdoc/>
    internal override int[] Arrange(int[] order, ExampleSet examples, int batch)
    {
        var labels = examples.Conditions!.Labels!;
        int[] known = [.. order.Where(i => labels[i] >= 0)], others = [.. order.Where(i => labels[i] < 0)];
        return LabelsPerBatch is { } most && others.Length > 0 && batch > 1
            ? InEveryBatch(known, others, batch, Math.Min(most, batch - 1))
            : InBatchesOfTheirOwn(known, others, batch);
    }

    private static int[] InEveryBatch(int[] known, int[] others, int batch, int perBatch)
    {
        var arranged = new List<int>();
        var seen = 0;
        foreach (var chunk in others.Chunk(batch - perBatch))
        {
            for (var i = 0; i < perBatch; i++)
                arranged.Add(known[seen++ % known.Length]);
            arranged.AddRange(chunk);
        }
        return [.. arranged];
    }

    private static int[] InBatchesOfTheirOwn(int[] known, int[] others, int batch)
    {
        var (first, rest) = (new Queue<int>(known), new Queue<int>(others));
        var arranged = new int[known.Length + others.Length];
        var period = Math.Max(1, (arranged.Length + batch - 1) / batch / Math.Max(1, (known.Length + batch - 1) / batch));
        for (var at = 0; at < arranged.Length; at++)
        {
            var isKnown = (at / batch % period == Math.Min(1, period - 1) || rest.Count == 0) && first.Count > 0;
            arranged[at] = (isKnown ? first : rest).Dequeue();
        }
        return arranged;
    }

    /// <summary>The error rate, if the validation split has labels.</summary>
    /// <inheritdoc/>
    internal override double Merit(double negElbo, double? accuracy) => 1 - accuracy ?? negElbo;

    /// <inheritdoc/>
    public override ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request)
    {
        var terms = NegativeElbo.Terms(model, output, target);
        var bound = terms.Distortion + terms.Rate;
        var value = LabelWeight > 0 && output.Classes?.LabelCost() is { } cost ? bound + LabelWeight * cost : bound;
        return ObjectiveLoss.Of(terms, value.mean());
    }
}
