using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>Human-readable byte sizes.</summary>
internal static class ByteSize
{
    private const double Kibi = 1024;

    /// <summary>In B, KiB, MiB or GiB, with one digit after the point from KiB on.</summary>
    public static string Show(long bytes) => (double)bytes switch
    {
        < Kibi => Invariant($"{bytes} B"),
        < Kibi * Kibi => Invariant($"{bytes / Kibi:N1} KiB"),
        < Kibi * Kibi * Kibi => Invariant($"{bytes / Kibi / Kibi:N1} MiB"),
        _ => Invariant($"{bytes / Kibi / Kibi / Kibi:N1} GiB"),
    };
}
