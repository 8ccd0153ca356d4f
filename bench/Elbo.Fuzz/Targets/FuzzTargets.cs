namespace Elbo.Fuzz.Targets;

/// <summary>Every reader of foreign bytes.</summary>
public static class FuzzTargets
{
    /// <param name="scratch">For readers that take paths.</param>
    public static IReadOnlyList<FuzzTarget> All(Scratch scratch) =>
    [
        .. IdxTargets.All(), .. NumPyTargets.All(scratch), .. ModelTargets.All(scratch), .. TableTargets.All(scratch), .. PlainTargets.All(scratch),
        .. ImageTargets.All(), .. ArchiveTargets.All(scratch), .. RunTargets.All(scratch),
    ];
}
