namespace Elbo.Data.Tables;

/// <summary>A column of a <see cref="Table"/>.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Categories">The names of its values, where it has names; a cell holds the index of one. Else empty.</param>
public sealed record Column(string Name, ColumnKind Kind, IReadOnlyList<string> Categories)
{
    /// <summary>Equal when name, kind and categories are.</summary>
    public bool Equals(Column? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && Categories.SequenceEqual(other.Categories);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Kind, Categories.Count);
}
