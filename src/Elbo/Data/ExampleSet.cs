using Elbo.Compute.Engine;
using Elbo.Compute.Randomness;

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
