namespace Elbo.Studio.Tests.Browser;

/// <summary>Strokes of a mouse on the playground's board.</summary>
internal static class Drawing
{
    /// <summary>A 3: two arcs open to the left, in fractions of the board.</summary>
    public static IReadOnlyList<(double X, double Y)> Three { get; } =
        [.. Bow(0.49, 0.34, 0.15, 0.14, -2.6, 1.35), .. Bow(0.49, 0.64, 0.18, 0.16, -1.35, 2.7)];

    /// <summary>Draws a line through points with the left button held down.</summary>
    public static async Task DrawAsync(this StudioPage page, IReadOnlyList<(double X, double Y)> points)
    {
        await page.Page.Locator(".board canvas[data-ready]").WaitForAsync();
        var board = (await page.Page.Locator(".board canvas").BoundingBoxAsync())!;
        Task MoveTo(int point) => page.Page.Mouse.MoveAsync(board.X + (float)points[point].X * board.Width, board.Y + (float)points[point].Y * board.Height);
        await MoveTo(0);
        await page.Page.Mouse.DownAsync();
        for (var i = 1; i < points.Count; i++)
            await MoveTo(i);
        await page.Page.Mouse.UpAsync();
    }

    /// <summary>The page's text about the neighbours, once the picture has settled.</summary>
    public static async Task<string> NeighboursAsync(this StudioPage page)
    {
        var words = page.Page.Locator(".seen .near-words");
        await words.WaitForAsync();
        var before = "";
        while (await page.Page.Locator("#reconstruction").GetAttributeAsync("src") is var now && now != before)
        {
            before = now;
            await page.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 300))");
        }
        return await words.InnerTextAsync();
    }

    private static IEnumerable<(double, double)> Bow(double x, double y, double across, double down, double from, double to) =>
        Enumerable.Range(0, 25).Select(i => from + (to - from) * i / 24).Select(angle => (x + across * Math.Cos(angle), y + down * Math.Sin(angle)));
}
