namespace Elbo.Reports.Figures.Drawing;

/// <summary>The colours of a figure on one background; pairs that occur in one figure differ by 35 or more (CIE 1976 ΔE), also under simulated
/// colour-blindness.</summary>
internal sealed record Shade
{
    /// <summary>A figure is drawn by one thread from its first line to its last.</summary>
    [ThreadStatic]
    private static Shade? current;

    public required Rgb Paper { get; init; }

    public required Rgb Ink { get; init; }

    public required Rgb Muted { get; init; }

    public required Rgb Frame { get; init; }

    public required Rgb Grid { get; init; }

    public required Rgb Inactive { get; init; }

    public required Rgb Train { get; init; }

    public required Rgb Test { get; init; }

    public required Rgb Rate { get; init; }

    public required IReadOnlyList<Rgb> Ramp { get; init; }

    public required IReadOnlyList<Rgb> Categorical { get; init; }

    /// <summary>White paper: every file, and pages in light appearance.</summary>
    public static Shade Light { get; } = new()
    {
        Paper = Rgb.Of(0xffffff),
        Ink = Rgb.Of(0x1b2430),
        Muted = Rgb.Of(0x505a68), // 7:1 on white
        Frame = Rgb.Of(0x9aa4b1),
        Grid = Rgb.Of(0xe6e9ee),
        Inactive = Rgb.Of(0xbcc4ce),
        Train = Rgb.Of(0x7fa6cf),
        Test = Rgb.Of(0x0b3c73),
        Rate = Rgb.Of(0xf59b00),
        Ramp = Colors(0xf6f9fd, 0xd3e3f5, 0xa3c8ec, 0x6aa8e0, 0x3f86cb, 0x1f63a8, 0x0f427a, 0x0a2850),
        Categorical = Colors(0x0044aa, 0xdd4422, 0x22cc88, 0xffaa22, 0x662266, 0x6688ff, 0x880000, 0xeeaaff, 0xaa4466, 0xaa66aa),
    };

    /// <summary>The cards of a page in dark appearance, <c>--card</c> of report.css.</summary>
    public static Shade Dark { get; } = new()
    {
        Paper = Rgb.Of(0x1b212a),
        Ink = Rgb.Of(0xe8ecf1),
        Muted = Rgb.Of(0xa9b3c0), // 7:1 on the card
        Frame = Rgb.Of(0x667384),
        Grid = Rgb.Of(0x2d3641),
        Inactive = Rgb.Of(0x5a6573),
        Train = Rgb.Of(0x4f7dab),
        Test = Rgb.Of(0xcfe4fb),
        Rate = Rgb.Of(0xf59b00),
        Ramp = Colors(0x1f2732, 0x16314f, 0x1b4a7c, 0x2467ad, 0x3f86cb, 0x6aa8e0, 0xa3c8ec, 0xdcebfa),
        Categorical = Colors(0x00aaff, 0xffdd44, 0xee4488, 0x44ffdd, 0x888844, 0xccccff, 0x66aa00, 0x2266dd, 0xaaff88, 0xcc44aa),
    };

    /// <summary>That of the figure that this thread draws: light unless <see cref="Drawn"/> says otherwise.</summary>
    public static Shade Current => current ?? Light;

    /// <summary>Draws a figure in this shade.</summary>
    public byte[] Drawn(Func<byte[]> draw)
    {
        var before = current;
        current = this;
        try
        {
            return draw();
        }
        finally
        {
            current = before;
        }
    }

    private static IReadOnlyList<Rgb> Colors(params uint[] colors) => [.. colors.Select(Rgb.Of)];
}
