namespace Elbo.Studio.Models;

/// <summary>A way to divide the examples into a few named groups: the labels of images, a column of names of rows.</summary>
/// <param name="Name">What the groups are: <c>label</c>, a column.</param>
/// <param name="Groups">The names of the groups.</param>
/// <param name="Of">The group of each example.</param>
internal sealed record Grouping(string Name, IReadOnlyList<string> Groups, byte[] Of);
