namespace Elbo.Data.Known;

/// <summary>One split of a known data set, as it was published.</summary>
/// <param name="Name"><c>train</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Count">Its number of images.</param>
/// <param name="Prefix">What its files' names begin with: <c>train</c>, <c>t10k</c>, …</param>
/// <param name="HasLabels">True where a file of labels belongs to it.</param>
/// <param name="ImagesSha256">SHA-256 of the uncompressed IDX file of images, lower-case; null where it is not recorded.</param>
/// <param name="LabelsSha256">SHA-256 of the uncompressed IDX file of labels, lower-case; null where it is not recorded.</param>
internal sealed record KnownSplit(string Name, int Count, string Prefix, bool HasLabels, string? ImagesSha256, string? LabelsSha256)
{
    /// <summary>The names of its files, which may also end in <c>.gz</c>.</summary>
    public IReadOnlyList<string> Files => HasLabels
        ? [$"{Prefix}-images-idx3-ubyte", $"{Prefix}-labels-idx1-ubyte"]
        : [$"{Prefix}-images-idx3-ubyte"];
}
