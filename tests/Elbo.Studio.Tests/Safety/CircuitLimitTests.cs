using System.Net;

namespace Elbo.Studio.Tests.Safety;

/// <summary>Pages opened without a browser, as fast as a program can.</summary>
public sealed class CircuitLimitTests
{
    [Fact]
    public async Task Open_MoreThanTheLimit_RefusesTheRestInAMessageAndServesOthersAfterwards()
    {
        const int Limit = 3, Tried = 12;
        await using var studio = await StudioClient.StartAsync(mostPages: Limit);
        List<RawPage> pages = [];
        try
        {
            for (var i = 0; i < Tried; i++)
                pages.Add(await RawPage.OpenAsync(studio));
            foreach (var page in pages)
                await page.ReceiveUntilSettledAsync();
            // On a busy machine they are not admitted in the order in which they were opened.
            Assert.Equal(Tried - Limit, pages.Count(page => page.Fault?.Contains("3 pages of the studio are already open.", StringComparison.Ordinal) == true));
            var open = pages.Where(page => page.Fault is null).ToArray();
            Assert.Equal(Limit, open.Length);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await studio.StatusAsync("/"));

            // Its place is free when the studio has noticed that the connection ended.
            await open[0].DisposeAsync();
            while (await studio.StatusAsync("/") == HttpStatusCode.ServiceUnavailable)
                await Task.Yield();
            await using var late = await RawPage.OpenAsync(studio);
            await late.ReceiveUntilSettledAsync();
            Assert.Null(late.Fault);
        }
        finally
        {
            foreach (var page in pages)
                await page.DisposeAsync();
        }
    }

    /// <summary>Connections that are dropped give their places back, although Blazor keeps some of their circuits for a minute.</summary>
    [Fact]
    public async Task Open_AndDropAgainAndAgain_KeepsPlacesFree()
    {
        await using var studio = await StudioClient.StartAsync(mostPages: 2);
        for (var i = 0; i < 20; i++)
        {
            await using (var page = await RawPage.OpenAsync(studio))
            {
                await page.ReceiveUntilSettledAsync();
                Assert.Null(page.Fault);
            }
            while (await studio.StatusAsync("/") == HttpStatusCode.ServiceUnavailable)
                await Task.Yield();
        }
    }

    /// <summary>What a page must not send: the connection ends or an error comes back, and the studio answers others.</summary>
    [Theory]
    [InlineData("StartCircuit", "not an address", "", "[]", "")]
    [InlineData("StartCircuit", "http://127.0.0.1/", "http://evil.example/", "[]", "")]
    [InlineData("StartCircuit", "http://127.0.0.1/", "http://127.0.0.1/", "[{\"type\":\"server\",\"descriptor\":\"AAAA\"}]", "")]
    [InlineData("StartCircuit", "http://127.0.0.1/", "http://127.0.0.1/", "not JSON", "")]
    [InlineData("StartCircuit", "http://127.0.0.1/", "http://127.0.0.1/", "[]", "AAAA")]
    [InlineData("ConnectCircuit", "AAAA")]
    [InlineData("BeginInvokeDotNetFromJS", "1", "Elbo.Studio", "Delete", "0", "[]")]
    [InlineData("DispatchBrowserEvent", "{}")]
    [InlineData("NoSuchMethod", "x")]
    public async Task Send_WhatNoPageSends_ReachesNothing(string method, params string[] arguments)
    {
        await using var studio = await StudioClient.StartAsync();
        await using var page = await RawPage.ConnectAsync(studio);
        await page.SendAsync(method, arguments);
        await page.ReceiveUntilSettledAsync();
        Assert.NotNull(page.Fault);
        Assert.DoesNotContain("   at ", page.Fault, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/"));
    }
}
