using System.Runtime.InteropServices;
using Elbo.Data.Tables;

namespace Elbo.Judge;

/// <summary>Whether synthetic rows are nearer to the rows that a generator learned from than other real rows are.</summary>
/// <param name="Copies">Share of the synthetic rows that are equal to a real row in every column.</param>
/// <param name="HeldOutCopies">The same share of the held-out rows: chance alone; null without any.</param>
/// <param name="Synthetic">Distances of synthetic rows to the real ones.</param>
/// <param name="HeldOut">Distances of held-out rows to the real ones; null without any.</param>
/// <param name="NearerToReal">Share of the synthetic rows that are nearer to a real row than to a held-out one, of as many; 0.5 by chance. Null without
/// held-out rows.</param>
/// <param name="Measured">Synthetic rows whose distances were measured.</param>
internal sealed record Privacy(double Copies, double? HeldOutCopies, Distances Synthetic, Distances? HeldOut, double? NearerToReal, int Measured)
{
    /// <summary>Standard errors that a share may be above chance.</summary>
    private const double Errors = 3;

    /// <summary>AUROC of a model's scores between the rows that it learned from and held-out ones: 0.5 if the score does not tell who was a member. Null
    /// without a run.</summary>
    public double? MembershipAuroc { get; init; }

    /// <summary>True if copies or near rows are more frequent than chance makes them; null without held-out rows.</summary>
    public bool? IsNearerThanChance => NearerToReal is not { } share || HeldOutCopies is not { } usual ? null
        : share > 0.5 + Errors * 0.5 / Math.Sqrt(Measured) || Copies > usual + Errors * Math.Sqrt(Math.Max(usual, 1.0 / Measured) / Measured);

    public static Privacy Of(JudgedTables tables, int most, CancellationToken cancellation)
    {
        var (real, synthetic) = (tables.Real, JudgedTables.Sample(tables.Synthetic, most, seed: 5));
        var known = Keys(real).ToHashSet(StringComparer.Ordinal);
        var copies = Keys(tables.Synthetic).Average(key => known.Contains(key) ? 1.0 : 0);
        var toReal = new RowDistances(real, real);
        var own = Measure(toReal, synthetic, cancellation);
        if (tables.Test is not { } test)
            return new(copies, null, Distances.Of(own), null, null, synthetic.Count);
        var heldOut = Measure(toReal, JudgedTables.Sample(test, most, seed: 6), cancellation);
        // With as many rows on both sides, neither is nearer by chance.
        var count = Math.Min(real.Count, test.Count);
        var left = new RowDistances(JudgedTables.Sample(real, count, seed: 7), real);
        var right = new RowDistances(JudgedTables.Sample(test, count, seed: 8), real);
        var (a, b) = (count == real.Count ? own : Measure(left, synthetic, cancellation), Measure(right, synthetic, cancellation));
        var nearer = a.Zip(b, (x, y) => x.First < y.First ? 1 : x.First == y.First ? 0.5 : 0).Average();
        return new(
            copies, Keys(test).Average(key => known.Contains(key) ? 1.0 : 0), Distances.Of(own), Distances.Of(heldOut), nearer, synthetic.Count);
    }

    private static (double First, double Second)[] Measure(RowDistances distances, Table rows, CancellationToken cancellation)
    {
        var found = new (double, double)[rows.Count];
        Parallel.For(0, rows.Count, new() { CancellationToken = cancellation }, () => (float[]?)null, (row, _, memory) =>
        {
            found[row] = distances.Nearest(rows.Row(row), ref memory);
            return memory;
        }, _ => { });
        return found;
    }

    private static IEnumerable<string> Keys(Table rows)
    {
        for (var row = 0; row < rows.Count; row++)
            yield return new(MemoryMarshal.Cast<double, char>(rows.Row(row)));
    }
}

/// <summary>Distances of rows to the nearest of others.</summary>
/// <param name="Median">The median.</param>
/// <param name="Low">The 5th percentile.</param>
/// <param name="Ratio">The median of the distance to the nearest row divided by that to the second nearest; low if single rows are imitated.</param>
internal sealed record Distances(double Median, double Low, double Ratio)
{
    public static Distances Of(IReadOnlyCollection<(double First, double Second)> pairs)
    {
        double[] first = [.. pairs.Select(pair => pair.First).Order()];
        double[] ratios = [.. pairs.Select(pair => pair.Second > 0 && double.IsFinite(pair.Second) ? pair.First / pair.Second : 1).Order()];
        return new(Quantile(first, 0.5), Quantile(first, 0.05), Quantile(ratios, 0.5));
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return sorted[below] + (at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}
