namespace Elbo.Compute.Native.Loading;

/// <summary>A version that a file asks of a library ("vernaux").</summary>
/// <param name="Library">The library asked, such as <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version, such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Flags">Its flags; see <see cref="Weak"/>.</param>
/// <param name="Index">The number by which symbols refer to it.</param>
/// <param name="FlagsAt">Offset in the file of the 16 bits of <paramref name="Flags"/>.</param>
readonly record struct ElfVersionNeed(string Library, string Version, ushort Flags, ushort Index, int FlagsAt)
{
    /// <summary>VER_FLG_WEAK: the loader continues without this version.</summary>
    public const ushort Weak = 2;

    public bool IsWeak => (Flags & Weak) != 0;
}
