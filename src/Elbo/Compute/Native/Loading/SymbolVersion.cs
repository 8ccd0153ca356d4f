namespace Elbo.Compute.Native.Loading;

/// <summary>Symbol versions such as <c>GLIBCXX_3.4.30</c>, ordered by their numbers.</summary>
static class SymbolVersion
{
    /// <summary>The highest of the versions that begin with <paramref name="prefix"/> and a number; null if there is none.</summary>
    public static string? Highest(IEnumerable<string> versions, string prefix) => versions
        .Where(version => version.StartsWith(prefix, StringComparison.Ordinal) && Number(version) is not null)
        .Order(Comparer<string>.Create(Compare))
        .LastOrDefault();

    public static int Compare(string left, string right) =>
        Comparer<Version>.Default.Compare(Number(left), Number(right)) is not 0 and var order ? order : string.CompareOrdinal(left, right);

    static Version? Number(string version)
    {
        var text = version[(version.LastIndexOf('_') + 1)..];
        return Version.TryParse(text, out var number) ? number : null;
    }
}
