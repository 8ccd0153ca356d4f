using Elbo.Objectives;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The loss page as a user sees it.</summary>
public sealed class LossBrowserTests(BrowserStudio studio) : IClassFixture<BrowserStudio>
{
    [Fact]
    public async Task Loss_SliderAndPointMove_NumbersAndPicturesFollow()
    {
        await using var page = await studio.OpenAsync("/loss");
        await page.Page.Locator(".kl-map[data-ready]").WaitForAsync();
        var before = await page.Page.Locator(".plot path.posterior").GetAttributeAsync("d");
        await page.Page.GetByLabel("mu", new() { Exact = true }).First.FillAsync("1");
        await page.Page.GetByLabel("logvar", new() { Exact = true }).First.FillAsync("0");
        await page.Page.Locator("#kl", new() { HasText = "0.500" }).WaitForAsync();
        Assert.NotEqual(before, await page.Page.Locator(".plot path.posterior").GetAttributeAsync("d"));

        var map = (await page.Page.Locator(".kl-map").BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(map.X + 20, map.Y + 20);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(map.X + map.Width / 2, map.Y + map.Height * 3 / 7);
        await page.Page.Mouse.UpAsync();
        await page.Page.Locator("#kl", new() { HasText = "0.000" }).WaitForAsync();
        Assert.Equal("0", await page.Page.GetByLabel("mu", new() { Exact = true }).First.InputValueAsync());
    }

    [Fact]
    public async Task Loss_OnAPhone_TrainsAMissingRunAndShowsBothOnceTheyAreThere()
    {
        await using var page = await studio.OpenAsync("/loss", width: 390);
        var mean = page.Page.Locator("[data-reduction=mean]");
        await mean.GetByText("elbo train --recipe collapse --out ").WaitForAsync();
        await mean.GetByText("Train it").ClickAsync();
        await mean.GetByText("Watch it").ClickAsync();
        await page.Page.WaitForURLAsync("**/runs/collapse");
        await page.Page.GetByText("--recipe collapse").First.WaitForAsync();
        await page.Button("Stop").ClickAsync();
        await page.SeesAsync("stopped");

        await page.LeadAsync("/loss");
        var manifest = TinyRun.Manifest with { Data = TinyRun.Manifest.Data with { TestFingerprint = "of both" } };
        TinyRun.Write(studio.Folder.At("runs", "summed"), manifest);
        TinyRun.Write(studio.Folder.At("runs", "averaged"), manifest with { Training = manifest.Training with { Reduction = Reduction.Mean } });
        await page.SeesAsync("summed");
        await page.SeesAsync("averaged");
        Assert.Equal((0, ""), (await page.OverflowAsync(), await page.CutOffAsync()));
    }
}
