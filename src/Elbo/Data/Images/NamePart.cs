using System.Collections;

namespace Elbo.Data.Images;

/// <summary>Some of the names of images, without copying.</summary>
internal sealed class NamePart(IReadOnlyList<string> all, int start, int count) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index] => (uint)index < (uint)count
        ? all[start + index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The names are 0 to {count - 1}.");

    public IEnumerator<string> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
