using Elbo.Compute.Engine;
using Elbo.Compute.Randomness;
using Elbo.Data.Tables;

namespace Elbo.Data;

/// <summary>Examples to learn from, whatever they are: what training and evaluation know of <see cref="ImageSet"/> and tables.</summary>
public abstract class ExampleSet
{
    private protected ExampleSet()
    {
    }

    /// <summary>The number of examples, N.</summary>
    public abstract int Count { get; }

    /// <summary>What one example is.</summary>
    public abstract Schema Schema { get; }

    /// <summary>The shape of what an encoder sees of one example; D is its size.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>The examples as bytes of pixels; null if they are something else.</summary>
    internal virtual ImageSet? AsImages => null;

    /// <summary>What a batch carries of each example beside its values; null if nothing.</summary>
    internal Conditions? Conditions
    {
        get;
        init => field = value is null || value.Count == Count
            ? value
            : throw new DataException($"There are {Count} {Schema.Examples} but {value.Count} conditions; each {Schema.Example} needs one.");
    }

    /// <summary>Numbers C of an example's condition; 0 for none.</summary>
    internal int ConditionWidth => Conditions?.Width ?? 0;

    /// <summary>The names of what may be a condition: labels, or the columns of a table.</summary>
    internal abstract IEnumerable<string> ConditionNames { get; }

    /// <summary>The columns that such a name stands for: itself, unless it is an array of several columns.</summary>
    internal virtual IReadOnlyList<string> ColumnsOf(string name) => [name];

    /// <summary>How such a column goes into a model, with the statistics of these examples; null if there is no such column.</summary>
    internal abstract ColumnEncoding? Measure(string name);

    /// <summary>The values of such a column, NaN where missing or not among its categories, shape [N].</summary>
    /// <param name="column">The column.</param>
    /// <param name="source">The name of the data, for errors.</param>
    /// <exception cref="DataException">The examples do not have the column, or one has a value that was never seen and may not be any.</exception>
    internal abstract double[] Cells(ColumnEncoding column, string source);

    /// <summary>These examples with conditions. Columns that are a condition are no longer part of an example.</summary>
    internal abstract ExampleSet With(Conditions conditions);

    /// <summary>These examples with their own conditions.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="source">The name of the data, for errors.</param>
    /// <exception cref="DataException">The examples do not have a column, or one has a value that was never seen.</exception>
    internal ExampleSet With(ConditionSchema schema, string source)
    {
        // What is inferred need not be known.
        double[][] columns = [.. schema.Columns.Select(column => Cells(schema.IsInferred ? column with { HasMissing = true } : column, source))];
        return With(schema.Own([.. Enumerable.Range(0, Count).SelectMany(i => columns.Select(cells => cells[i]))]));
    }

    /// <summary>SHA-256 over the examples, in lower-case hexadecimal.</summary>
    public abstract string Fingerprint();

    /// <summary>Memory for a batch on the CPU; input and target are one tensor where they are equal.</summary>
    internal abstract Batch Allocate(int examples, Binarization binarization);

    /// <param name="indices">The examples.</param>
    /// <param name="binarization">How grey values become targets.</param>
    /// <param name="random">For dynamic binarization; the row is the example's index.</param>
    /// <param name="into">Made by <see cref="Allocate"/> for at least that many examples.</param>
    internal abstract void Fill(ReadOnlySpan<int> indices, Binarization binarization, Philox random, Batch into);

    /// <summary>The examples as the managed engine reads them; what is written is what <see cref="Fill"/> writes.</summary>
    /// <param name="binarization">How grey values become targets.</param>
    /// <param name="random">For dynamic binarization; the row is the example's index.</param>
    internal abstract IExampleRows Rows(Binarization binarization, Philox random);

    /// <summary>These are written soon: what of them is on the disk alone may be read meanwhile.</summary>
    /// <exception cref="DataException">The file that they come from was changed.</exception>
    internal virtual void Expect(ReadOnlySpan<int> indices)
    {
    }

    /// <summary>At most this many examples, drawn at random and in their order: the same ones for the same seed. The first examples would not do, since
    /// many files are sorted by label.</summary>
    internal ExampleSet Subset(int most, ulong seed) => most >= Count ? this : At(Shuffle.Subset(Count, most, seed));

    /// <summary>The examples with these indices, in this order, with the names that they have among all.</summary>
    private protected abstract ExampleSet At(int[] indices);

    /// <summary>The examples from <paramref name="start"/> on.</summary>
    internal abstract ExampleSet Part(int start, int count);
}
