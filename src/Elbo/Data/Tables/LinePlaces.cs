using System.Collections;

namespace Elbo.Data.Tables;

/// <summary>The places of rows in a text file, <c>line 7</c>, made when they are asked for.</summary>
/// <param name="lines">The line of each record.</param>
/// <param name="first">The record that is the first row.</param>
internal sealed class LinePlaces(List<int> lines, int first) : IReadOnlyList<string>
{
    public int Count => lines.Count - first;

    public string this[int index] => $"line {lines[first + index]}";

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
