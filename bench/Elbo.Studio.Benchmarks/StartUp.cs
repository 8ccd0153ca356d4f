namespace Elbo.Studio.Benchmarks;

/// <summary>The start of the studio, measured from the request to start the process.</summary>
/// <param name="Printed">Until its address is printed and it responds.</param>
/// <param name="Loaded">Until a browser without cached files shows the table of runs.</param>
internal sealed record StartUp(Timing Printed, Timing Loaded)
{
    public static async Task<StartUp> MeasureAsync(Bench bench, int rounds)
    {
        List<double> printed = [], loaded = [];
        for (var round = 0; round < rounds; round++)
        {
            await using var context = await bench.Browser.NewContextAsync();
            var page = await context.NewPageAsync();
            await using var studio = await RunningStudio.StartAsync(bench);
            printed.Add(studio.Watch.Elapsed.TotalMilliseconds);
            await page.GotoAsync(studio.Address);
            await page.Locator("table").GetByText(Bench.Run, new() { Exact = true }).First.WaitForAsync();
            loaded.Add(studio.Watch.Elapsed.TotalMilliseconds);
        }
        return new(new(printed), new(loaded));
    }
}
