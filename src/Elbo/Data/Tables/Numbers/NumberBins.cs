using System.Text.Json.Serialization;

namespace Elbo.Data.Tables;

/// <summary>The values of a column of numbers in parts: points, which are single values, and intervals with the quantiles of the training rows in them.
/// A value is coded as k + ε, where k is its part and ε, from −0.49 to 0.49, its place there. Part 0 is below all training rows, the last one
/// above.</summary>
/// <param name="Knots">The parts within the range of the training rows, in order: the value of a point, or ascending quantiles at equal distances.</param>
internal sealed record NumberBins(IReadOnlyList<double[]> Knots)
{
    /// <summary>Columns of at most this many different values are points only.</summary>
    public const int MostPoints = 128;

    private const int MostIntervals = 48, MostKnots = 17, LeastInInterval = 40;

    /// <summary>The share of all rows from which on one value among many is a point.</summary>
    private const double PointShare = 0.01;

    private const double HalfWidth = 0.49;

    private readonly Lazy<Parts> parts = new(() => new(Knots));

    public static NumberBins None { get; } = new([[0]]);

    /// <summary>The parts, those beyond the range too.</summary>
    [JsonIgnore]
    public int Count => Knots.Count + 2;

    [JsonIgnore]
    public double Least => Knots[0][0];

    [JsonIgnore]
    public double Most => Knots.Max(part => part[^1]);

