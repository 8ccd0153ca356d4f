using System.Collections;
using System.Globalization;

namespace Elbo.Data;

/// <summary>Numbers as names: millions of strings would take more memory than all else that is known of the images.</summary>
internal sealed class RowNames(int[] rows) : IReadOnlyList<string>
{
    public int Count => rows.Length;

    public string this[int index] => rows[index].ToString(CultureInfo.InvariantCulture);

    public IEnumerator<string> GetEnumerator() => rows.Select(row => row.ToString(CultureInfo.InvariantCulture)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
