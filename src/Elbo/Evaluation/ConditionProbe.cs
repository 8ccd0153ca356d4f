using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;

namespace Elbo.Evaluation;

/// <summary>How well a part of the condition can be read from the codes: a linear probe fitted on codes of the training split and scored on others. Codes
/// that know nothing of c are no better than always guessing the commonest value.</summary>
/// <param name="Column">The part of the condition, one of names.</param>
/// <param name="Classes">Its different values among the examples fitted on.</param>
/// <param name="FitExamples">Training examples that the probe was fitted on.</param>
/// <param name="Examples">Examples that it was scored on.</param>
/// <param name="MajorityShare">The share of the commonest value among those: the chance level.</param>
/// <param name="Accuracy">The share whose value the probe finds.</param>
/// <param name="Plain">The same of a model without the condition, on the same examples; null without one.</param>
internal sealed record ConditionProbe(
    string Column, int Classes, int FitExamples, int Examples, double MajorityShare, SampleMean Accuracy, SampleMean? Plain)
{
    /// <summary>More would take longer and change little.</summary>
    private const int MostFitted = 10_000;

    /// <summary>Probes each part of the condition that has names, at most 256 of them.</summary>
    /// <param name="vae">A model with a condition that is not fixed.</param>
    /// <param name="fit">The training split, with conditions.</param>
    /// <param name="heldOut">Other examples, with conditions.</param>
    /// <param name="plain">A model without the condition, and the same examples as it sees them; null for none.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static IReadOnlyList<ConditionProbe> Of(
        TrainedVae vae, ExampleSet fit, ExampleSet heldOut, (TrainedVae Vae, ExampleSet Fit, ExampleSet HeldOut)? plain = null,
        CancellationToken cancellation = default)
    {
        fit = fit.Subset(MostFitted, seed: 0);
        if (vae.Condition is not { } schema || fit.Conditions is not { } own || heldOut.Conditions is not { } others)
            return [];
        var codes = (Fit: vae.Encode(fit, cancellation), HeldOut: vae.Encode(heldOut, cancellation));
        var compared = plain is { } other
            ? (Fit: other.Vae.Encode(other.Fit.Subset(MostFitted, seed: 0), cancellation), HeldOut: other.Vae.Encode(other.HeldOut, cancellation))
            : ((Codes Fit, Codes HeldOut)?)null;
        var probes = new List<ConditionProbe>();
        foreach (var (i, column) in schema.Columns.Index())
            if (column.Kind.HasNames() && column.Categories.Count <= 256 && Probe(column.Name, Places(schema, own, i), Places(schema, others, i)) is { } probe)
                probes.Add(probe);
        return probes;

        ConditionProbe? Probe(string name, int[] fitPlaces, int[] places)
        {
            int[] fitted = [.. Known(fitPlaces)], scored = [.. Known(places)];
            if (scored.Length == 0 || fitted.Select(row => fitPlaces[row]).Distinct().Count() < 2)
                return null;
            byte[] fitLabels = [.. fitted.Select(row => (byte)fitPlaces[row])], labels = [.. scored.Select(row => (byte)places[row])];
            var chance = labels.CountBy(label => label).Max(group => group.Value) / (double)labels.Length;
            return new(
                name, fitLabels.Distinct().Count(), fitted.Length, scored.Length, chance,
                Accuracy(codes.Fit, codes.HeldOut), compared is { } both ? Accuracy(both.Fit, both.HeldOut) : null);

            SampleMean Accuracy(Codes fit, Codes heldOut)
            {
                var found = LinearProbe.Fit(fit.Select(fitted), fitLabels, cancellation).Classify(heldOut.Select(scored));
                return SampleMean.Of([.. found.Zip(labels, (said, label) => said == label ? 1.0 : 0)]);
            }
        }
    }

    private static IEnumerable<int> Known(int[] places) => Enumerable.Range(0, places.Length).Where(row => places[row] >= 0);

    /// <summary>The place of each example's value among the names of a column; −1 where it is any or not known.</summary>
    private static int[] Places(ConditionSchema schema, Conditions conditions, int column)
    {
        if (conditions.Labels is { } labels && schema.Columns.Count == 1)
            return Array.ConvertAll(labels, label => (int)label);
        var at = schema.Columns.Take(column).Sum(before => before.Inputs);
        var (encoding, places) = (schema.Columns[column], new int[conditions.Count]);
        for (var row = 0; row < places.Length; row++)
        {
            var values = conditions.Values.AsSpan(row * conditions.Width + at, encoding.Inputs);
            var isAny = encoding.HasMissing && values[^1] != 0;
            places[row] = isAny ? -1 : encoding.Kind == ColumnKind.Categorical ? values.IndexOfAnyExcept(0f) : (int)values[0];
        }
        return places;
    }
}
