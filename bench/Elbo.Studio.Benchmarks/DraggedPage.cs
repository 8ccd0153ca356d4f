using System.Diagnostics;
using Microsoft.Playwright;

namespace Elbo.Studio.Benchmarks;

/// <summary>
/// A page on which the pointer moves and a decoded picture follows. The page itself measures the times: from the time stamp of the pointer's
/// event until the new picture is decoded by the browser and a frame with it has been handed over.
/// </summary>
internal sealed class DraggedPage : IAsyncDisposable
{
    private const string Watch = """
        () => {
          const seen = window.elboSeen = { at: 0, answers: [], frames: [], src: document.getElementById("decoded")?.src };
          let isAwaited = false;
          addEventListener("pointermove", event => { seen.at ||= event.timeStamp; }, { capture: true, passive: true });
          new MutationObserver(async () => {
            const image = document.getElementById("decoded"), at = seen.at;
            if (!image || image.src === seen.src || image.src.length < 30) return;
            seen.src = image.src;
            try { await image.decode(); } catch { return; }
            if (isAwaited) return;
            isAwaited = true;
            requestAnimationFrame(() => {
              isAwaited = false;
              const channel = new MessageChannel();
              channel.port1.onmessage = () => {
                seen.frames.push(performance.now());
                if (at) seen.answers.push(performance.now() - at);
              };
              channel.port2.postMessage(0);
            });
          }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] });
        }
        """;

    private readonly IPage page;
    private readonly Func<int, (float X, float Y)> path;
    private int move;

    private DraggedPage(string name, IPage page, Func<int, (float X, float Y)> path) => (Name, this.page, this.path) = (name, page, path);

    /// <summary>The name of the dragged element.</summary>
    public string Name { get; }

    /// <summary>The slider of the latent with the highest rate, dragged back and forth.</summary>
    public static async Task<DraggedPage> SlidersAsync(Bench bench, RunningStudio studio)
    {
        var page = await OpenAsync(bench, $"{studio.Address}/dimensions/{Bench.Run}");
        await page.WaitForFunctionAsync("() => document.getElementById('decoded')?.src.length > 30");
        var box = (await page.Locator("input[type=range]").First.BoundingBoxAsync())!;
        var dragged = new DraggedPage("a slider", page, move => (box.X + box.Width * (0.1f + 0.8f * Triangle(move, 37)), box.Y + box.Height / 2));
        await dragged.NextAsync();
        await page.Mouse.DownAsync();
        await page.EvaluateAsync(Watch);
        return dragged;
    }

    /// <summary>The map of codes: over points and over empty space.</summary>
    public static async Task<DraggedPage> MapAsync(Bench bench, RunningStudio studio)
    {
        var page = await OpenAsync(bench, $"{studio.Address}/latent/{Bench.Run}");
        await page.Locator("canvas[data-ready]").WaitForAsync();
        var box = (await page.Locator("canvas").BoundingBoxAsync())!;
        var dragged = new DraggedPage("the map", page, move => (
            box.X + box.Width * (0.05f + 0.9f * Triangle(move, 53)),
            box.Y + box.Height * (0.05f + 0.9f * Triangle(move, 31))));
        await dragged.NextAsync();
        await page.EvaluateAsync(Watch);
        return dragged;
    }

    /// <summary>Repeatedly moves once and waits for the picture: the time of a single move.</summary>
    public async Task<Timing> AnswersAsync(int moves)
    {
        await page.BringToFrontAsync();
        List<double> answers = [];
        var watch = Stopwatch.StartNew();
        // A place may look like the last one; a minute without any picture means that something is broken.
        while (answers.Count < moves)
        {
            await page.EvaluateAsync("() => { elboSeen.at = 0; elboSeen.answers = []; }");
            await NextAsync();
            const string FirstAnswer =
                "async () => { for (const end = performance.now() + 1000; performance.now() < end && !elboSeen.answers.length;) "
                + "await new Promise(done => setTimeout(done, 4)); return elboSeen.answers[0] ?? -1; }";
            var answer = await page.EvaluateAsync<double>(FirstAnswer);
            if (answer >= 0)
            {
                answers.Add(answer);
                watch.Restart();
            }
            else if (watch.Elapsed > TimeSpan.FromMinutes(1))
                throw new TimeoutException($"Moving {Name} changed no picture for a minute.");
        }
        return new(answers);
    }

    /// <summary>Moves without waiting, 60 times a second: the time from one picture to the next.</summary>
    public async Task<Timing> FramesAsync(int frames)
    {
        await page.BringToFrontAsync();
        await page.EvaluateAsync("() => { elboSeen.frames = []; }");
        do
            await DragAsync(TimeSpan.FromSeconds(1));
        while (await page.EvaluateAsync<int>("() => elboSeen.frames.length") <= frames);
        var times = await page.EvaluateAsync<double[]>("() => elboSeen.frames");
        return new([.. times.Zip(times.Skip(1), (one, next) => next - one).Take(frames)]);
    }

    /// <summary>Moves without waiting for a while.</summary>
    public async Task DragAsync(TimeSpan time)
    {
        await page.BringToFrontAsync();
        var watch = Stopwatch.StartNew();
        for (var next = 0.0; watch.Elapsed < time; next += 1000.0 / 60)
        {
            await NextAsync();
            if (next - watch.Elapsed.TotalMilliseconds is > 1 and var rest)
                await Task.Delay((int)rest);
        }
    }

    /// <summary>Clears the times, so that the page does not keep minutes of them.</summary>
    public Task ForgetAsync() => page.EvaluateAsync("() => { elboSeen.frames = []; elboSeen.answers = []; }");

    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();

    private static async Task<IPage> OpenAsync(Bench bench, string address)
    {
        var context = await bench.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        return page;
    }

    private Task NextAsync()
    {
        var (x, y) = path(move++);
        return page.Mouse.MoveAsync(x, y);
    }

    /// <summary>From 0 to 1 and back, once per period.</summary>
    private static float Triangle(int move, int moves) => 1 - Math.Abs(2f * (move % moves) / moves - 1);
}