    /// <summary>Divides values.</summary>
    /// <param name="values">At least one, all finite.</param>
    public static NumberBins Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var counted = Counted(sorted);
        if (counted.Count <= MostPoints)
            return new([.. counted.Select(value => new[] { value.Value })]);
        var least = Math.Max(LeastInInterval, (int)(sorted.Length * PointShare));
        var points = counted.Where(value => value.Count >= least).Select(value => value.Value).ToHashSet();
        double[] rest = [.. sorted.Where(value => !points.Contains(value))];
        return new([.. Intervals(rest).Concat(points.Select(point => new[] { point })).OrderBy(knots => knots[0]).ThenBy(knots => knots[^1])]);
    }

    /// <summary>The code of a value.</summary>
    public float Target(double value) => parts.Value.Target(value);

    /// <summary>The value of a code.</summary>
    public double Value(double code)
    {
        var part = Math.Clamp((int)Math.Round(code), 1, Count - 2);
        var knots = Knots[part - 1];
        if (knots.Length == 1)
            return knots[0];
        var place = Math.Clamp((code - part) / (2 * HalfWidth) + 0.5, 0, 1) * (knots.Length - 1);
        var knot = Math.Min((int)place, knots.Length - 2);
        return knots[knot] + (place - knot) * (knots[knot + 1] - knots[knot]);
    }

    /// <param name="part">The part.</param>
    /// <param name="within">The place in it, from 0 to 1.</param>
    public static float At(int part, double within) => (float)(part + (within - 0.5) * 2 * HalfWidth);

    /// <summary>The mean of each part within the range.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> Means => parts.Value.Means;

    /// <summary>The mean under weights of the parts, which sum to 1.</summary>
    public double MeanOf(ReadOnlySpan<float> weights) => parts.Value.Moment(weights, 1);

    /// <summary>The standard deviation under weights of the parts.</summary>
    public double DeviationOf(ReadOnlySpan<float> weights) => Math.Sqrt(Math.Max(0, parts.Value.Moment(weights, 2)));

    /// <summary>By value.</summary>
    public bool Equals(NumberBins? other) =>
        other is not null && Knots.Count == other.Knots.Count && Knots.Zip(other.Knots).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Knots.Count, Least, Most);

    private static List<(double Value, int Count)> Counted(double[] sorted)
    {
        List<(double Value, int Count)> counted = [];
        foreach (var value in sorted)
            if (counted.Count > 0 && counted[^1].Value == value)
                counted[^1] = (value, counted[^1].Count + 1);
            else
                counted.Add((value, 1));
        return counted;
    }

    /// <summary>Intervals of about equally many values, none of which begins where another ends.</summary>
    private static IEnumerable<double[]> Intervals(double[] sorted)
    {
        var count = Math.Clamp(sorted.Length / LeastInInterval, 1, MostIntervals);
        for (var (first, part) = (0, 1); first < sorted.Length; part++)
        {
            var end = Math.Max(first + 1, (int)((long)sorted.Length * part / count));
            while (end < sorted.Length && sorted[end] == sorted[end - 1])
                end++;
            end = Math.Min(end, sorted.Length);
            yield return Quantiles(sorted.AsSpan(first, end - first));
            first = end;
        }
    }

    private static double[] Quantiles(ReadOnlySpan<double> sorted)
    {
        if (sorted[0] == sorted[^1])
            return [sorted[0]];
        var knots = new double[Math.Min(MostKnots, sorted.Length)];
        for (var i = 0; i < knots.Length; i++)
            knots[i] = sorted[(int)((long)(sorted.Length - 1) * i / (knots.Length - 1))];
        return knots;
    }

    /// <summary>What is looked up often.</summary>
    private sealed class Parts
    {
        private const int MostWholes = 1 << 12;

        private readonly double[][] knots;
        private readonly (double[] Starts, int[] Parts) points, intervals;
        private readonly double[] means, squares;
        private readonly double least, most;

        /// <summary>One more than the part of the point that lies a whole number above the least; 0 where there is none.</summary>
        private readonly int[] wholes;

        public Parts(IReadOnlyList<double[]> knots)
        {
            this.knots = [.. knots];
            (points, intervals) = (Sorted(part => part.Length == 1), Sorted(part => part.Length > 1));
            (means, squares) = ([.. knots.Select(Mean)], [.. knots.Select(Square)]);
            (least, most) = (knots.Min(part => part[0]), knots.Max(part => part[^1]));
            wholes = new int[most - least < MostWholes && Math.Abs(least) < int.MaxValue ? (int)(most - least) + 1 : 0];
            foreach (var (start, part) in points.Starts.Zip(points.Parts).Reverse())
                if (start - least is var above && above < wholes.Length && above == (int)above)
                    wholes[(int)above] = part + 1;
        }

        public IReadOnlyList<double> Means => means;

        public float Target(double value)
        {
            if (value < least)
                return At(0, Beyond(least - value));
            if (value > most)
                return At(knots.Length + 1, Beyond(value - most));
            if (value - least is var above && above < wholes.Length && above == (int)above && wholes[(int)above] is > 0 and var whole)
                return whole;
            var (point, interval) = (Before(points.Starts, value), Before(intervals.Starts, value));
            if (point >= 0 && points.Starts[point] == value)
                return points.Parts[point] + 1;
            // The part before and the one after, points first; −1 stands for none.
            var (nearest, distance) = (-1, double.PositiveInfinity);
            Try(points.Parts, point);
            Try(points.Parts, point + 1);
            Try(intervals.Parts, interval);
            Try(intervals.Parts, interval + 1);
            return At(nearest + 1, Place(knots[nearest], value));

            void Try(int[] parts, int place)
            {
                if (place >= 0 && place < parts.Length && Distance(knots[parts[place]], value) is var other && other < distance)
                    (nearest, distance) = (parts[place], other);
            }
        }

        /// <summary>The mean, or the variance, under weights of the parts.</summary>
        public double Moment(ReadOnlySpan<float> weights, int order)
        {
            var (sum, mean, square) = (0.0, 0.0, 0.0);
            for (var i = 0; i < means.Length; i++)
            {
                sum += weights[i + 1];
                mean += weights[i + 1] * means[i];
                square += weights[i + 1] * squares[i];
            }
            return sum == 0 ? means[0] : order == 1 ? mean / sum : square / sum - mean / sum * (mean / sum);
        }

        private (double[] Starts, int[] Parts) Sorted(Func<double[], bool> which)
        {
            int[] chosen = [.. Enumerable.Range(0, knots.Length).Where(part => which(knots[part])).OrderBy(part => knots[part][0])];
            return ([.. chosen.Select(part => knots[part][0])], chosen);
        }

        /// <summary>The last place whose start is not above the value; −1 if there is none.</summary>
        private static int Before(double[] starts, double value) => Array.BinarySearch(starts, value) is var found && found >= 0 ? found : ~found - 1;

        private double Beyond(double excess) => excess / (excess + Math.Max(double.Epsilon, most - least));

        private static double Distance(double[] part, double value) => Math.Max(0, Math.Max(part[0] - value, value - part[^1]));

        private static double Place(double[] part, double value)
        {
            if (part.Length == 1)
                return 0.5;
            var at = Array.BinarySearch(part, Math.Clamp(value, part[0], part[^1]));
            return (at >= 0 ? at : ~at - 1 + (value - part[~at - 1]) / (part[~at] - part[~at - 1])) / (part.Length - 1);
        }

        /// <summary>Of a value whose distribution function is linear between the knots.</summary>
        private static double Mean(double[] part) => part.Length == 1 ? part[0]
            : part.Zip(part.Skip(1)).Average(pair => pair.First + (pair.Second - pair.First) / 2);

        /// <summary>E[x²] of the same.</summary>
        private static double Square(double[] part) => part.Length == 1 ? part[0] * part[0]
            : part.Zip(part.Skip(1)).Average(pair => (pair.First * pair.First + pair.First * pair.Second + pair.Second * pair.Second) / 3);
    }
}
